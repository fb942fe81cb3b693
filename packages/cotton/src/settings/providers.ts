// What of the settings is found by search, and what of them needs somebody today.
import { SETTINGS_READ, type SettingKind } from '@sutra/contracts/settings';
import type { TodayItem } from '@sutra/contracts/workspace';
import type { Gates } from '@sutra/kernel/db/gates';
import type { SearchProvider, TodayProvider } from '@sutra/kernel/module';
import { type ImportRow, openImports } from './import.queries.ts';
import { latestRevisions, searchRecords } from './settings.queries.ts';

const LATEST = 5;

export function settingsSearch(gates: Gates): SearchProvider {
  return {
    permission: SETTINGS_READ,
    find: async (actor, text, limit) => {
      const rows = await searchRecords(gates.tenant(actor), text, limit);
      return rows.map(({ kind, id, code, name }) => ({
        kind: `settings.${kind}`,
        id,
        title: name,
        subtitle: code,
        path: `/settings/${kind}/${id}`,
      }));
    },
  };
}

export function settingsToday(gates: Gates): TodayProvider {
  return {
    permission: SETTINGS_READ,
    items: async (actor) => {
      const db = gates.tenant(actor);
      const imports = await openImports(db, actor.id);
      const revisions = await latestRevisions(db, actor.id, LATEST);
      return {
        now: imports.map(toItem).filter((item) => item !== null),
        recent: revisions.map(({ kind, recordId, body, changedAt }) => ({
          kind: 'settings.changed',
          tone: 'neutral' as const,
          values: { kind, name: String((body as { name?: unknown }).name) },
          path: `/settings/${kind as SettingKind}/${recordId}`,
          at: changedAt,
        })),
      };
    },
  };
}

const ABOUT = {
  checking: { kind: 'import.running', tone: 'info' },
  applying: { kind: 'import.running', tone: 'info' },
  ready: { kind: 'import.ready', tone: 'info' },
  rejected: { kind: 'import.rejected', tone: 'warning' },
  failed: { kind: 'import.failed', tone: 'danger' },
  applied: { kind: 'import.finished', tone: 'success' },
} as const;

function toItem(row: ImportRow): TodayItem | null {
  if (row.state === 'discarded') return null;
  const { kind, tone } = ABOUT[row.state];
  const count = row.state === 'rejected' ? row.rejected : row.created + row.changed;
  const values = { kind: row.kind, count, done: row.linesDone, total: row.linesTotal ?? 0 };
  return { kind, tone, values, path: `/settings/imports/${row.id}`, at: row.finishedAt ?? row.createdAt };
}
