import { ORGANISATIONS_EXPORT, ORGANISATIONS_MANAGE, ORGANISATIONS_READ } from '@sutra/contracts/organisations';
import type { Module } from '@sutra/kernel/module';
import { EXPORT_JOB, type ExportDeps, runExport, sweepExports } from './export.service.ts';
import { organisationRoutes } from './organisations.routes.ts';

/** What operators do for whole organisations; the permissions exist in an organisation of operators only. */
export function organisationsModule(deps: ExportDeps): Module {
  return {
    name: 'organisations',
    organisationKinds: ['operator'],
    permissions: {
      [ORGANISATIONS_READ]: ['platform_admin'],
      [ORGANISATIONS_MANAGE]: ['platform_admin'],
      [ORGANISATIONS_EXPORT]: ['platform_admin'],
    },
    routes: organisationRoutes(deps),
    jobs: [
      { name: EXPORT_JOB, run: (data) => runExport(deps, String(data['organisationId']), String(data['exportId'])) },
      { name: 'organisations.sweep-exports', schedule: '*/5 * * * *', run: () => sweepExports(deps) },
    ],
  };
}
