// A ceiling of what SMS cost in a day, and a cap for each country. What is sent is counted before it is sent.
import { smsUsedUp } from '@sutra/contracts/messaging';
import { type Clock, DAY_MS, SECOND_MS } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Logger } from '@sutra/kernel/log';
import { sql } from 'kysely';
import { indianDay, priceOf, type SmsPrice } from './spending.rules.ts';

/** In `messaging.sms_day`. */
const ALL = '';
const PAISE = 100;

export interface SpendingOptions {
  gates: Gates;
  clock: Clock;
  log: Logger;
  rupeesPerDay: number;
}

export class Spending {
  readonly #o: SpendingOptions;
  constructor(options: SpendingOptions) {
    this.#o = options;
  }

  /** Throws if nothing can be sent to this number any more today. Asked for known and unknown numbers alike. */
  async check(mobile: string): Promise<void> {
    const price = priceOf(mobile);
    const { day } = indianDay(this.#o.clock.nowMs());
    const rows = await this.#o.gates
      .system('look what SMS cost')
      .selectFrom('messaging.sms_day')
      .select(['calling_code', 'messages', 'paise'])
      .where('day', '=', day)
      .where('calling_code', 'in', [price.callingCode, ALL])
      .execute();
    const all = rows.find((row) => row.calling_code === ALL);
    const country = rows.find((row) => row.calling_code === price.callingCode);
    const fits = (country?.messages ?? 0) < price.perDay && (all?.paise ?? 0) + price.paise <= this.#ceiling();
    if (!fits) throw this.#usedUp(price);
  }

  /** Counts one that is about to be sent; however many at once, none beyond a cap. Throws as `check` does. */
  async take(mobile: string): Promise<void> {
    const price = priceOf(mobile);
    const { callingCode, paise, perDay } = price;
    const { day } = indianDay(this.#o.clock.nowMs());
    await this.#o.gates.withSystem('count what SMS cost', async (tx) => {
      const { rows } = await sql`
        insert into messaging.sms_day as kept (day, calling_code, messages, paise)
        values (${day}, ${callingCode}, 1, ${paise}), (${day}, ${ALL}, 1, ${paise})
        on conflict (day, calling_code) do update
          set messages = kept.messages + 1, paise = kept.paise + excluded.paise
          where case when kept.calling_code = ${ALL} then kept.paise + excluded.paise <= ${this.#ceiling()}
            else kept.messages < ${perDay} end
        returning 1`.execute(tx);
      if (rows.length < 2) throw this.#usedUp(price);
    });
  }

  async tidy(): Promise<void> {
    const { day } = indianDay(this.#o.clock.nowMs() - 400 * DAY_MS);
    await this.#o.gates.system('forget what SMS cost').deleteFrom('messaging.sms_day').where('day', '<', day).execute();
  }

  #ceiling(): number {
    return this.#o.rupeesPerDay * PAISE;
  }

  #usedUp({ callingCode }: SmsPrice): AppError {
    const { clock, log } = this.#o;
    log.error({ callingCode }, 'no more SMS today: a cap or the ceiling of costs is reached');
    const seconds = Math.ceil((indianDay(clock.nowMs()).endsAtMs - clock.nowMs()) / SECOND_MS);
    return new AppError(smsUsedUp, { headers: { 'retry-after': String(seconds) } });
  }
}
