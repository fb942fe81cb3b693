// What is asked for where a sign-in looks unusual and there is no second factor: after a password a code, after a code the
// password.
import { invalidCredentials, type MfaRequired, otpInvalid } from '@sutra/contracts/identity';
import { smsUnavailable, smsUsedUp } from '@sutra/contracts/messaging';
import { AppError } from '@sutra/kernel/errors';
import type { PublicContext } from '@sutra/kernel/http/route';
import type { Client } from '../known-devices.ts';
import type { Lockout } from '../lockout.service.ts';
import type { LoginEvents } from '../login-events.service.ts';
import { isPassword, requireTurn } from '../password-hash.ts';
import type { Person } from '../people.queries.ts';
import type { SignInCodes } from '../sign-in-codes.ts';
import type { Ceremonies } from './ceremonies.ts';

export interface OtherProofsOptions {
  ceremonies: Ceremonies;
  codes: SignInCodes;
  lockout: Lockout;
  events: LoginEvents;
}

type OtherProof = { method: 'pwd'; password: string } | { method: 'otp'; challengeId: string; code: string };

export class OtherProofs {
  readonly #o: OtherProofsOptions;
  constructor(options: OtherProofsOptions) {
    this.#o = options;
  }

  /** Null where there is nothing to ask for. A code goes only to a number that is the person's without doubt. */
  async ask(
    context: PublicContext,
    person: Person,
    first: 'otp' | 'pwd',
    client: Client,
    { deviceId, isNumberSure }: { deviceId: string | undefined; isNumberSure: boolean },
  ): Promise<MfaRequired | null> {
    const { ceremonies } = this.#o;
    if (first === 'otp') {
      if (person.passwordHash === null) return null;
      const { token, expiresAt } = await ceremonies.await(person, first, client, 'pwd');
      return { mfaToken: token, methods: ['pwd'], passkey: null, expiresAt };
    }
    const { mobile, mobileVerifiedAt } = person;
    if (mobile === null || mobileVerifiedAt === null || !isNumberSure) return null;
    if (!(await this.#canSend(mobile))) return null;
    const challengeId = await this.#send(context, person.id, mobile, deviceId);
    const { token, expiresAt } = await ceremonies.await(person, first, client, 'otp');
    return { mfaToken: token, methods: ['otp'], passkey: null, challengeId, sentTo: mobile.slice(-4), expiresAt };
  }

  async #send(context: PublicContext, personId: string, mobile: string, deviceId: string | undefined): Promise<string> {
    const { codes, lockout, events } = this.#o;
    try {
      await lockout.begin(lockout.codes(mobile, deviceId, context.ip), '');
    } catch (error) {
      if (error instanceof AppError) await events.failed(context, personId, 'pwd', 'locked', deviceId);
      throw error;
    }
    const { challengeId } = await codes.send(mobile, { personId, isInvited: false });
    return challengeId;
  }

  async #canSend(mobile: string): Promise<boolean> {
    try {
      await this.#o.codes.requireSms(mobile);
      return true;
    } catch (error) {
      if (error instanceof AppError && [smsUnavailable, smsUsedUp].includes(error.failure)) return false;
      throw error;
    }
  }

  /** Throws `auth.otp_invalid`, `auth.otp_expired`, `auth.invalid_credentials` or `auth.locked`. */
  async prove(context: PublicContext, person: Person, proof: OtherProof, deviceId: string | undefined): Promise<void> {
    const { codes, lockout, events } = this.#o;
    if (proof.method === 'otp') {
      const { userId, mobile } = await codes.use(context, proof.challengeId, proof.code, () =>
        Promise.resolve({ deviceId }),
      );
      if (userId !== person.id || mobile !== person.mobile) throw new AppError(otpInvalid);
      await lockout.succeed(lockout.codes(mobile, deviceId, context.ip));
      return;
    }
    const counters = lockout.secondFactor(person.id, deviceId);
    requireTurn();
    await lockout.begin(counters, '');
    const { passwordHash } = person;
    if (passwordHash === null || !(await isPassword(passwordHash, proof.password))) {
      await events.failed(context, person.id, 'pwd', 'wrong-password', deviceId);
      throw new AppError(invalidCredentials);
    }
    await lockout.succeed(counters);
  }
}
