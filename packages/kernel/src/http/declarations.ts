// Refuses to start with declarations that promise what nobody keeps.
import type { Endpoint } from '@sutra/contracts/endpoint';
import type { Route } from './route.ts';

/** Fails the start if a declaration promises what nobody keeps. */
export function checkRoutes(routes: readonly Route[], permissions: ReadonlySet<string>): void {
  const problems: string[] = [];
  const seen = new Map<string, string>();
  for (const { endpoint } of routes) problems.push(...declarationProblems(endpoint, permissions, seen));
  if (problems.length > 0)
    throw new Error(`Endpoint declarations are incomplete:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
}

function declarationProblems(
  endpoint: Endpoint,
  permissions: ReadonlySet<string>,
  seen: Map<string, string>,
): string[] {
  const e = endpoint as Partial<Endpoint> & { id: string };
  const problems: string[] = [];
  const say = (text: string) => problems.push(`${e.id ?? '(no id)'}: ${text}`);
  if (e.access === undefined) say('says nothing of access');
  if (typeof e.access === 'object' && !permissions.has(e.access.permission))
    say(`no module declares the permission ${e.access.permission}`);
  if (e.stepUp !== undefined && e.access === 'public') say('wants a proof of who calls, and lets anybody call');
  if (e.limit === undefined) say('has no limit class');
  if (e.method !== 'GET' && (e.audit === undefined || e.audit === '')) say('writes without an audit action');
  if (!e.summary) say('has no summary');
  if (e.response === undefined) say('has no response schema');
  for (const path of [e.path ?? '', ...(e.aliases ?? [])]) {
    const key = `${e.method} ${path}`;
    if (seen.has(key)) say(`has the same method and path as ${seen.get(key)}`);
    seen.set(key, e.id);
  }
  if (seen.has(`id ${e.id}`)) say('has the id of another endpoint');
  seen.set(`id ${e.id}`, e.id);
  return problems;
}
