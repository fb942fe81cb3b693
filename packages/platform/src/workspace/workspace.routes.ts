import { personOnly } from '@sutra/contracts/failures';
import {
  getToday,
  listNotifications,
  readNotifications,
  type SearchHit,
  searchEverything,
  type TodayItem,
} from '@sutra/contracts/workspace';
import type { Actor } from '@sutra/kernel/actor';
import type { Gates, Reads, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import { pageOfRows, readCursor } from '@sutra/kernel/http/paging';
import { type Route, route } from '@sutra/kernel/http/route';
import type { Module } from '@sutra/kernel/module';

const HITS_OF_A_PROVIDER = 6;
const NOW_ITEMS = 30;
const RECENT_ITEMS = 10;

export function workspaceRoutes({
  gates,
  modules,
}: {
  gates: Gates;
  modules: () => readonly Module[];
}): readonly Route[] {
  return [
    route(searchEverything, async ({ query }, { actor }) => {
      const hits: SearchHit[] = [];
      for (const provider of modules().flatMap(({ search = [] }) => search)) {
        if (actor.permissions.has(provider.permission))
          hits.push(...(await provider.find(actor, query.q, HITS_OF_A_PROVIDER)));
      }
      return { items: hits };
    }),
    route(getToday, async (_, { actor }) => {
      const now: TodayItem[] = [];
      const recent: TodayItem[] = [];
      for (const provider of modules().flatMap(({ today = [] }) => today)) {
        if (provider.permission !== undefined && !actor.permissions.has(provider.permission)) continue;
        const found = await provider.items(actor);
        now.push(...(found.now ?? []));
        recent.push(...(found.recent ?? []));
      }
      return { now: newestFirst(now).slice(0, NOW_ITEMS), recent: newestFirst(recent).slice(0, RECENT_ITEMS) };
    }),
    route(listNotifications, async ({ query }, { actor }) => {
      const db = ownNotifications(gates, actor);
      const before = readCursor(query.cursor);
      const rows = await db
        .selectFrom('workspace.notification')
        .select(['id', 'kind', 'values', 'path', 'organisation_id as organisationId'])
        .select(['created_at as createdAt', 'read_at as readAt'])
        .$if(before !== null, (all) => all.where('id', '<', before))
        .orderBy('id', 'desc')
        .limit(query.limit + 1)
        .execute();
      const found = rows.map((row) => ({ ...row, values: row.values as Record<string, string | number> }));
      return { ...pageOfRows(found, query.limit), unread: await countUnread(db) };
    }),
    route(readNotifications, ({ body }, context) => {
      ownNotifications(gates, context.actor);
      return context.write('person', async ({ tx }) => {
        await tx
          .updateTable('workspace.notification')
          .set({ read_at: context.now() })
          .where('id', '<=', body.upTo)
          .where('read_at', 'is', null)
          .execute();
        return { unread: await countUnread(tx) };
      });
    }),
  ];
}

/** API keys have none. */
function ownNotifications(gates: Gates, actor: Actor): Reads {
  if (actor.kind !== 'person') throw new AppError(personOnly);
  return gates.person(actor.id);
}

async function countUnread(db: Reads | Tx): Promise<number> {
  const { count } = await db
    .selectFrom('workspace.notification')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('read_at', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}

function newestFirst(items: readonly TodayItem[]): TodayItem[] {
  return items.toSorted((a, b) => b.at.getTime() - a.at.getTime());
}
