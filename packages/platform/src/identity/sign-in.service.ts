// Sign-in by a code on the mobile, or by a password. What is answered never tells whether a number or address is known.
import { randomInt } from 'node:crypto';
import { hash as hashWithArgon2, verify as verifyArgon2 } from '@node-rs/argon2';
import { invalidCredentials, otpExpired, otpInvalid, type SignedIn } from '@sutra/contracts/identity';
import { type Clock, type Ids, MINUTE_MS, SECOND_MS } from '@sutra/kernel/clock';
import { equalBytes, hmac, type SecretKey } from '@sutra/kernel/crypto';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { PublicContext } from '@sutra/kernel/http/route';
import { sql } from 'kysely';
import type { Messaging } from '../messaging/public.ts';
import type { Joining } from './joining.service.ts';
import { findPerson, findRecipient } from './people.queries.ts';
import type { Device, Sessions } from './sessions.service.ts';

const OTP_LIFE_MS = 5 * MINUTE_MS;
const OTP_RESEND_MS = 30 * SECOND_MS;
const OTP_GUESSES = 5;

// OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hashWithArgon2(password.normalize('NFKC'), ARGON2);
}

export interface SignInOptions {
  gates: Gates;
  clock: Clock;
  ids: Ids;
  sessions: Sessions;
  joining: Joining;
  messaging: Messaging;
  otpKey: SecretKey;
}

export class SignIn {
  readonly #o: SignInOptions;
  // A wrong name costs the same work as a wrong password.
  readonly #nobodysHash = hashPassword('nobody has this password');
  constructor(options: SignInOptions) {
    this.#o = options;
  }

  async requestOtp(mobile: string): Promise<{ challengeId: string; expiresAt: Date; resendAfter: Date }> {
    const { gates, clock, ids, messaging, otpKey } = this.#o;
    messaging.requireSms();
    const now = new Date(clock.nowMs());
    const { personId, isInvited } = await findRecipient(gates, mobile, now);
    const challengeId = ids.next();
    const code = randomInt(1_000_000).toString().padStart(6, '0');
    const expiresAt = new Date(now.getTime() + OTP_LIFE_MS);
    await gates
      .system('send a sign-in code')
      .insertInto('identity.otp_challenge')
      .values({
        id: challengeId,
        user_id: personId,
        mobile: isInvited ? mobile : null,
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
    return { challengeId, expiresAt, resendAfter: new Date(now.getTime() + OTP_RESEND_MS) };
  }

  async verifyOtp(
    context: PublicContext,
    challengeId: string,
    code: string,
    device: Device | undefined,
    delivery: 'cookie' | 'body',
  ): Promise<SignedIn> {
    const { gates, joining, sessions } = this.#o;
    const proved = await this.#useCode(challengeId, code, context.now());
    const person =
      'userId' in proved
        ? await findPerson(gates, 'id', proved.userId)
        : await joining.admit(context, proved.mobile, challengeId);
    if (!person) throw new AppError(otpInvalid);
    return sessions.open(context, person, 'otp', device, delivery);
  }

  // Each guess is counted by the one statement that also looks, so that any number of parallel guesses evaluates five.
  async #useCode(challengeId: string, code: string, now: Date): Promise<{ userId: string } | { mobile: string }> {
    const db = this.#o.gates.system('check a sign-in code');
    const guess = await db
      .updateTable('identity.otp_challenge')
      .set({ guesses: sql`guesses + 1` })
      .where('id', '=', challengeId)
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .where('guesses', '<', OTP_GUESSES)
      .returning(['user_id', 'mobile', 'code_hash'])
      .executeTakeFirst();
    if (!guess) throw new AppError(otpExpired);
    const whose =
      guess.user_id !== null ? { userId: guess.user_id } : guess.mobile !== null ? { mobile: guess.mobile } : null;
    if (!whose || !equalBytes(guess.code_hash, hmac(this.#o.otpKey, challengeId, code))) throw new AppError(otpInvalid);
    const used = await db
      .updateTable('identity.otp_challenge')
      .set({ used_at: now })
      .where('id', '=', challengeId)
      .where('used_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (!used) throw new AppError(otpExpired);
    return whose;
  }

  async login(
    context: PublicContext,
    identifier: string,
    password: string,
    device: Device | undefined,
    delivery: 'cookie' | 'body',
  ): Promise<SignedIn> {
    const name = identifier.trim();
    const person = await findPerson(
      this.#o.gates,
      name.includes('@') ? 'email' : 'mobile',
      name.includes('@') ? name.toLowerCase() : name,
    );
    const right = await verifyArgon2(person?.passwordHash ?? (await this.#nobodysHash), password.normalize('NFKC'));
    if (!person || person.passwordHash === null || !right) throw new AppError(invalidCredentials);
    return this.#o.sessions.open(context, person, 'pwd', device, delivery);
  }
}
