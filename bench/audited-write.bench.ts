import { createServiceAccount } from '@sutra/contracts/identity';
import type { Endpoint } from '@sutra/contracts/endpoint';
import type { Actor } from '@sutra/kernel/actor';
import { type Bench, CONNECTIONS, loop, ROUND_MS, type Side } from './bench.ts';
import { type House, openHouse, ORGANISATION_ID, personIdOf, seedPeople } from './house.ts';

const REQUEST = { requestId: '01900000-0000-7000-8000-00000000c001', ip: '203.0.113.7', userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36' };
const AUDITED: Endpoint = createServiceAccount;
const PLAIN: Endpoint = { ...AUDITED, audit: { none: 'the measurement without' } } as Endpoint;

function write({ writes, ids, clock }: House, endpoint: Endpoint, actor: Actor): Promise<unknown> {
  return writes.perform({ endpoint, actor, gate: 'tenant', audit: REQUEST, keep: null }, async ({ tx, record }) => {
    const row = { id: ids.next(), org_id: actor.organisationId, name: 'Till 7', created_by: actor.id, created_at: new Date(clock.nowMs()) };
    await tx.insertInto('identity.service_account').values(row).execute();
    record({ object: { type: 'identity.service_account', id: row.id }, after: { name: row.name, created_by: row.created_by } });
    return row;
  });
}

const side = (does: string, endpoint: Endpoint, workers: number): Side => ({
  does,
  start: async (database) => {
    const house = await openHouse(database);
    const actor: Actor = { kind: 'person', id: personIdOf(0), organisationId: ORGANISATION_ID, organisationKind: 'pharmacy', sessionId: personIdOf(1), permissions: new Set(), expiresAtMs: Number.MAX_SAFE_INTEGER };
    return { round: (durationMs) => loop(durationMs, workers, () => write(house, endpoint, actor)), close: house.close };
  },
});

const bench = (workers: number) =>
  ({
    compares: 'time',
    operation: 'write',
    target: { atMost: 1.3 },
    connections: workers,
    roundMs: ROUND_MS,
    prepare: (database) => seedPeople(database, 1),
    ours: side('`Writes.perform` of an insert into `identity.service_account` with its declared audit action: digests, difference, origin and personal values sealed with the key of the person; the entry travels with the commit', AUDITED, workers),
    baseline: side('the same call with `audit: { none }`', PLAIN, workers),
  }) as const satisfies Partial<Bench>;

export const auditedWrite: Bench = {
  ...bench(CONNECTIONS),
  name: 'audited-write',
  title: `Audited against plain write, ${CONNECTIONS} at once`,
  remarks: ['Called in the process, without HTTP, so that nothing that both sides share makes the difference smaller. The sequencer does not run beside it: its own rate is below.'],
};

export const auditedWriteAlone: Bench = {
  ...bench(1),
  name: 'audited-write-alone',
  title: 'Audited against plain write, one after the other',
  remarks: ['What one caller waits: the time of one write on an idle system.'],
};
