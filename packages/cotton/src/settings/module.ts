import { SETTINGS_READ, SETTINGS_WRITE } from '@sutra/contracts/settings';
import type { Module } from '@sutra/kernel/module';
import { Directory } from './directory.ts';
import { importRoutes } from './import.routes.ts';
import { APPLY_JOB, applyImport, CHECK_JOB, checkImport, type ImportDeps, sweepImports } from './import.service.ts';
import { settingsSearch, settingsToday } from './providers.ts';
import { settingsRoutes } from './settings.routes.ts';

/** What a trading organisation sets up once: commodities and their quality, places, terms, numbers. */
export function settingsModule(given: Omit<ImportDeps, 'directory'>): Module {
  const deps: ImportDeps = { ...given, directory: new Directory(given.gates, given.feed) };
  const { gates } = deps;
  const named = (data: Record<string, unknown>) => [String(data['organisationId']), String(data['importId'])] as const;
  return {
    name: 'settings',
    organisationKinds: ['cotton'],
    permissions: {
      [SETTINGS_READ]: [
        'owner',
        'manager',
        'staff',
        'auditor',
        'compliance_officer',
        'trader',
        'broker',
        'quality_inspector',
        'accountant',
        'logistics',
      ],
      [SETTINGS_WRITE]: ['owner', 'manager'],
    },
    routes: [...settingsRoutes(deps), ...importRoutes(deps)],
    jobs: [
      { name: CHECK_JOB, run: (data) => checkImport(deps, ...named(data)) },
      { name: APPLY_JOB, run: (data) => applyImport(deps, ...named(data)) },
      { name: 'settings.sweep-imports', schedule: '*/5 * * * *', run: () => sweepImports(deps) },
    ],
    search: [settingsSearch(gates)],
    today: [settingsToday(gates)],
  };
}
