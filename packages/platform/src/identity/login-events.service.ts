// The history of sign-ins that a person sees: what worked, and what somebody tried.
import type { HandlerInput } from '@sutra/contracts/endpoint';
import type { listLoginEvents, LoginEvent } from '@sutra/contracts/identity';
import type { Actor } from '@sutra/kernel/actor';
import { type Clock, DAY_MS, type Ids } from '@sutra/kernel/clock';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { pageOfRows, readCursor } from '@sutra/kernel/http/paging';
import type { PublicContext } from '@sutra/kernel/http/route';
import { sql } from 'kysely';
import { plainAddress } from './addresses.ts';
import type { Verdict } from './risk/risk.service.ts';

const KEPT_MS = 180 * DAY_MS;

export type LoginMethod = 'otp' | 'pwd' | 'passkey' | 'pin';
export type SecondMethod = 'totp' | 'recovery' | 'passkey';
export type LoginFailure =
  | 'wrong-password'
  | 'wrong-code'
  | 'wrong-second-factor'
  | 'locked'
  | 'refused'
  | 'number-unconfirmed'
  | 'wrong-pin'
  | 'pin-not-enough';

/** What an event tells of a session. */
export interface EventSession {
  id: string;
  userId: string;
  deviceId: string;
  method: LoginMethod;
  secondMethod?: SecondMethod | undefined;
}
type Seen = Pick<Verdict, 'score' | 'reasons' | 'position'>;
const NOTHING: Seen = { score: 0, reasons: [], position: null };

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
  async succeeded(tx: Tx, context: PublicContext, session: EventSession, verdict: Seen): Promise<void> {
    await tx
      .insertInto('identity.login_event')
      .values({ ...this.#row(context, session, verdict), outcome: 'signed-in' })
      .execute();
  }

  /** What was unusual about a session that was open already; once a minute on each device, through the person's gate. */
  async noticed(
    tx: Tx,
    context: PublicContext,
    session: EventSession,
    verdict: Seen,
    outcome: 'continued' | 'ended',
  ): Promise<void> {
    await tx
      .insertInto('identity.login_event')
      .values({ ...this.#row(context, session, verdict), outcome })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  #row(
    context: PublicContext,
    { userId, id, deviceId, method, secondMethod }: EventSession,
    { score, reasons, position }: Seen,
  ) {
    return {
      id: this.#o.ids.next(),
      user_id: userId,
      occurred_at: context.now(),
      method,
      second_method: secondMethod ?? null,
      ip: plainAddress(context.ip),
      user_agent: context.userAgent,
      device_id: deviceId,
      session_id: id,
      country: position?.country ?? null,
      score,
      reasons,
    };
  }

  /** Once a minute for each way to fail, on each known device and on all others together: false where it is kept already. For nobody the same statement runs and adds nothing, so that it takes as long. */
  async failed(
    context: PublicContext,
    userId: string | undefined,
    method: LoginMethod,
    outcome: LoginFailure,
    deviceId: string | undefined,
    { score, reasons, position }: Seen = NOTHING,
  ): Promise<boolean> {
    const { gates, ids } = this.#o;
    const { rows } = await sql`
      insert into identity.login_event (id, user_id, occurred_at, method, outcome, ip, user_agent, device_id, score, reasons, country)
      select ${ids.next()}::uuid, p.id, ${context.now()}::timestamptz, ${method}, ${outcome}, ${plainAddress(context.ip)}::inet, ${context.userAgent}, ${deviceId ?? null}::uuid,
        ${score}::smallint, ${reasons}::text[], ${position?.country ?? null}::text
      from identity.person p where p.id = ${userId ?? null}::uuid
      on conflict do nothing returning id`.execute(gates.system('keep a failed sign-in'));
    return rows.length === 1;
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
        ...([
          'event.id',
          'event.occurred_at as occurredAt',
          'event.method',
          'event.second_method as secondMethod',
          'event.outcome',
          'event.ip',
        ] as const),
        ...(['event.user_agent as userAgent', 'event.reasons', 'event.score', 'event.country'] as const),
        'event.session_id as sessionId',
        sql<boolean>`exists (select from identity.session s where s.id = event.session_id and s.revoked_because = 'not-me')`.as(
          'isDisowned',
        ),
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
