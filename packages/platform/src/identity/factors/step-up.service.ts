// Showing once more who one is, before something dangerous: with a second factor where there is one.
import type { HandlerInput } from '@sutra/contracts/endpoint';
import { invalidCredentials, noMembership, otpInvalid } from '@sutra/contracts/identity';
import { stepUpMethod, stepUpOther, type stepUp } from '@sutra/contracts/second-factors';
import type { Actor, Assurance } from '@sutra/kernel/actor';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Context } from '@sutra/kernel/http/route';
import { emitRecoveryCodeUsed } from '../new-session.ts';
import { findPerson, hasSameCredentials, type Person } from '../people.queries.ts';
import { LONG_AGO, requirePerson } from '../sessions.service.ts';
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
type FirstFactor = 'pwd' | 'otp';

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
    const ways = hasSecondFactor(factors)
      ? await waysOf(context, factors, challenge)
      : { methods: await this.#firstFactors(context.actor, person), passkey: null };
    return { ceremonyId, ...ways, mobile: person.mobile, expiresAt };
  }

  /** Marks the session; the token that says so comes with the next refresh. */
  async run(context: Context, proof: Proof): Promise<{ acr: Assurance['acr']; provedAt: Date }> {
    const { actor } = context;
    requirePerson(actor);
    const person = await findPerson(this.#o.gates, 'id', actor.id, context.now());
    if (!person) throw new AppError(noMembership);
    const acr = await this.#prove(context, person, proof);
    const provedAt = context.now();
    return context.write('person', async ({ tx, record, emit }) => {
      const isSame = await hasSameCredentials(tx, person);
      const isEnough = acr === 'aal1' ? isSame : hasSecondFactor(await factorsOf(tx, actor.id));
      if (!isEnough) throw new AppError(stepUpMethod); // a factor came or went meanwhile
      const second_method = proof.method === 'pwd' || proof.method === 'otp' ? null : proof.method;
      const proved = { acr, second_method, proved_at: provedAt };
      await tx.updateTable('identity.session').set(proved).where('id', '=', actor.sessionId).execute();
      record({ object: { type: 'identity.session', id: actor.sessionId }, after: proved });
      if (second_method === 'recovery') emitRecoveryCodeUsed({ emit }, actor.id);
      return { acr, provedAt };
    });
  }

  /**
   * What a person without a second factor can prove themselves with. A session that was opened unlike the person takes
   * what did not open it, if there is that: whoever came with a stolen password would only show it again.
   */
  async #firstFactors(actor: Actor, person: Person): Promise<FirstFactor[]> {
    const { authentication_method: opened, proved_at: provedAt } = await this.#o.gates
      .person(actor.id)
      .selectFrom('identity.session')
      .select(['authentication_method', 'proved_at'])
      .where('id', '=', actor.sessionId)
      .executeTakeFirstOrThrow();
    const all = firstFactorsOf(person);
    const others = all.filter((method) => method !== opened);
    return provedAt.getTime() === LONG_AGO.getTime() && others.length > 0 ? others : all;
  }

  async #prove(context: Context, person: Person, proof: Proof): Promise<Assurance['acr']> {
    const { gates, ceremonies, prover, signIn } = this.#o;
    const { id: userId } = context.actor;
    if (proof.method === 'pwd' || proof.method === 'otp') {
      if (hasSecondFactor(await factorsOf(gates.person(userId), userId))) throw new AppError(stepUpMethod);
      const ways = await this.#firstFactors(context.actor, person);
      if (firstFactorsOf(person).includes(proof.method) && !ways.includes(proof.method))
        throw new AppError(stepUpOther);
      if (proof.method === 'pwd') {
        if (!(await signIn.isOwnPassword(context, userId, proof.password))) throw new AppError(invalidCredentials);
      } else if ((await signIn.useCode(context, proof.challengeId, proof.code)) !== userId) {
        throw new AppError(otpInvalid);
      }
      return 'aal1';
    }
    // The session has its device, which nobody else's guesses can lock.
    const from = { sessionId: context.actor.sessionId };
    if (proof.method !== 'passkey') {
      await prover.prove(context, userId, proof, 'otp', from);
      return 'aal2';
    }
    const { challenge } = await ceremonies.take(proof.ceremonyId, 'step-up', userId);
    await prover.prove(context, userId, { ...proof, challenge }, 'passkey', from);
    return 'aal2';
  }
}

function firstFactorsOf({ passwordHash, mobile }: Person): FirstFactor[] {
  return [...(passwordHash === null ? [] : (['pwd'] as const)), ...(mobile === null ? [] : (['otp'] as const))];
}
