// A ceiling of what SMS cost in a day, and a cap for each country. What is sent is counted before it is sent.
import { smsUsedUp } from '@sutra/contracts/messaging';
import { type Clock, DAY_MS, SECOND_MS } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Logger } from '@sutra/kernel/log';
import { sql } from 'kysely';
import { INDIA, indianDay, priceOf, type SmsPrice } from './spending.rules.ts';
import type { Purpose } from './templates.ts';

/** In `messaging.sms_day`: all of them, and all that go abroad (no calling code begins with 0). */
const ALL = '';
const ABROAD = '0';
const PAISE = 100;
const MAX_INT = 2 ** 31 - 1;
/** Of the ceiling: what goes abroad, and what is no code. Nobody who invites, or has foreign numbers, keeps others from signing in. */
const ABROAD_SHARE = 0.5;
const NOTICE_SHARE = 0.75;

export interface SpendingOptions {
  gates: Gates;
  clock: Clock;
  log: Logger;
  rupeesPerDay: number;
}

export class Spending {
  readonly #o: SpendingOptions;
  readonly #said = new Set<string>();
  constructor(options: SpendingOptions) {
    this.#o = options;
  }

  /** Throws if nothing can be sent to this number any more today. Asked for known and unknown numbers alike. */
  async check(mobile: string, purpose: Purpose, segments = 1): Promise<void> {
    const price = priceOf(mobile);
    const { day } = indianDay(this.#o.clock.nowMs());
    const caps = this.#caps(price, purpose);
    const rows = await this.#o.gates
      .system('look what SMS cost')
      .selectFrom('messaging.sms_day')
      .select(['calling_code', 'messages', sql<number>`paise::float8`.as('paise')])
      .where('day', '=', day)
      .where('calling_code', 'in', [...caps.keys()])
      .execute();
    for (const [callingCode, cap] of caps) {
      const { messages, paise } = rows.find((row) => row.calling_code === callingCode) ?? { messages: 0, paise: 0 };
      if (messages >= cap.messages || paise + price.paise * segments > cap.paise) throw this.#usedUp(price);
    }
  }

  /**
   * Counts one that is about to be sent, of so many segments; however many at once, none beyond a cap. Throws as `check`
   * does. Gives what takes it back, for one that did not go out.
   */
  async take(mobile: string, purpose: Purpose, segments = 1): Promise<() => Promise<void>> {
    const price = priceOf(mobile);
    const paise = price.paise * segments;
    const { day } = indianDay(this.#o.clock.nowMs());
    const caps = this.#caps(price, purpose);
    const codes = [...caps.keys()];
    const most = [...caps].map(([code, cap]) => sql`(${code}, ${cap.messages}::int, ${cap.paise}::bigint)`);
    await this.#o.gates.withSystem('count what SMS cost', async (tx) => {
      // The row of all comes first, so that no two wait for each other.
      await sql`insert into messaging.sms_day (day, calling_code, messages, paise)
        values ${sql.join(codes.map((code) => sql`(${day}, ${code}, 0, 0)`))} on conflict do nothing`.execute(tx);
      await sql`select 1 from messaging.sms_day where day = ${day} and calling_code = ${ALL} for update`.execute(tx);
      const { rows } = await sql`
        update messaging.sms_day d set messages = d.messages + 1, paise = d.paise + ${paise}
        from (values ${sql.join(most)}) as cap (calling_code, messages, paise)
        where d.day = ${day} and d.calling_code = cap.calling_code and d.messages < cap.messages and d.paise + ${paise} <= cap.paise
        returning 1`.execute(tx);
      if (rows.length < codes.length) throw this.#usedUp(price);
    });
    return async () => {
      await this.#o.gates
        .system('count what SMS cost')
        .updateTable('messaging.sms_day')
        .set({ messages: sql`messages - 1`, paise: sql`paise - ${paise}` })
        .where('day', '=', day)
        .where('calling_code', 'in', codes)
        .execute();
    };
  }

  async tidy(): Promise<void> {
    const { day } = indianDay(this.#o.clock.nowMs() - 400 * DAY_MS);
    await this.#o.gates.system('forget what SMS cost').deleteFrom('messaging.sms_day').where('day', '<', day).execute();
  }

  /** What may be sent in a day, of each row that a message counts in; the row of all first. */
  #caps({ callingCode, perDay }: SmsPrice, purpose: Purpose): Map<string, { messages: number; paise: number }> {
    const ceiling = this.#o.rupeesPerDay * PAISE;
    const isAbroad = callingCode !== INDIA;
    return new Map([
      [ALL, { messages: MAX_INT, paise: purpose === 'code' ? ceiling : Math.floor(ceiling * NOTICE_SHARE) }],
      ...(isAbroad ? [[ABROAD, { messages: MAX_INT, paise: Math.floor(ceiling * ABROAD_SHARE) }] as const] : []),
      [callingCode, { messages: perDay, paise: Number.MAX_SAFE_INTEGER }],
    ]);
  }

  /** Said once a day and country: anybody could have it written again and again. */
  #usedUp({ callingCode }: SmsPrice): AppError {
    const { clock, log } = this.#o;
    const { day, endsAtMs } = indianDay(clock.nowMs());
    const said = `${day} ${callingCode}`;
    if (!this.#said.has(said)) {
      log.error({ callingCode }, 'no more SMS today: a cap or the ceiling of costs is reached');
      for (const earlier of this.#said) if (!earlier.startsWith(day)) this.#said.delete(earlier);
      this.#said.add(said);
    }
    const seconds = Math.ceil((endsAtMs - clock.nowMs()) / SECOND_MS);
    return new AppError(smsUsedUp, { headers: { 'retry-after': String(seconds) } });
  }
}
