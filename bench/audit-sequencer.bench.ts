import { systemClock } from '@sutra/kernel/clock';
import { LocalFeed } from '@sutra/kernel/feed';
import { createLog } from '@sutra/kernel/log';
import { Sequencer } from '@sutra/platform/audit/sequencer';
import type pg from 'pg';
import { barePool } from './bare.ts';
import { type Bench, ROUND_MS } from './bench.ts';
import { openHouse } from './house.ts';

const ENTRIES = 20_000;
const ORGANISATIONS = 50;

// Entries as an audited write leaves them: a shown change, a sealed origin, a digest.
const INSERT = `insert into audit.entry (id, org_id, recorded_at, action, actor_kind, actor_id, object_type, object_id, request_id, after_digest, changes, subject_id, origin)
  select uuidv7(), o.ids[1 + n % $2], now(), 'service_account.created', 'person', o.ids[1], 'identity.service_account', uuidv7()::text, uuidv7()::text,
    sha256(n::text::bytea), '{"name": {"before": null, "after": "Till 7"}, "created_by": {"sealed": true}}', o.ids[1], decode(repeat('5a', 190), 'hex')
  from generate_series(1, $1) n, (select array_agg(uuidv7()) as ids from generate_series(1, $2)) o`;

export const auditSequencer: Bench = {
  name: 'audit-sequencer',
  title: 'Entries a second through the audit sequencer',
  compares: 'rate',
  operation: 'entry',
  target: { atLeast: 20_000 },
  connections: 1,
  roundMs: ROUND_MS,
  ours: {
    does: `\`Sequencer.settle()\` over ${ENTRIES.toLocaleString('en')} committed entries of ${ORGANISATIONS} organisations: reads batches of 2,000, canonicalises and hashes each entry into the chain of its organisation, writes seals, heads and cursor in one transaction for each batch`,
    start: async (database) => {
      const house = await openHouse(database);
      const log = createLog('warn');
      const sequencer = new Sequencer({
        gates: house.gates,
        feed: new LocalFeed(systemClock, log),
        clock: systemClock,
        log,
      });
      const owner = barePool(database.ownerUrl);
      return {
        beforeRound: async () => {
          await owner.query(INSERT, [ENTRIES, ORGANISATIONS]);
          await owner.query('vacuum analyze audit.entry');
        },
        round: async () => {
          const before = await sealed(owner);
          const startedMs = performance.now();
          await sequencer.settle();
          const seconds = (performance.now() - startedMs) / 1000;
          const operations = (await sealed(owner)) - before;
          if (operations !== ENTRIES) throw new Error(`${operations} of ${ENTRIES} entries were sealed`);
          return { operations, seconds };
        },
        close: async () => {
          await sequencer.close();
          await house.close();
          await owner.end();
        },
      };
    },
  },
  baseline: null,
  remarks: ['An absolute figure: it depends on the machine, and on who else uses it.'],
};

async function sealed(owner: pg.Pool): Promise<number> {
  const { rows } = await owner.query<{ sealed: number }>('select count(*)::int as sealed from audit.seal');
  return rows[0]!.sealed;
}
