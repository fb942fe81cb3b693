// The history of sign-ins that a person sees: what worked, and what somebody tried.
import type { HandlerInput } from '@sutra/contracts/endpoint';
import type { listLoginEvents, LoginEvent } from '@sutra/contracts/identity';
import type { Actor } from '@sutra/kernel/actor';
import { type Clock, DAY_MS, type Ids } from '@sutra/kernel/clock';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { pageOfRows, readCursor } from '@sutra/kernel/http/paging';
import type { PublicContext } from '@sutra/kernel/http/route';
import { sql } from 'kysely';
import type { SignedInDevice } from './known-devices.ts';
import { networkOf, plainAddress } from './lockout.rules.ts';

const KEPT_MS = 180 * DAY_MS;

export type LoginMethod = 'otp' | 'pwd' | 'passkey';
export type LoginFailure = 'wrong-password' | 'wrong-code' | 'wrong-second-factor' | 'locked';

export interface LoginEventsOptions {
  gates: Gates;
  clock: Clock;
  ids: Ids;
}

export class LoginEvents {
  readonly #o: LoginEventsOptions;
  constructor(options: LoginEventsOptions) {
    this.#o = options;
  }

  /** In the transaction of the sign-in, through the person's gate. */
  async succeeded(
    tx: Tx,
    context: PublicContext,
    userId: string,
    method: LoginMethod,
    device: SignedInDevice,
  ): Promise<void> {
    const ip = plainAddress(context.ip);
    const seen = await tx
      .selectFrom('identity.login_event')
      .select('id')
      .where('user_id', '=', userId)
      .where('outcome', '=', 'signed-in')
      .where(sql<boolean>`ip <<= ${networkOf(ip)}::inet`)
      .limit(1)
      .executeTakeFirst();
    const reasons = [...(device.isNew ? ['new-device'] : []), ...(seen ? [] : ['new-network'])];
    await tx
      .insertInto('identity.login_event')
      .values({
        id: this.#o.ids.next(),
        user_id: userId,
        occurred_at: context.now(),
        method,
        outcome: 'signed-in',
        ip,
        user_agent: context.userAgent,
        device_id: device.id,
        reasons,
      })
      .execute();
  }

  /** Once a minute for each way to fail. For nobody the same statement runs and adds nothing, so that it takes as long. */
  async failed(
    context: PublicContext,
    userId: string | undefined,
    method: LoginMethod,
    outcome: LoginFailure,
    deviceId: string | undefined,
  ): Promise<void> {
    const { gates, ids } = this.#o;
    await sql`
      insert into identity.login_event (id, user_id, occurred_at, method, outcome, ip, user_agent, device_id)
      select ${ids.next()}::uuid, p.id, ${context.now()}::timestamptz, ${method}, ${outcome}, ${plainAddress(context.ip)}::inet, ${context.userAgent}, ${deviceId ?? null}::uuid
      from identity.person p where p.id = ${userId ?? null}::uuid
      on conflict do nothing`.execute(gates.system('keep a failed sign-in'));
  }

  async list(
    actor: Actor,
    { limit, cursor }: HandlerInput<typeof listLoginEvents>['query'],
  ): Promise<{ items: LoginEvent[]; nextCursor: string | null }> {
    const after = readCursor(cursor);
    const rows = await this.#o.gates
      .person(actor.id)
      .selectFrom('identity.login_event as event')
      .leftJoin('identity.device as device', (join) =>
        join.onRef('device.user_id', '=', 'event.user_id').onRef('device.id', '=', 'event.device_id'),
      )
      .select([
        ...(['event.id', 'event.occurred_at as occurredAt', 'event.method', 'event.outcome', 'event.ip'] as const),
        ...(['event.user_agent as userAgent', 'event.reasons'] as const),
        ...(['device.name as deviceName', 'device.kind as deviceKind'] as const),
      ])
      .where('event.user_id', '=', actor.id)
      .$if(after !== null, (query) => query.where('event.id', '<', after!))
      .orderBy('event.id', 'desc')
      .limit(limit + 1)
      .execute();
    return pageOfRows(rows as LoginEvent[], limit);
  }

  async tidy(): Promise<void> {
    const { gates, clock } = this.#o;
    await gates
      .system('forget old sign-ins')
      .deleteFrom('identity.login_event')
      .where('occurred_at', '<', new Date(clock.nowMs() - KEPT_MS))
      .execute();
  }
}
