// A person's own PIN on the device of their session: whether there is one, setting it and taking it away.
import { pinDeviceUnknown, pinSecondFactor, pinTooSimple, type setPin } from '@sutra/contracts/pins';
import type { HandlerInput } from '@sutra/contracts/endpoint';
import { noMembership } from '@sutra/contracts/identity';
import { sessionNotFound } from '@sutra/contracts/sessions';
import { hmac, type SecretKey } from '@sutra/kernel/crypto';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Context } from '@sutra/kernel/http/route';
import { findPerson } from './people.queries.ts';
import { isSimplePin, triesLeft, usableUntil } from './pin.rules.ts';
import { selectPin } from './pins.queries.ts';
import { lockOwn } from './sessions.queries.ts';
import { requirePerson } from './sessions.service.ts';
import { chooseMembership } from './signed-in.ts';
import { hashPassword } from './password-hash.ts';

/** What is hashed: without the key, the database says nothing about the few PINs that there are. */
export function pinSecret(key: SecretKey, userId: string, deviceId: string, pin: string): string {
  return hmac(key, userId, deviceId, pin).toString('base64');
}

export interface PinsOptions {
  gates: Gates;
  pinKey: SecretKey;
}

export class Pins {
  readonly #o: PinsOptions;
  constructor(options: PinsOptions) {
    this.#o = options;
  }

  async get(context: Context) {
    const { deviceId, obstacle } = await this.#here(context);
    const pin = await selectPin(this.#o.gates.person(context.actor.id), deviceId);
    return {
      isSet: pin !== undefined,
      isLocked: pin !== undefined && triesLeft(pin) <= 0,
      obstacle,
      usableUntil: pin === undefined ? null : usableUntil(pin.proved_at),
    };
  }

  /** Whoever sets it has just shown fully who they are: from that moment it is good. */
  async set(context: Context, { body: { pin } }: HandlerInput<typeof setPin>): Promise<{ usableUntil: Date }> {
    const { deviceId, name, obstacle, mobile } = await this.#here(context);
    if (obstacle !== null) throw new AppError(obstacle === 'no-cookie' ? pinDeviceUnknown : pinSecondFactor);
    if (isSimplePin(pin, mobile))
      throw new AppError(pinTooSimple, { fields: [{ path: 'body.pin', message: pinTooSimple.title }] });
    const { id: userId, assurance } = context.actor;
    const now = context.now();
    const provedAt = new Date(assurance!.provedAtMs);
    const values = {
      pin_hash: await hashPassword(pinSecret(this.#o.pinKey, userId, deviceId, pin)),
      failed: 0,
      wrong: 0,
      proved_at: provedAt,
      set_at: now,
    };
    await context.write('person', async ({ tx, record, emit }) => {
      await lockOwn(tx, context.actor, now);
      await tx
        .insertInto('identity.pin')
        .values({ user_id: userId, device_id: deviceId, ...values })
        .onConflict((conflict) => conflict.columns(['user_id', 'device_id']).doUpdateSet(values))
        .execute();
      record({ object: { type: 'identity.pin', id: deviceId } });
      emit({ type: 'identity.pin.set', subject: userId, data: { deviceName: name } });
    });
    return { usableUntil: usableUntil(provedAt) };
  }

  async remove(context: Context): Promise<{ removedAt: Date }> {
    const { deviceId } = await this.#here(context);
    await context.write('person', async ({ tx, record }) => {
      await lockOwn(tx, context.actor, context.now());
      await tx.deleteFrom('identity.pin').where('device_id', '=', deviceId).execute();
      record({ object: { type: 'identity.pin', id: deviceId } });
    });
    return { removedAt: context.now() };
  }

  /** The device of the session, and why it can have no PIN. */
  async #here(context: Context) {
    const { actor } = context;
    requirePerson(actor);
    const { gates } = this.#o;
    const device = await gates
      .person(actor.id)
      .selectFrom('identity.session')
      .innerJoin('identity.device', 'identity.device.id', 'identity.session.device_id')
      .select(['identity.device.id', 'identity.device.name', 'identity.device.token_hash'])
      .where('identity.session.id', '=', actor.sessionId)
      .executeTakeFirst();
    const person = await findPerson(gates, 'id', actor.id, context.now());
    if (!device) throw new AppError(sessionNotFound);
    if (!person) throw new AppError(noMembership);
    const { keyThumbprint = null } = actor;
    const asksForMore = person.memberships.length > 0 && chooseMembership(person, { keyThumbprint }).asks.secondFactor;
    const obstacle =
      device.token_hash === null ? ('no-cookie' as const) : asksForMore ? ('second-factor' as const) : null;
    return { deviceId: device.id, name: device.name, mobile: person.mobile, obstacle };
  }
}
