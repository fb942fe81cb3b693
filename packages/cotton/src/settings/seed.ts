// Gives the demo's cotton organisation its settings, once.
import { settingFields } from '@sutra/contracts/setting-fields';
import { type Clock, Ids } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import type { Row } from './records.ts';
import { SEEDS } from './seed-data.ts';
import { activeRecords, lockSettings, storeRecords } from './settings.queries.ts';

export async function seedSettings({
  gates,
  clock,
  organisationId,
}: {
  gates: Gates;
  clock: Clock;
  organisationId: string;
}): Promise<void> {
  const ids = new Ids(clock);
  const now = new Date(clock.nowMs());
  await gates.withTenant({ organisationId }, async (tx) => {
    await lockSettings(tx, organisationId);
    if ((await activeRecords(tx, 'commodities')).length > 0) return;
    const idOf = new Map<string, string>();
    for (const { kind, records } of SEEDS) {
      const references = settingFields(kind).filter(({ reference }) => reference !== undefined);
      const revisions = records.map((body) => {
        const id = ids.next();
        idOf.set(`${kind} ${body.code}`, id);
        const named = references.map(({ name, reference }) => [
          name,
          idOf.get(`${reference} ${String(body[name])}`) ?? null,
        ]);
        const record = {
          ...body,
          ...Object.fromEntries(named),
          id,
          version: 1,
          createdAt: now,
          updatedAt: now,
          archivedAt: null,
        } as Row;
        return { kind, record, change: 'created' as const, changedBy: null, importId: null };
      });
      await storeRecords(tx, organisationId, revisions);
    }
  });
}
