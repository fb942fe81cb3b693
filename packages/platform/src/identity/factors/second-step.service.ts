// The second step of a sign-in, for whoever has set one up; and signing in with a passkey, which is both steps at once.
import type { HandlerInput } from '@sutra/contracts/endpoint';
import { invalidCredentials, type MfaRequired, type SignedIn } from '@sutra/contracts/identity';
import { secondFactorInvalid, type signInWithPasskey, type verifySecondFactor } from '@sutra/contracts/second-factors';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { PublicContext } from '@sutra/kernel/http/route';
import type { Proofs } from '../dpop.ts';
import { type Client, findKnownDevice } from '../known-devices.ts';
import { findPerson, type Person } from '../people.queries.ts';
import type { Sessions } from '../sessions.service.ts';
import type { Ceremonies } from './ceremonies.ts';
import { type Factors, factorsOf, hasSecondFactor } from './factors.queries.ts';
import { authenticationOptions, placeOf, requirePlace, usePasskey } from './passkeys.ts';
import type { Prover } from './prove.ts';

export interface SecondStepOptions {
  gates: Gates;
  ceremonies: Ceremonies;
  prover: Prover;
  proofs: Proofs;
  sessions: Sessions;
}

export class SecondStep {
  readonly #o: SecondStepOptions;
  constructor(options: SecondStepOptions) {
    this.#o = options;
  }

  /** Opens the session of somebody whose first factor was right, or asks for the second. */
  async goOn(
    context: PublicContext,
    person: Person,
    method: 'otp' | 'pwd',
    client: Client,
  ): Promise<SignedIn | MfaRequired> {
    const { gates, ceremonies, sessions } = this.#o;
    const factors = await factorsOf(gates.person(person.id), person.id);
    if (!hasSecondFactor(factors)) return sessions.open(context, person, { method, acr: 'aal1' }, client);
    const { token, challenge, expiresAt } = await ceremonies.await(person, method, client);
    return { mfaToken: token, ...(await waysOf(context, factors, challenge)), expiresAt };
  }

  async finish(context: PublicContext, { mfaToken, proof }: HandlerInput<typeof verifySecondFactor>['body']) {
    const { gates, ceremonies, prover, proofs, sessions } = this.#o;
    const waiting = await ceremonies.guessByToken(mfaToken);
    const keyThumbprint = waiting.key_thumbprint;
    if (keyThumbprint !== null && (await proofs.check(context.presented, null)) !== keyThumbprint)
      throw proofs.required('Finish the sign-in on the device that began it.');
    const person = await findPerson(gates, 'id', waiting.user_id!, context.now());
    if (!person) throw new AppError(invalidCredentials);
    const method = waiting.first_method as 'otp' | 'pwd';
    const deviceId = await findKnownDevice(gates, context, person.id, keyThumbprint);
    await prover.prove(
      context,
      person.id,
      proof.method === 'passkey' ? { ...proof, challenge: waiting.challenge } : proof,
      method,
      { deviceId },
    );
    await ceremonies.finish(waiting.id);
    const { device_name: name, device_kind: kind } = waiting;
    const device = name === null ? undefined : { name, kind: kind as 'desktop' | 'mobile' | 'browser' };
    const client: Client = { device, delivery: waiting.delivery as Client['delivery'], keyThumbprint };
    // The password that was right may have been changed since: the session is opened only if it is the same.
    const then = { ...person, passwordVersion: waiting.password_version! };
    return sessions.open(context, then, { method, acr: 'aal2' }, client);
  }

  async beginPasskey(context: PublicContext) {
    const place = requirePlace(context.presented);
    const { id, challenge, expiresAt } = await this.#o.ceremonies.begin('passkey-sign-in', null);
    return { ceremonyId: id, passkey: await authenticationOptions(place, challenge), expiresAt };
  }

  async withPasskey(
    context: PublicContext,
    { ceremonyId, assertion }: HandlerInput<typeof signInWithPasskey>['body'],
    client: Client,
  ): Promise<SignedIn> {
    const { gates, ceremonies, sessions } = this.#o;
    const place = requirePlace(context.presented);
    const { challenge } = await ceremonies.take(ceremonyId, 'passkey-sign-in', null);
    const db = gates.system('a passkey says who signs in');
    const whose = await usePasskey(db, place, challenge, assertion, null, context.now());
    const person = whose && (await findPerson(gates, 'id', whose.userId, context.now()));
    if (!person) throw new AppError(secondFactorInvalid);
    return sessions.open(context, person, { method: 'passkey', acr: 'aal2' }, client);
  }
}

/** What a person can prove themselves with, and what a passkey must sign for it. */
export async function waysOf(context: PublicContext, factors: Factors, challenge: string) {
  const place = factors.passkeys.length > 0 ? placeOf(context.presented) : null;
  const methods: MfaRequired['methods'] = [
    ...(place === null ? [] : (['passkey'] as const)),
    ...(factors.hasTotp ? (['totp'] as const) : []),
    ...(factors.recoveryCodesLeft > 0 ? (['recovery'] as const) : []),
  ];
  return { methods, passkey: place === null ? null : await authenticationOptions(place, challenge, factors) };
}
