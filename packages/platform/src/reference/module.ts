import type { Clock, Ids } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import type { Module } from '@sutra/kernel/module';
import { FACTS } from './facts.ts';
import { storeFacts } from './reference.queries.ts';
import { referenceRoutes } from './reference.routes.ts';

/** Facts that change by date, and where an organisation lets something else hold. */
export function referenceModule(deps: { gates: Gates; ids: Ids; clock: Clock }): Module {
  return {
    name: 'reference',
    permissions: { 'reference.override': ['owner', 'manager'] },
    routes: referenceRoutes(deps),
    start: () => storeFacts(deps.gates, FACTS, deps.ids, deps.clock),
  };
}
