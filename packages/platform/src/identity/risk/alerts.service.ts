// Tells a person of a sign-in that looked unusual, by a message to their own number or address.
import { type Clock, DAY_MS, type Ids } from '@sutra/kernel/clock';
import type { SecretKey } from '@sutra/kernel/crypto';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import { sql } from 'kysely';
import { type Messaging, Outbox } from '../../messaging/public.ts';
import { describeDevice } from '../device.rules.ts';
import {
  addressOf,
  alertText,
  LINK_LIFE_MS,
  linkToken,
  QUIET_MS,
  type Recipient,
  SENT_WITHIN_MS,
} from './alerts.rules.ts';

export interface AlertsOptions {
  gates: Gates;
  clock: Clock;
  ids: Ids;
  messaging: Messaging;
  linkKey: SecretKey;
  /** Where people sign in. */
  address: string;
}

interface Unsent extends Recipient {
  id: string;
  userAgent: string;
  country: string | null;
  at: Date;
  timeZone: string;
}

export class Alerts {
  readonly #o: AlertsOptions;
  readonly #outbox = new Outbox<Unsent>({
    find: () => this.#find(),
    take: (id) => this.#take(id),
    deliver: (alert) => this.#deliver(alert),
    giveBack: (id) => this.#giveBack(id),
  });
  constructor(options: AlertsOptions) {
    this.#o = options;
  }

  /** In the transaction of the sign-in, through the person's gate; null where there was a message within the hour. */
  async add(tx: Tx, userId: string, sessionId: string, now: Date): Promise<string | null> {
    // Of several sign-ins at the same moment one sends a message.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`identity.alerts ${userId}`}, 0))`.execute(tx);
    const recent = await tx
      .selectFrom('identity.sign_in_alert')
      .select('id')
      .where('user_id', '=', userId)
      .where('created_at', '>', new Date(now.getTime() - QUIET_MS))
      .executeTakeFirst();
    if (recent) return null;
    const id = this.#o.ids.next();
    const expires_at = new Date(now.getTime() + LINK_LIFE_MS);
    await tx
      .insertInto('identity.sign_in_alert')
      .values({ id, user_id: userId, session_id: sessionId, created_at: now, expires_at })
      .execute();
    return id;
  }

  tell(alertId: string | null): Promise<void> {
    return this.#outbox.send(alertId);
  }

  /** Sends what could not be sent at the sign-in; throws the last failure, after trying all. */
  sendWaiting(): Promise<void> {
    return this.#outbox.sendWaiting();
  }

  async #find(): Promise<string[]> {
    const { gates, clock } = this.#o;
    const rows = await gates
      .system('send messages about sign-ins')
      .selectFrom('identity.sign_in_alert')
      .select('id')
      .where('sent_at', 'is', null)
      .where('created_at', '>', new Date(clock.nowMs() - SENT_WITHIN_MS))
      .orderBy('id')
      .limit(100)
      .execute();
    return rows.map(({ id }) => id);
  }

  async #take(id: string): Promise<Unsent | undefined> {
    const { gates, clock } = this.#o;
    const { rows } = await sql<Unsent>`
      update identity.sign_in_alert a set sent_at = ${new Date(clock.nowMs())}
      from identity.session s, identity.person p, identity.organisation o
      where a.id = ${id} and a.sent_at is null and s.id = a.session_id and p.id = a.user_id and o.org_id = s.organisation_id
      returning a.id, p.mobile, p.mobile_verified_at as "mobileVerifiedAt", p.mobile_reported_at as "mobileReportedAt", p.email,
        p.email_verified_at as "emailVerifiedAt", s.user_agent as "userAgent", s.country, a.created_at as at, o.time_zone as "timeZone"`.execute(
      gates.system('send messages about sign-ins'),
    );
    return rows[0];
  }

  async #giveBack(id: string): Promise<void> {
    await this.#o.gates
      .system('send messages about sign-ins')
      .updateTable('identity.sign_in_alert')
      .set({ sent_at: null })
      .where('id', '=', id)
      .execute();
  }

  async #deliver(alert: Unsent): Promise<void> {
    const { messaging, linkKey, address } = this.#o;
    const { sms, mail } = addressOf(alert);
    const link = `${address}/not-me#${linkToken(linkKey, alert.id)}`;
    const text = alertText({ ...alert, device: describeDevice(alert.userAgent).name }, link);
    if (sms !== null) {
      try {
        return await messaging.send({ to: sms, text });
      } catch (error) {
        if (!(error instanceof AppError) || mail === null) throw error;
      }
    }
    if (mail !== null) await messaging.send({ to: mail, text });
  }

  async tidy(): Promise<void> {
    const { gates, clock } = this.#o;
    await gates
      .system('forget messages about sign-ins')
      .deleteFrom('identity.sign_in_alert')
      .where('expires_at', '<', new Date(clock.nowMs() - DAY_MS))
      .execute();
  }
}
