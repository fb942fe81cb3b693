// The second step of a sign-in: for whoever has set one up, and for whoever signs in unlike before; and signing in with a
// passkey, which is both steps at once.
import type { HandlerInput } from '@sutra/contracts/endpoint';
import { invalidCredentials, type MfaRequired, numberUnconfirmed, type SignedIn } from '@sutra/contracts/identity';
import { secondFactorInvalid, type signInWithPasskey, type verifySecondFactor } from '@sutra/contracts/second-factors';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { PublicContext } from '@sutra/kernel/http/route';
import type { Proofs } from '../dpop.ts';
import type { EarlierSessions } from '../earlier-sessions.ts';
import { type Client, findKnownDevice } from '../known-devices.ts';
import type { LoginEvents } from '../login-events.service.ts';
import type { Proof } from '../new-session.ts';
import { findPerson, type Person } from '../people.queries.ts';
import type { Numbers } from '../risk/numbers.service.ts';
import type { Verdict } from '../risk/risk.service.ts';
import type { SignInRisk } from '../risk/sign-in-risk.ts';
import type { Sessions } from '../sessions.service.ts';
import type { Ceremonies } from './ceremonies.ts';
import { type Factors, factorsOf, hasSecondFactor } from './factors.queries.ts';
import type { OtherProofs } from './other-proofs.ts';
import { authenticationOptions, placeOf, requirePlace, usePasskey } from './passkeys.ts';
import type { Prover } from './prove.ts';

export interface SecondStepOptions {
  gates: Gates;
  ceremonies: Ceremonies;
  prover: Prover;
  others: OtherProofs;
  proofs: Proofs;
  sessions: Sessions;
  earlier: EarlierSessions;
  numbers: Numbers;
  risk: SignInRisk;
  events: LoginEvents;
}

export class SecondStep {
  readonly #o: SecondStepOptions;
  constructor(options: SecondStepOptions) {
    this.#o = options;
  }

  /** Opens the session of somebody whose first factor was right, or asks for something else. */
  async goOn(
    context: PublicContext,
    person: Person,
    method: 'otp' | 'pwd',
    client: Client,
    deviceId: string | undefined,
  ): Promise<SignedIn | MfaRequired> {
    const { gates, ceremonies, others, numbers, risk, events } = this.#o;
    const verdict = await risk.judge(context, person, method, deviceId);
    const factors = await factorsOf(gates.person(person.id), person.id);
    if (hasSecondFactor(factors)) {
      const { token, challenge, expiresAt } = await ceremonies.await(person, method, client);
      return { mfaToken: token, ...(await waysOf(context, factors, challenge)), expiresAt };
    }
    const isCodeFromAnywhere = method === 'otp' && deviceId === undefined;
    const isNumberAsked = isCodeFromAnywhere || verdict.action === 'step-up';
    const number = isNumberAsked && person.mobile !== null ? await numbers.stateOf(person, context.now()) : 'sure';
    const isInDoubt =
      isCodeFromAnywhere &&
      number !== 'sure' &&
      !(number === 'confirmed' && (await numbers.useConfirmation(person, context.now())));
    if (isInDoubt || verdict.action === 'step-up') {
      const asked = await others.ask(context, person, method, client, { deviceId, isNumberSure: number === 'sure' });
      if (asked !== null) return asked;
    }
    if (isInDoubt) {
      await events.failed(context, person.id, method, 'number-unconfirmed', deviceId, verdict);
      throw new AppError(numberUnconfirmed);
    }
    // Nothing else to ask for: it opens, and the person is told; what is dangerous needs a proof all the same.
    const isStale = verdict.action === 'step-up';
    return this.#open(context, person, { method, acr: 'aal1', isStale }, client, verdict);
  }

  async finish(context: PublicContext, { mfaToken, proof }: HandlerInput<typeof verifySecondFactor>['body']) {
    const { gates, ceremonies, prover, others, proofs, risk } = this.#o;
    // Before a guess is counted: a proof without the server's nonce is sent again with it.
    const proved = context.presented.proof === undefined ? null : await proofs.check(context.presented, null);
    const waiting = await ceremonies.guessByToken(mfaToken);
    const keyThumbprint = waiting.key_thumbprint;
    if (keyThumbprint !== null && proved !== keyThumbprint)
      throw proofs.required('Finish the sign-in on the device that began it.');
    const person = await findPerson(gates, 'id', waiting.user_id!, context.now());
    if (!person) throw new AppError(invalidCredentials);
    const method = waiting.first_method as 'otp' | 'pwd';
    const deviceId = await findKnownDevice(gates, context, person.id, keyThumbprint);
    const isOther = proof.method === 'pwd' || proof.method === 'otp';
    // Only what was asked for: a password never stands in for a second factor.
    if (isOther ? proof.method !== waiting.asks : waiting.asks !== null) throw new AppError(secondFactorInvalid);
    if (isOther) await others.prove(context, person, proof, deviceId);
    else
      await prover.prove(
        context,
        person.id,
        proof.method === 'passkey' ? { ...proof, challenge: waiting.challenge } : proof,
        method,
        { deviceId },
      );
    const verdict = await risk.judge(context, person, method, deviceId);
    await ceremonies.finish(waiting.id);
    const { device_name: name, device_kind: kind } = waiting;
    const device = name === null ? undefined : { name, kind: kind as 'desktop' | 'mobile' | 'browser' };
    const client: Client = { device, delivery: waiting.delivery as Client['delivery'], keyThumbprint };
    // The password that was right may have been changed since: the session is opened only if it is the same.
    const then = { ...person, passwordVersion: waiting.password_version! };
    const shown: Proof = isOther ? { method, acr: 'aal1' } : { method, acr: 'aal2', secondMethod: proof.method };
    return this.#open(context, then, shown, client, verdict);
  }

  /** Whoever signed in with a code has proved that the number is theirs. */
  async #open(
    context: PublicContext,
    person: Person,
    proof: Proof,
    client: Client,
    verdict: Verdict,
  ): Promise<SignedIn> {
    const { sessions, earlier } = this.#o;
    const signedIn = await sessions.open(context, person, proof, client, verdict, () =>
      earlier.end(context, client.keyThumbprint),
    );
    if (proof.method === 'otp') await this.#o.numbers.proved(person, context.now());
    return signedIn;
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
    const { gates, ceremonies, risk } = this.#o;
    const place = requirePlace(context.presented);
    const { challenge } = await ceremonies.take(ceremonyId, 'passkey-sign-in', null);
    const db = gates.system('a passkey says who signs in');
    const whose = await usePasskey(db, place, challenge, assertion, null, context.now());
    const person = whose && (await findPerson(gates, 'id', whose.userId, context.now()));
    if (!person) throw new AppError(secondFactorInvalid);
    const deviceId = await findKnownDevice(gates, context, person.id, client.keyThumbprint);
    const verdict = await risk.judge(context, person, 'passkey', deviceId);
    return this.#open(context, person, { method: 'passkey', acr: 'aal2' }, client, verdict);
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
