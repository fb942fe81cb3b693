// Showing once more who one is, before something dangerous: with a second factor where there is one.
import type { HandlerInput } from '@sutra/contracts/endpoint';
import { invalidCredentials, noMembership, otpInvalid } from '@sutra/contracts/identity';
import { stepUpMethod, type stepUp } from '@sutra/contracts/second-factors';
import type { Assurance } from '@sutra/kernel/actor';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Context } from '@sutra/kernel/http/route';
import { findPerson } from '../people.queries.ts';
import { requirePerson } from '../sessions.service.ts';
import type { SignIn } from '../sign-in.service.ts';
import type { Ceremonies } from './ceremonies.ts';
import { factorsOf, hasSecondFactor } from './factors.queries.ts';
import type { Prover } from './prove.ts';
import { waysOf } from './second-step.service.ts';

export interface StepUpsOptions {
  gates: Gates;
  ceremonies: Ceremonies;
  prover: Prover;
  signIn: SignIn;
}

type Proof = HandlerInput<typeof stepUp>['body']['proof'];

export class StepUps {
  readonly #o: StepUpsOptions;
  constructor(options: StepUpsOptions) {
    this.#o = options;
  }

  async begin(context: Context) {
    const { gates, ceremonies } = this.#o;
    requirePerson(context.actor);
    const { id: userId } = context.actor;
    const person = await findPerson(gates, 'id', userId, context.now());
    if (!person) throw new AppError(noMembership);
    const factors = await factorsOf(gates.person(userId), userId);
    const { id: ceremonyId, challenge, expiresAt } = await ceremonies.begin('step-up', userId);
    const first = [
      ...(person.passwordHash === null ? [] : (['pwd'] as const)),
      ...(person.mobile === null ? [] : (['otp'] as const)),
    ];
    const ways = hasSecondFactor(factors)
      ? await waysOf(context, factors, challenge)
      : { methods: first, passkey: null };
    return { ceremonyId, ...ways, mobile: person.mobile, expiresAt };
  }

  /** Marks the session; the token that says so comes with the next refresh. */
  async run(context: Context, proof: Proof): Promise<{ acr: Assurance['acr']; provedAt: Date }> {
    const { actor } = context;
    requirePerson(actor);
    const isSecond = await this.#prove(context, proof);
    const provedAt = context.now();
    return context.write('person', async ({ tx, record }) => {
      const { acr } = await tx
        .updateTable('identity.session')
        .set({ proved_at: provedAt, ...(isSecond && { acr: 'aal2' }) })
        .where('id', '=', actor.sessionId)
        .returning('acr')
        .executeTakeFirstOrThrow();
      record({ object: { type: 'identity.session', id: actor.sessionId }, after: { acr, proved_at: provedAt } });
      return { acr: acr as Assurance['acr'], provedAt };
    });
  }

  /** True for a second factor. */
  async #prove(context: Context, proof: Proof): Promise<boolean> {
    const { gates, ceremonies, prover, signIn } = this.#o;
    const { id: userId } = context.actor;
    if (proof.method === 'pwd' || proof.method === 'otp') {
      if (hasSecondFactor(await factorsOf(gates.person(userId), userId))) throw new AppError(stepUpMethod);
      if (proof.method === 'pwd') {
        if (!(await signIn.isOwnPassword(context, userId, proof.password))) throw new AppError(invalidCredentials);
      } else if ((await signIn.useCode(context, proof.challengeId, proof.code)) !== userId) {
        throw new AppError(otpInvalid);
      }
      return false;
    }
    // The session has its device, which nobody else's guesses can lock.
    const from = { sessionId: context.actor.sessionId };
    if (proof.method !== 'passkey') {
      await prover.prove(context, userId, proof, 'otp', from);
      return true;
    }
    const { challenge } = await ceremonies.take(proof.ceremonyId, 'step-up', userId);
    await prover.prove(context, userId, { ...proof, challenge }, 'passkey', from);
    return true;
  }
}
