import {
  createRuleOverride,
  deleteRuleOverride,
  getRuleHistory,
  listRules,
  overrideInvalid,
  overrideNotFound,
  overrideOverlaps,
  RULE_BODIES,
  ruleNotFound,
} from '@sutra/contracts/reference';
import type { Ids } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import { type Route, route } from '@sutra/kernel/http/route';
import type { z } from 'zod';
import { listOverrides, lockOverrides, type OverrideRow, ruleHistory, rulesOn } from './reference.queries.ts';

const INDIA = 'Asia/Kolkata';

export function referenceRoutes({ gates, ids }: { gates: Gates; ids: Ids }): readonly Route[] {
  return [
    route(listRules, async ({ query: { on, kind } }, context) => {
      const { actor } = context;
      const day = on ?? dayInIndia(context.now());
      const db = gates.tenant(actor);
      const rules = await rulesOn(db, day, kind);
      const overrides = await listOverrides(db, { on: day, kind });
      const items = rules.map((rule) => {
        const own = overrides.find((one) => one.kind === rule.kind && one.key === rule.key);
        return { ...rule, body: own?.body ?? rule.body, override: own ? view(own) : null };
      });
      return { on: day, items };
    }),
    route(getRuleHistory, async ({ params: { kind, key } }, { actor }) => {
      const db = gates.tenant(actor);
      const items = await ruleHistory(db, kind, key);
      if (items.length === 0) throw new AppError(ruleNotFound);
      return { items, overrides: (await listOverrides(db, { kind, key })).map(view) };
    }),
    route(createRuleOverride, async ({ params: { kind, key }, body }, context) => {
      const { actor } = context;
      const said = (RULE_BODIES[kind] as z.ZodType<OverrideRow['body']>).safeParse(body.body);
      if (!said.success)
        throw new AppError(overrideInvalid, {
          fields: said.error.issues.map(({ path, message }) => ({
            path: ['body', 'body', ...path].join('.'),
            message,
          })),
        });
      const id = ids.next();
      const { validFrom, validTo, reason } = body;
      return context.write('tenant', async ({ tx, record, emit }) => {
        await lockOverrides(tx, actor.organisationId);
        if ((await ruleHistory(tx, kind, key)).length === 0) throw new AppError(ruleNotFound);
        const others = await listOverrides(tx, { kind, key });
        const overlaps = others.some(
          (one) => (validTo === null || one.validFrom < validTo) && (one.validTo === null || validFrom < one.validTo),
        );
        if (overlaps) throw new AppError(overrideOverlaps);
        const row = {
          org_id: actor.organisationId,
          id,
          kind,
          key,
          valid_from: validFrom,
          valid_to: validTo,
          body: JSON.stringify(said.data),
          reason,
          created_at: context.now(),
        };
        await tx.insertInto('reference.override').values(row).execute();
        record({ object: { type: 'reference.override', id }, after: { ...row, body: said.data } });
        emit({ type: 'reference.overridden', subject: id, data: { kind, key } });
        return { id, validFrom, validTo, body: said.data, reason };
      });
    }),
    route(deleteRuleOverride, ({ params: { overrideId: id } }, context) =>
      context.write('tenant', async ({ tx, record, emit }) => {
        const before = await tx
          .deleteFrom('reference.override')
          .where('id', '=', id)
          .returning(['kind', 'key', 'valid_from', 'valid_to', 'body', 'reason'])
          .executeTakeFirst();
        if (!before) throw new AppError(overrideNotFound);
        record({ object: { type: 'reference.override', id }, before });
        emit({ type: 'reference.override_removed', subject: id, data: { kind: before.kind, key: before.key } });
        return { id };
      }),
    ),
  ];
}

function view({ id, validFrom, validTo, body, reason }: OverrideRow) {
  return { id, validFrom, validTo, body, reason };
}

function dayInIndia(at: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: INDIA }).format(at);
}
