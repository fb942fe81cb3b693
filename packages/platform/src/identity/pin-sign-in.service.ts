// Switching to oneself with a PIN, on a device that one has signed in on before: who can, and the sign-in itself.
import type { HandlerInput } from '@sutra/contracts/endpoint';
import type { SignedIn } from '@sutra/contracts/identity';
import {
  LAST_PIN_TRY,
  pinInvalid,
  pinLocked,
  pinNotEnough,
  type PinPerson,
  type signInWithPin,
} from '@sutra/contracts/pins';
import type { SecretKey } from '@sutra/kernel/crypto';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { PublicContext } from '@sutra/kernel/http/route';
import type { EarlierSessions } from './earlier-sessions.ts';
import { type Client, deviceCookiesOf, findProvedDevice } from './known-devices.ts';
import type { LoginEvents } from './login-events.service.ts';
import { isPassword, requireTurn } from './password-hash.ts';
import { findPerson, type Person } from './people.queries.ts';
import { triesLeft, usableUntil } from './pin.rules.ts';
import { countTry, forgetTries, pinsIn, selectPin } from './pins.queries.ts';
import { pinSecret } from './pins.service.ts';
import type { Numbers } from './risk/numbers.service.ts';
import type { SignInRisk } from './risk/sign-in-risk.ts';
import type { Sessions } from './sessions.service.ts';
import { chooseMembership } from './signed-in.ts';

export interface PinSignInOptions {
  gates: Gates;
  sessions: Sessions;
  earlier: EarlierSessions;
  numbers: Numbers;
  risk: SignInRisk;
  events: LoginEvents;
  pinKey: SecretKey;
}

export class PinSignIn {
  readonly #o: PinSignInOptions;
  constructor(options: PinSignInOptions) {
    this.#o = options;
  }

  /** Those whose device this browser proves to be, and whose PIN is still good there; in the order of their names. */
  async people(context: PublicContext): Promise<{ people: PinPerson[] }> {
    const now = context.now();
    const people: PinPerson[] = [];
    for (const pin of await pinsIn(this.#o.gates, deviceCookiesOf(context), now)) {
      const person = await findPerson(this.#o.gates, 'id', pin.userId, now);
      // Whoever belongs nowhere any more is shown to nobody; of a suspended organisation the PIN says why it does not open.
      if (person && person.memberships.length + person.suspended.length > 0)
        people.push({ userId: person.id, name: person.name, isLocked: triesLeft(pin) <= 0 });
    }
    return { people: people.toSorted((a, b) => a.name.localeCompare(b.name)) };
  }

  async signIn(
    context: PublicContext,
    { userId, pin }: Pick<HandlerInput<typeof signInWithPin>['body'], 'userId' | 'pin'>,
    client: Client,
  ): Promise<SignedIn> {
    const { gates, sessions, earlier, risk, events, pinKey } = this.#o;
    const db = gates.person(userId);
    const now = context.now();
    const deviceId = await findProvedDevice(gates, context, userId, client.keyThumbprint);
    const person = deviceId === undefined ? undefined : await findPerson(gates, 'id', userId, now);
    const kept = deviceId === undefined ? undefined : await selectPin(db, deviceId);
    if (deviceId === undefined || !person || !kept || usableUntil(kept.proved_at) < now) throw new AppError(pinInvalid);
    // First what no PIN opens: nobody learns there whether theirs is right.
    await this.#requireEnough(context, person, client, deviceId);
    requireTurn();
    const counted = await countTry(db, deviceId, now);
    if (!counted) return this.#refuseLocked(context, userId, deviceId);
    const { pin_hash: pinHash } = counted;
    const left = triesLeft(counted);
    if (!(await isPassword(pinHash, pinSecret(pinKey, userId, deviceId, pin)))) {
      await events.failed(context, userId, 'pin', 'wrong-pin', deviceId);
      if (left <= 0) return this.#refuseLocked(context, userId, deviceId);
      throw new AppError(pinInvalid, left === 1 ? { about: [{ what: LAST_PIN_TRY }] } : {});
    }
    await forgetTries(db, deviceId, pinHash);
    const verdict = await risk.judge(context, person, 'pin', deviceId);
    if (verdict.action === 'step-up') {
      await events.failed(context, userId, 'pin', 'pin-not-enough', deviceId, verdict);
      throw new AppError(pinNotEnough);
    }
    return sessions.open(
      context,
      person,
      { method: 'pin', acr: 'aal1', isStale: true, pinHash },
      { ...client, provedDeviceId: deviceId },
      verdict,
      () => earlier.end(context, client.keyThumbprint),
    );
  }

  /** Where an organisation asks for a second factor, or the number may be somebody else's by now. */
  async #requireEnough(
    context: PublicContext,
    person: Person,
    { keyThumbprint }: Client,
    deviceId: string,
  ): Promise<void> {
    const { numbers, events } = this.#o;
    const belongs = person.memberships.length > 0; // or else the answer to the right PIN says why not
    const asksForMore = belongs && chooseMembership(person, { keyThumbprint }).asks.secondFactor;
    const isInDoubt = person.mobile !== null && (await numbers.stateOf(person, context.now())) !== 'sure';
    if (!asksForMore && !isInDoubt) return;
    await events.failed(context, person.id, 'pin', isInDoubt ? 'number-unconfirmed' : 'pin-not-enough', deviceId);
    throw new AppError(pinNotEnough);
  }

  async #refuseLocked(context: PublicContext, userId: string, deviceId: string): Promise<never> {
    await this.#o.events.failed(context, userId, 'pin', 'locked', deviceId);
    throw new AppError(pinLocked);
  }
}
