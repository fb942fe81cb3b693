// Codes that sign in: sent to a number, and typed in once.
import { otpExpired, otpInvalid } from '@sutra/contracts/identity';
import { type Clock, HOUR_MS, type Ids } from '@sutra/kernel/clock';
import { equalBytes, hmac, type SecretKey } from '@sutra/kernel/crypto';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { PublicContext } from '@sutra/kernel/http/route';
import { sql } from 'kysely';
import type { Messaging } from '../messaging/public.ts';
import { codeMessages, sealCode } from './code-messages.ts';
import { CODE_GUESSES, CODE_LIFE_MS, CODE_RESEND_MS, newCode } from './codes.rules.ts';
import type { Lockout } from './lockout.service.ts';
import type { LoginEvents } from './login-events.service.ts';
import { messages } from './messages.ts';

export interface SignInCodesOptions {
  gates: Gates;
  clock: Clock;
  ids: Ids;
  messaging: Messaging;
  lockout: Lockout;
  events: LoginEvents;
  otpKey: SecretKey;
  /** Of codes whose message has not gone out yet. */
  messageKey: SecretKey;
}

/** A known device of the person, or a session of theirs; neither where a code is typed in anywhere. */
export interface Typist {
  deviceId?: string | undefined;
  sessionId?: string;
}

export interface ProvedNumber {
  mobile: string;
  /** Whose it is; nobody's yet for a number that was invited. */
  userId?: string;
  deviceId: string | undefined;
}

export class SignInCodes {
  readonly #o: SignInCodesOptions;
  readonly #messages: ReturnType<typeof codeMessages>;
  constructor(options: SignInCodesOptions) {
    this.#o = options;
    const { gates, clock, messaging, messageKey } = options;
    this.#messages = codeMessages('identity.otp_challenge', { gates, clock, messaging, key: messageKey });
  }

  /** Throws if no code can be sent there at the moment, whether anybody has the number or not. */
  requireSms(mobile: string): Promise<void> {
    return this.#o.messaging.require(mobile, messages.signInCode);
  }

  /**
   * To nobody's number the same challenge is made, and nothing is sent. The message goes out after the answer, so that
   * neither its time nor its failure tells whose number it is.
   */
  async send(
    mobile: string,
    { personId, isInvited }: { personId: string | null; isInvited: boolean },
  ): Promise<{ challengeId: string; expiresAt: Date; resendAfter: Date }> {
    const { gates, clock, ids, messaging, lockout, otpKey, messageKey } = this.#o;
    const now = new Date(clock.nowMs());
    const challengeId = ids.next();
    const code = newCode();
    const expiresAt = new Date(now.getTime() + CODE_LIFE_MS);
    const sealed = sealCode(messageKey, challengeId, code);
    await gates
      .system('send a sign-in code')
      .insertInto('identity.otp_challenge')
      .values({
        id: challengeId,
        user_id: personId,
        mobile: personId !== null || isInvited ? mobile : null,
        code_hash: hmac(otpKey, challengeId, code),
        attempt_key: lockout.attemptKey(mobile),
        sealed_code: personId !== null || isInvited ? sealed : null,
        created_at: now,
        expires_at: expiresAt,
      })
      .execute();
    messaging.soon(() => this.#messages.send(challengeId));
    return { challengeId, expiresAt, resendAfter: new Date(now.getTime() + CODE_RESEND_MS) };
  }

  /** Sends what could not be sent when it was asked for, as long as the code is good. */
  sendWaiting(): Promise<void> {
    return this.#messages.sendWaiting();
  }

  async tidy(): Promise<void> {
    const { gates, clock } = this.#o;
    await gates
      .system('forget sign-in codes')
      .deleteFrom('identity.otp_challenge')
      .where('expires_at', '<', new Date(clock.nowMs() - HOUR_MS))
      .execute();
  }

  /**
   * Each guess is counted by the one statement that also looks, so that any number of parallel guesses evaluates five; and
   * by who guesses, before it is compared. Throws `auth.otp_expired`, `auth.locked` or `auth.otp_invalid`.
   */
  async use(
    context: PublicContext,
    challengeId: string,
    code: string,
    findTypist: (userId: string | null) => Promise<Typist>,
  ): Promise<ProvedNumber> {
    const { gates, lockout, events, otpKey } = this.#o;
    const now = context.now();
    const db = gates.system('check a sign-in code');
    const guess = await db
      .updateTable('identity.otp_challenge')
      .set({ guesses: sql`guesses + 1` })
      .where('id', '=', challengeId)
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .where('guesses', '<', CODE_GUESSES)
      .returning(['user_id', 'mobile', 'code_hash', 'attempt_key'])
      .executeTakeFirst();
    if (!guess) throw new AppError(otpExpired);
    const { deviceId, sessionId } = await findTypist(guess.user_id);
    const counters = lockout.codeGuesses(guess.attempt_key, deviceId ?? sessionId, context.ip);
    const fail = (outcome: 'wrong-code' | 'locked') =>
      events.failed(context, guess.user_id ?? undefined, 'otp', outcome, deviceId);
    try {
      await lockout.begin(counters, '');
    } catch (error) {
      if (error instanceof AppError) await fail('locked');
      throw error;
    }
    if (guess.mobile === null || !equalBytes(guess.code_hash, hmac(otpKey, challengeId, code))) {
      await fail('wrong-code');
      throw new AppError(otpInvalid);
    }
    await lockout.succeed(counters);
    const used = await db
      .updateTable('identity.otp_challenge')
      .set({ used_at: now })
      .where('id', '=', challengeId)
      .where('used_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (!used) throw new AppError(otpExpired);
    return { mobile: guess.mobile, ...(guess.user_id !== null && { userId: guess.user_id }), deviceId };
  }
}
