// What other modules may ask of the dated facts.
import { RULE_BODIES, type RuleBody, type RuleKind } from '@sutra/contracts/reference';
import type { Reads, Tx } from '@sutra/kernel/db/gates';
import type { z } from 'zod';
import { listOverrides, rulesOn } from './reference.queries.ts';

/**
 * What a rule says on a day (`YYYY-MM-DD`) in the organisation of the gate: its own exception, else the rule itself; null if
 * there is none on that day. Store the body with what is agreed under it.
 */
export async function ruleInForce<K extends RuleKind>(
  db: Reads | Tx,
  kind: K,
  key: string,
  on: string,
): Promise<RuleBody<K> | null> {
  const [own] = await listOverrides(db, { on, kind, key });
  const found = own ?? (await rulesOn(db, on, kind, key))[0];
  return found ? ((RULE_BODIES[kind] as z.ZodType).parse(found.body) as RuleBody<K>) : null;
}
