import type { Module } from '@sutra/kernel/module';
import { latestScans } from './scanning.queries.ts';
import { scanningRoutes } from './scanning.routes.ts';
import { SCAN_READ, type ScanningDeps } from './scanning.service.ts';

const LATEST = 5;

/** From any code on a medicine pack to a product, a batch, an expiry and a warning. */
export function scanningModule(deps: ScanningDeps): Module {
  return {
    name: 'scanning',
    organisationKinds: ['pharmacy'],
    permissions: {
      'scan.create': ['owner', 'manager', 'staff', 'pharmacist'],
      [SCAN_READ]: ['owner', 'manager', 'staff', 'pharmacist', 'auditor', 'compliance_officer'],
    },
    routes: scanningRoutes(deps),
    today: [
      {
        permission: SCAN_READ,
        items: async (actor) => {
          const scans = await latestScans(deps.gates.tenant(actor), actor.id, LATEST);
          return {
            recent: scans.map(({ id, scannedAt, resolution }) => ({
              kind: 'scan.recent',
              tone: 'neutral',
              values: { name: resolution.product?.brand ?? '' },
              path: `/scan?open=${id}`,
              at: scannedAt,
            })),
          };
        },
      },
    ],
  };
}
