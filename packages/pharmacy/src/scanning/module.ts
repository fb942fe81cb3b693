import type { Module } from '@sutra/kernel/module';
import { scanningRoutes } from './scanning.routes.ts';
import { SCAN_READ, type ScanningDeps } from './scanning.service.ts';

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
  };
}
