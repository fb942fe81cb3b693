import type { Rule, RuleKind } from '@sutra/contracts/reference';
import type { Clock, Ids } from '@sutra/kernel/clock';
import type { Gates, Reads, Tx } from '@sutra/kernel/db/gates';
import { sql } from 'kysely';
import type { Fact } from './facts.ts';

type StoredBody = Record<string, number | boolean>;
export interface OverrideRow {
  id: string;
  kind: RuleKind;
  key: string;
  validFrom: string;
  validTo: string | null;
  body: StoredBody;
  reason: string;
}
export type RuleRow = Omit<Rule, 'override'>;

/** Stores what is new of the facts; what is there stays as it is. */
export async function storeFacts(gates: Gates, facts: readonly Fact[], ids: Ids, clock: Clock): Promise<void> {
  await gates.withOperator('store reference facts', async (tx) => {
    await tx
      .insertInto('reference.rule')
      .values(
        facts.map(({ kind, key, validFrom, validTo, body, source }) => ({
          id: ids.next(),
          kind,
          key,
          valid_from: validFrom,
          valid_to: validTo,
          body: JSON.stringify(body),
          source,
          created_at: new Date(clock.nowMs()),
        })),
      )
      .onConflict((conflict) => conflict.columns(['kind', 'key', 'valid_from']).doNothing())
      .execute();
  });
}

const RULE = ['kind', 'key', 'valid_from as validFrom', 'valid_to as validTo', 'body', 'source'] as const;
const OVERRIDE = ['id', 'kind', 'key', 'valid_from as validFrom', 'valid_to as validTo', 'body', 'reason'] as const;

/** The rules in force on a day: of each key the latest that has begun, unless it has ended. */
export async function rulesOn(db: Reads | Tx, on: string, kind?: RuleKind, key?: string): Promise<RuleRow[]> {
  let query = db
    .selectFrom('reference.rule')
    .distinctOn(['kind', 'key'])
    .select(RULE)
    .where('valid_from', '<=', on)
    .orderBy('kind')
    .orderBy('key')
    .orderBy('valid_from', 'desc');
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (key !== undefined) query = query.where('key', '=', key);
  const rows = (await query.execute()) as unknown as RuleRow[];
  return rows.filter(({ validTo }) => validTo === null || validTo > on);
}

export async function ruleHistory(db: Reads | Tx, kind: RuleKind, key: string): Promise<RuleRow[]> {
  const rows = await db
    .selectFrom('reference.rule')
    .select(RULE)
    .where('kind', '=', kind)
    .where('key', '=', key)
    .orderBy('valid_from', 'desc')
    .execute();
  return rows as unknown as RuleRow[];
}

/** The organisation's exceptions: all, of one rule, or those in force on a day. */
export async function listOverrides(
  db: Reads | Tx,
  { on, kind, key }: { on?: string; kind?: RuleKind | undefined; key?: string },
): Promise<OverrideRow[]> {
  let query = db.selectFrom('reference.override').select(OVERRIDE).orderBy('valid_from', 'desc').limit(1000);
  if (on !== undefined)
    query = query
      .where('valid_from', '<=', on)
      .where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', on)]));
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (key !== undefined) query = query.where('key', '=', key);
  return (await query.execute()) as unknown as OverrideRow[];
}

/** One writer of a rule's exceptions at a time, so that two cannot overlap. */
export async function lockOverrides(tx: Tx, organisationId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`reference ${organisationId}`}, 0))`.execute(tx);
}
