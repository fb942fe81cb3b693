import type { EventHandler } from '@sutra/kernel/events';
import type { Feed } from '@sutra/kernel/feed';
import type { Module } from '@sutra/kernel/module';
import { scanningRoutes } from './scanning.routes.ts';
import type { ScanningDeps } from './scanning.service.ts';

/** From any code on a medicine pack to a product, a batch, an expiry and a warning. */
export function scanningModule(deps: ScanningDeps & { feed: Feed }): Module {
  return {
    name: 'scanning',
    organisationKinds: ['pharmacy'],
    permissions: {
      'scan.create': ['owner', 'manager', 'staff', 'pharmacist'],
      [READ]: ['owner', 'manager', 'staff', 'pharmacist', 'auditor', 'compliance_officer'],
    },
    routes: scanningRoutes(deps),
    handlers: [showLive(deps.feed)],
  };
}

const READ = 'scan.read';

/** Tells the organisation's open pages of a new scan. */
function showLive(feed: Feed): EventHandler {
  return {
    name: 'scanning.live',
    types: ['scan.recorded'],
    handle: async ({ type, organisationId, data }) => {
      await feed.publish('live.organisation', { organisationId, permission: READ, message: { type, ...data } });
    },
  };
}
