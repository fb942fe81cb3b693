// Whether somebody holds one of a person's second factors; the same at sign-in and at a step-up.
import { type Assertion, secondFactorInvalid } from '@sutra/contracts/second-factors';
import type { Clock } from '@sutra/kernel/clock';
import type { SecretKey } from '@sutra/kernel/crypto';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { PublicContext } from '@sutra/kernel/http/route';
import type { z } from 'zod';
import type { Lockout } from '../lockout.service.ts';
import type { LoginEvents, LoginMethod } from '../login-events.service.ts';
import { placeOf, usePasskey } from './passkeys.ts';
import { useRecoveryCode } from './recovery-codes.ts';
import { useTotp } from './totp.ts';

export type SecondProof =
  | { method: 'totp'; code: string }
  | { method: 'recovery'; code: string }
  | { method: 'passkey'; assertion: z.infer<typeof Assertion>; challenge: string };

export interface ProverOptions {
  gates: Gates;
  clock: Clock;
  lockout: Lockout;
  events: LoginEvents;
  totpKey: SecretKey;
  recoveryKey: SecretKey;
}

export class Prover {
  readonly #o: ProverOptions;
  constructor(options: ProverOptions) {
    this.#o = options;
  }

  /** Counted before it is looked at, apart for each known device and session: `from`. Throws `auth.second_factor_invalid` or `auth.locked`. */
  async prove(
    context: PublicContext,
    userId: string,
    proof: SecondProof,
    first: LoginMethod,
    from: { deviceId?: string | undefined; sessionId?: string },
  ): Promise<void> {
    const { lockout, events } = this.#o;
    const counters = lockout.secondFactor(userId, from.deviceId ?? from.sessionId);
    await lockout.begin(counters, '');
    if (!(await this.#isRight(context, userId, proof))) {
      await events.failed(context, userId, first, 'wrong-second-factor', from.deviceId);
      throw new AppError(secondFactorInvalid);
    }
    await lockout.succeed(counters);
  }

  async #isRight(context: PublicContext, userId: string, proof: SecondProof): Promise<boolean> {
    const { gates, clock, totpKey, recoveryKey } = this.#o;
    const db = gates.person(userId);
    if (proof.method === 'totp') return useTotp(db, totpKey, userId, proof.code, clock.nowMs(), true);
    if (proof.method === 'recovery') return useRecoveryCode(db, recoveryKey, userId, proof.code);
    const place = placeOf(context.presented);
    return (
      place !== null && (await usePasskey(db, place, proof.challenge, proof.assertion, userId, context.now())) !== null
    );
  }
}
