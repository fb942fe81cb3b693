import { type Clock, DAY_MS } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import type { Module } from '@sutra/kernel/module';
import { workspaceRoutes } from './workspace.routes.ts';

const KEPT_MS = 90 * DAY_MS;

/** Today, search and notifications; `modules` are all that are asked, known only once every module is made. */
export function workspaceModule(deps: { gates: Gates; clock: Clock; modules: () => readonly Module[] }): Module {
  return {
    name: 'workspace',
    routes: workspaceRoutes(deps),
    jobs: [
      {
        name: 'workspace.forget-notifications',
        schedule: '50 2 * * *',
        run: async () => {
          await deps.gates
            .system('forget old notifications')
            .deleteFrom('workspace.notification')
            .where('created_at', '<', new Date(deps.clock.nowMs() - KEPT_MS))
            .execute();
        },
      },
    ],
  };
}
