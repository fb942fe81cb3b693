// Codes to try the demo with, read from the library as it is, so that what is printed is what will be found.
import type { Gates } from '@sutra/kernel/db/gates';
import { sql } from 'kysely';

export interface DemoCode {
  kind: 'in date' | 'expires soon' | 'expired' | 'recalled';
  brand: string;
  /** A GS1 DataMatrix as a scanner sends it: symbology identifier and element string. */
  raw: string;
}

/** One code of each kind that the library holds. */
export async function demoCodes(gates: Gates, now: Date): Promise<DemoCode[]> {
  const { rows } = await sql<{ kind: DemoCode['kind']; brand: string; gtin: string; number: string; expiry: string }>`
    select distinct on (kind) kind, brand, gtin, number, expiry from (
      select case when b.recalled_at is not null then 'recalled' when b.expiry < (${now} at time zone 'Asia/Kolkata')::date then 'expired'
          when b.expiry <= (${now} at time zone 'Asia/Kolkata')::date + 90 then 'expires soon' else 'in date' end as kind,
        p.brand, k.gtin, b.number, b.expiry
      from library.batch b join library.package k on k.id = b.package_id join library.product p on p.id = b.product_id
      where (select count(*) from library.identifier i where i.value = k.gtin) = 1) codes
    order by kind, brand, number`.execute(gates.system('show demo codes'));
  return rows.map(({ kind, brand, gtin, number, expiry }) => ({
    kind,
    brand,
    raw: `]d201${gtin}17${yymmdd(expiry)}10${number}`,
  }));
}

const yymmdd = (day: string) => day.slice(2).replaceAll('-', '');
