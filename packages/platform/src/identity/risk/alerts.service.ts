// Tells a person of a sign-in that looked unusual, by a message to their own number or address.
import { type Clock, DAY_MS, type Ids } from '@sutra/kernel/clock';
import type { SecretKey } from '@sutra/kernel/crypto';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { sql } from 'kysely';
import { type Messaging, Outbox } from '../../messaging/public.ts';
import { describeDevice } from '../device.rules.ts';
import { messages } from '../messages.ts';
import { type Unsent, unsentIn } from '../unsent.ts';
import {
  addressOf,
  alertValues,
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

interface Told extends Recipient {
  id: string;
  userAgent: string;
  country: string | null;
  at: Date;
  timeZone: string;
}

export class Alerts {
  readonly #o: AlertsOptions;
  readonly #unsent: Unsent;
  readonly #outbox: Outbox<Told>;
  constructor(options: AlertsOptions) {
    this.#o = options;
    const { gates, clock } = options;
    this.#unsent = unsentIn('identity.sign_in_alert', { gates, clock, reason: 'send messages about sign-ins' });
    const { giveBack, done } = this.#unsent;
    this.#outbox = new Outbox({
      find: () => this.#find(),
      take: (id) => this.#take(id),
      deliver: (alert) => this.#deliver(alert),
      giveBack,
      done,
    });
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

  /** After the answer: a provider that hangs holds up no sign-in. */
  tell(alertId: string | null): void {
    if (alertId !== null) this.#o.messaging.soon(() => this.#outbox.send(alertId));
  }

  /** Sends what could not be sent at the sign-in; throws the last failure, after trying all. */
  sendWaiting(): Promise<void> {
    return this.#outbox.sendWaiting();
  }

  async #find(): Promise<string[]> {
    const { gates, clock } = this.#o;
    const rows = await gates
      .system('send messages about sign-ins')
      .selectFrom('identity.sign_in_alert as i')
      .select('i.id')
      .where(this.#unsent.take().isFree)
      .where('i.created_at', '>', new Date(clock.nowMs() - SENT_WITHIN_MS))
      .orderBy('i.id')
      .limit(100)
      .execute();
    return rows.map(({ id }) => id);
  }

  async #take(id: string): Promise<Told | undefined> {
    const { set, isFree } = this.#unsent.take();
    const { rows } = await sql<Told>`
      update identity.sign_in_alert i set ${set}
      from identity.session s, identity.person p, identity.organisation o
      where i.id = ${id} and ${isFree} and s.id = i.session_id and p.id = i.user_id and o.org_id = s.organisation_id
      returning i.id, p.mobile, p.mobile_verified_at as "mobileVerifiedAt", p.mobile_reported_at as "mobileReportedAt", p.email,
        p.email_verified_at as "emailVerifiedAt", s.user_agent as "userAgent", s.country, i.created_at as at, o.time_zone as "timeZone"`.execute(
      this.#o.gates.system('send messages about sign-ins'),
    );
    return rows[0];
  }

  async #deliver(alert: Told): Promise<void> {
    const { messaging, linkKey, address } = this.#o;
    const { sms, mail } = addressOf(alert);
    const link = `${address}/not-me#${linkToken(linkKey, alert.id)}`;
    const values = alertValues({ ...alert, device: describeDevice(alert.userAgent).name }, link);
    if (sms !== null) {
      try {
        return await messaging.send(sms, messages.unusualSignIn, values);
      } catch (error) {
        if (mail === null) throw error;
      }
    }
    if (mail !== null) await messaging.send(mail, messages.unusualSignIn, values);
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
