// What a person sees when the server is ready.
import type { Config } from '@sutra/kernel/config';
import type { DemoCode } from '@sutra/pharmacy/library/public';
import { DEMO } from './seed.ts';

export function printBanner(
  config: Config,
  databaseKind: 'pglite' | 'server',
  port: number,
  codes: readonly DemoCode[],
): void {
  const origin = `http://${config.host === '127.0.0.1' ? 'localhost' : config.host}:${port}`;
  const lines = [
    '',
    `Sutra is ready at ${origin}`,
    `  database   ${databaseKind === 'pglite' ? `embedded, in ${config.dataDir}` : 'PostgreSQL server'}`,
    `  instances  ${config.redisUrl === null ? 'this one only (set REDIS_URL for more)' : 'shared through Redis'}`,
    `  API        ${origin}/docs`,
  ];
  if (config.demo) lines.push(...demoLines(config, origin, codes));
  console.log(`${lines.join('\n')}\n`);
}

function demoLines(config: Config, origin: string, codes: readonly DemoCode[]): string[] {
  const kinds = new Map<string, string>(DEMO.organisations.map(({ id, name }) => [id, name]));
  const people = DEMO.people.map(({ name, mobile, email, roles }) => {
    const where = Object.entries(roles).map(
      ([organisation, held]) => `${held.join(', ')} of ${kinds.get(DEMO.organisations[Number(organisation) - 1]!.id)}`,
    );
    return `  ${(mobile ?? email).padEnd(22)} ${name}, ${where.join('; ')}`;
  });
  return [
    '',
    'Demo accounts (sign in with a code, or with the password):',
    ...people,
    `  password of all: ${config.demoPassword}`,
    `  codes appear at ${origin}/api/v1/dev/messages?to=%2B919800000002`,
    '',
    'Try: sign in as +919800000002 here and in a private window ("the phone"); paste one of these codes on the page Scan;',
    '  log one window out from the other under Devices and sessions; then read the audit log as +919800000001.',
    ...codes.map(({ kind, brand, raw }) => `  ${raw.padEnd(44)} ${brand}, ${kind}`),
  ];
}
