// Sign-in by a code on the mobile, or by a password. What is answered never tells whether a number or address is known.
import { invalidCredentials, type MfaRequired, otpExpired, otpInvalid, type SignedIn } from '@sutra/contracts/identity';
import type { Clock } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Context, PublicContext } from '@sutra/kernel/http/route';
import type { SecondStep } from './factors/second-step.service.ts';
import type { Joining } from './joining.service.ts';
import { type Client, findKnownDevice } from './known-devices.ts';
import type { Counter, Lockout } from './lockout.service.ts';
import type { LoginEvents, LoginMethod } from './login-events.service.ts';
import { hashPassword, isPassword, requireTurn } from './password-hash.ts';
import { findPerson, findRecipient } from './people.queries.ts';
import type { SignInCodes } from './sign-in-codes.ts';

export interface SignInOptions {
  gates: Gates;
  clock: Clock;
  secondStep: SecondStep;
  joining: Joining;
  codes: SignInCodes;
  lockout: Lockout;
  events: LoginEvents;
}

export class SignIn {
  readonly #o: SignInOptions;
  // A wrong name costs the same work as a wrong password.
  readonly #nobodysHash = hashPassword('nobody has this password');
  constructor(options: SignInOptions) {
    this.#o = options;
  }

  async requestOtp(
    context: PublicContext,
    mobile: string,
    keyThumbprint: string | null,
  ): Promise<{ challengeId: string; expiresAt: Date; resendAfter: Date }> {
    const { gates, clock, codes, lockout } = this.#o;
    await codes.requireSms(mobile);
    const { personId, isInvited } = await findRecipient(gates, mobile, new Date(clock.nowMs()));
    const deviceId = await findKnownDevice(gates, context, personId, keyThumbprint);
    await this.#begin(context, lockout.codes(mobile, deviceId, context.ip), personId ?? undefined, 'otp', deviceId);
    return codes.send(mobile, { personId, isInvited });
  }

  async verifyOtp(
    context: PublicContext,
    challengeId: string,
    code: string,
    client: Client,
  ): Promise<SignedIn | MfaRequired> {
    const { gates, codes, joining, lockout, secondStep } = this.#o;
    const deviceOf = (userId: string | null) => findKnownDevice(gates, context, userId, client.keyThumbprint);
    const proved = await codes.use(context, challengeId, code, async (userId) => ({
      deviceId: await deviceOf(userId),
    }));
    const person =
      proved.userId !== undefined
        ? await findPerson(gates, 'id', proved.userId, context.now())
        : await joining.admit(context, proved.mobile, challengeId);
    if (!person) throw new AppError(otpInvalid);
    // The number was given up since the code was sent there.
    if (person.mobile !== proved.mobile) throw new AppError(otpExpired);
    const deviceId = proved.userId === undefined ? await deviceOf(person.id) : proved.deviceId;
    await lockout.succeed(lockout.codes(proved.mobile, deviceId, context.ip));
    return secondStep.goOn(context, person, 'otp', client, deviceId);
  }

  /** The person whose number a code proves that is typed in in a session; throws as at sign-in. */
  async useCode(context: Context, challengeId: string, code: string): Promise<string | undefined> {
    const { gates, codes, lockout } = this.#o;
    const { sessionId, keyThumbprint = null } = context.actor;
    const { userId, mobile } = await codes.use(context, challengeId, code, () => Promise.resolve({ sessionId }));
    const deviceId = await findKnownDevice(gates, context, userId ?? null, keyThumbprint);
    await lockout.succeed(lockout.codes(mobile, deviceId, context.ip));
    const person = userId === undefined ? undefined : await findPerson(gates, 'id', userId, context.now());
    return person?.mobile === mobile ? userId : undefined;
  }

  /** Whether it is the password of somebody who is signed in, counted apart from what strangers try. */
  async isOwnPassword(context: PublicContext, userId: string, password: string): Promise<boolean> {
    const { gates, lockout } = this.#o;
    const person = await findPerson(gates, 'id', userId, context.now());
    if (!person || person.passwordHash === null) return false;
    const counters = lockout.ownPassword(userId);
    requireTurn();
    await lockout.begin(counters, '');
    const right = await isPassword(person.passwordHash, password);
    if (right) await lockout.succeed(counters);
    return right;
  }

  async login(
    context: PublicContext,
    identifier: string,
    password: string,
    client: Client,
  ): Promise<SignedIn | MfaRequired> {
    const { gates, events, lockout, secondStep } = this.#o;
    requireTurn();
    const typed = identifier.trim();
    const by = typed.includes('@') ? 'email' : 'mobile';
    const name = by === 'email' ? typed.toLowerCase() : typed;
    const person = await findPerson(gates, by, name, context.now());
    const deviceId = await findKnownDevice(gates, context, person?.id ?? null, client.keyThumbprint);
    const counters = lockout.passwords(name, deviceId, context.ip);
    await this.#begin(context, counters, person?.id, 'pwd', deviceId);
    const right = await isPassword(person?.passwordHash ?? (await this.#nobodysHash), password);
    if (!person || person.passwordHash === null || !right) {
      await events.failed(context, person?.id, 'pwd', 'wrong-password', deviceId);
      throw new AppError(invalidCredentials);
    }
    await lockout.succeed(counters);
    return secondStep.goOn(context, person, 'pwd', client, deviceId);
  }

  async #begin(
    context: PublicContext,
    counters: readonly Counter[],
    userId: string | undefined,
    method: LoginMethod,
    deviceId: string | undefined,
  ): Promise<void> {
    const { lockout, events } = this.#o;
    try {
      await lockout.begin(counters, method === 'pwd' ? ', or sign in with a code' : '');
    } catch (error) {
      if (error instanceof AppError) await events.failed(context, userId, method, 'locked', deviceId);
      throw error;
    }
  }
}
