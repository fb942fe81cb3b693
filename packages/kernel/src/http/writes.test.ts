// Who may act where: an operator in every organisation, everybody else in their own.
import { randomUUID } from 'node:crypto';
import { endpoint } from '@sutra/contracts/endpoint';
import { type TestDatabase, testDatabase } from '@sutra/testkit/database';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { Ids, systemClock } from '../clock.ts';
import { enterTenant } from '../db/gates.ts';
import type { Write } from './route.ts';
import { Writes } from './writes.ts';

const probe = endpoint({
  id: 'probe',
  method: 'POST',
  path: '/probe',
  summary: 'A probe',
  access: 'signed-in',
  limit: 'default',
  audit: 'probe.made',
  response: z.object({}),
});
const actorIn = (organisationKind: string): Actor => ({
  kind: 'person',
  id: randomUUID(),
  organisationId: randomUUID(),
  organisationKind,
  sessionId: randomUUID(),
  permissions: new Set(),
  expiresAtMs: Number.MAX_SAFE_INTEGER,
});
const operator = actorIn('operator');
const trader = actorIn('cotton');

let database: TestDatabase;
let recorded: { organisationId: string; action: string; isGuest: boolean; role: string }[];
let writes: Writes;
beforeAll(async () => {
  database = await testDatabase();
  writes = new Writes({
    gates: database.gates,
    clock: systemClock,
    ids: new Ids(systemClock),
    audit: {
      record: async (tx, action, { organisationId }, { isGuest = false }) => {
        const { rows } = await sql<{ role: string }>`select current_user as role`.execute(tx);
        recorded.push({ organisationId, action, isGuest, role: rows[0]!.role });
      },
    },
    answers: {} as never, // no call here names a key
    afterCommit: () => {},
  });
});
afterAll(() => database.close());
beforeEach(() => {
  recorded = [];
});

const perform = <T>(actor: Actor, gate: 'tenant' | 'operator', fn: (write: Write) => Promise<T>) =>
  writes.perform({ endpoint: probe, actor, gate, audit: { requestId: 'r', ip: '', userAgent: '' }, keep: null }, fn);
const events = async () =>
  (await database.owner.query('select type, org_id from events.outbox order by position')).rows;

describe('an operator', () => {
  test('reads over all, goes on inside one organisation, and is recorded in both', async () => {
    const within = await perform(operator, 'operator', async ({ tx, record, emit }) => {
      const { rows } = await sql<{ role: string }>`select current_user as role`.execute(tx);
      await enterTenant(tx, trader.organisationId);
      record({ organisationId: trader.organisationId, action: 'probe.seen' });
      emit({ type: 'probe.made', subject: 'a', organisationId: trader.organisationId, data: {} });
      emit({ type: 'probe.made', subject: 'b', data: {} });
      const inside = await sql<{ role: string; organisation: string }>`
        select current_user as role, kernel.current_org()::text as organisation`.execute(tx);
      return [rows[0]!.role, inside.rows[0]!.role, inside.rows[0]!.organisation];
    });
    expect(within).toEqual(['sutra_operator', 'sutra_app', trader.organisationId]);
    // Their own log always tells of it, though nothing was said for it.
    expect(
      recorded.map(({ organisationId, action, isGuest, role }) => [organisationId, action, isGuest, role]),
    ).toEqual([
      [trader.organisationId, 'probe.seen', true, 'sutra_app'],
      [operator.organisationId, 'probe.made', false, 'sutra_app'],
    ]);
    expect(await events()).toEqual([
      { type: 'probe.made', org_id: trader.organisationId },
      { type: 'probe.made', org_id: operator.organisationId },
    ]);
  });

  test('leaves nothing of their gate on the connection', async () => {
    await perform(operator, 'operator', async () => null);
    const { rows } = await database.pool.query(
      "select current_user as role, coalesce(current_setting('app.org_id', true), '') as organisation",
    );
    expect(rows[0]).toEqual({ role: 'sutra_login', organisation: '' });
  });
});

describe('anybody else', () => {
  test('does not get the gate of operators', async () => {
    await expect(perform(trader, 'operator', async () => null)).rejects.toThrow('opens the gate of operators');
  });

  test('records and tells nothing in another organisation, and nothing of the attempt remains', async () => {
    const before = await events();
    const elsewhere = operator.organisationId;
    await expect(
      perform(trader, 'tenant', async ({ record }) => record({ organisationId: elsewhere })),
    ).rejects.toThrow('nobody but an operator');
    await expect(
      perform(trader, 'tenant', async ({ emit }) =>
        emit({ type: 'probe.made', subject: 'c', organisationId: elsewhere, data: {} }),
      ),
    ).rejects.toThrow('nobody but an operator');
    expect(recorded.filter(({ organisationId }) => organisationId === elsewhere)).toEqual([]);
    expect(await events()).toEqual(before);
  });
});
