// Codes that sign in: sent to a number, and typed in once.
import { otpExpired, otpInvalid } from '@sutra/contracts/identity';
import type { Clock, Ids } from '@sutra/kernel/clock';
import { equalBytes, hmac, type SecretKey } from '@sutra/kernel/crypto';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { PublicContext } from '@sutra/kernel/http/route';
import { sql } from 'kysely';
import type { Messaging } from '../messaging/public.ts';
import { CODE_GUESSES, CODE_LIFE_MS, CODE_RESEND_MS, newCode } from './codes.rules.ts';
import type { LoginEvents } from './login-events.service.ts';

export interface SignInCodesOptions {
  gates: Gates;
  clock: Clock;
  ids: Ids;
  messaging: Messaging;
  events: LoginEvents;
  otpKey: SecretKey;
}

export class SignInCodes {
  readonly #o: SignInCodesOptions;
  constructor(options: SignInCodesOptions) {
    this.#o = options;
  }

  /** Throws if no code can be sent there at the moment, whether anybody has the number or not. */
  requireSms(mobile: string): Promise<void> {
    return this.#o.messaging.require(mobile);
  }

  /** To nobody's number the same challenge is made, and nothing is sent. */
  async send(
    mobile: string,
    { personId, isInvited }: { personId: string | null; isInvited: boolean },
  ): Promise<{ challengeId: string; expiresAt: Date; resendAfter: Date }> {
    const { gates, clock, ids, messaging, otpKey } = this.#o;
    const now = new Date(clock.nowMs());
    const challengeId = ids.next();
    const code = newCode();
    const expiresAt = new Date(now.getTime() + CODE_LIFE_MS);
    await gates
      .system('send a sign-in code')
      .insertInto('identity.otp_challenge')
      .values({
        id: challengeId,
        user_id: personId,
        mobile: personId !== null || isInvited ? mobile : null,
        code_hash: hmac(otpKey, challengeId, code),
        created_at: now,
        expires_at: expiresAt,
      })
      .execute();
    if (personId !== null || isInvited)
      await messaging.send({
        to: mobile,
        code,
        text: `${code} is your Sutra sign-in code. It is valid for 5 minutes. Never tell it to anybody.`,
      });
    return { challengeId, expiresAt, resendAfter: new Date(now.getTime() + CODE_RESEND_MS) };
  }

  // Each guess is counted by the one statement that also looks, so that any number of parallel guesses evaluates five.
  async use(context: PublicContext, challengeId: string, code: string): Promise<{ mobile: string; userId?: string }> {
    const now = context.now();
    const db = this.#o.gates.system('check a sign-in code');
    const guess = await db
      .updateTable('identity.otp_challenge')
      .set({ guesses: sql`guesses + 1` })
      .where('id', '=', challengeId)
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .where('guesses', '<', CODE_GUESSES)
      .returning(['user_id', 'mobile', 'code_hash'])
      .executeTakeFirst();
    if (!guess) throw new AppError(otpExpired);
    if (guess.mobile === null || !equalBytes(guess.code_hash, hmac(this.#o.otpKey, challengeId, code))) {
      await this.#o.events.failed(context, guess.user_id ?? undefined, 'otp', 'wrong-code', undefined);
      throw new AppError(otpInvalid);
    }
    const used = await db
      .updateTable('identity.otp_challenge')
      .set({ used_at: now })
      .where('id', '=', challengeId)
      .where('used_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (!used) throw new AppError(otpExpired);
    return { mobile: guess.mobile, ...(guess.user_id !== null && { userId: guess.user_id }) };
  }
}
