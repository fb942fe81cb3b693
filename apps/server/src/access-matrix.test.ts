// Who may call what: each role calls every endpoint, and the table of it is kept where people read it.
import { randomUUID } from 'node:crypto';
import type { Endpoint } from '@sutra/contracts/endpoint';
import { type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { declaredEndpoints } from '@sutra/testkit/endpoints';
import { UUID } from '@sutra/testkit/hostile';
import { afterAll, beforeAll, expect, test } from 'vitest';

const COMMON = ['owner', 'manager', 'staff', 'auditor', 'compliance_officer'];
const ROLES = {
  pharmacy: [...COMMON, 'pharmacist'],
  cotton: [...COMMON, 'trader', 'broker', 'quality_inspector', 'accountant', 'logistics'],
  operator: [...COMMON, 'platform_admin', 'SUPPORT_AGENT', 'catalogue_reviewer'],
} as const;
type Kind = keyof typeof ROLES;
const KINDS = Object.keys(ROLES) as Kind[];

const { all } = await declaredEndpoints();
const endpoints = all.toSorted((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method));

let app: TestApp;
const callers = new Map<string, SignedInCaller>();
beforeAll(async () => {
  app = await startTestApp();
  const { rows } = await app.database.owner.query<{ org_id: string; kind: Kind }>(
    'select distinct on (kind) org_id, kind from identity.organisation order by kind, created_at',
  );
  let number = 0;
  for (const { org_id, kind } of rows) {
    for (const role of ROLES[kind]) {
      const id = randomUUID();
      const mobile = `+9197000${String((number += 1)).padStart(5, '0')}`;
      await app.database.owner.query(
        `with person as (insert into identity.person (id, name, mobile, created_at) values ($1, $2, $3, now()))
         insert into identity.membership (org_id, user_id, roles, created_at) values ($4, $1, $5, now())`,
        [id, `${kind} ${role}`, mobile, org_id, [role]],
      );
      callers.set(`${kind} ${role}`, await app.signIn(mobile));
    }
  }
}, 60_000);
afterAll(() => app.close());

const accessOf = ({ access }: Endpoint) => (typeof access === 'object' ? access.permission : access);
const mayCall = (kind: Kind, role: string, endpoint: Endpoint) => {
  const access = accessOf(endpoint);
  return (
    access === 'public' ||
    access === 'signed-in' ||
    callers.get(`${kind} ${role}`)!.signedIn.permissions.includes(access)
  );
};

test('each role is let in where its permissions say so, and nowhere else', { timeout: 120_000 }, async () => {
  const wrong: string[] = [];
  for (const kind of KINDS) {
    for (const role of ROLES[kind]) {
      const caller = callers.get(`${kind} ${role}`)!;
      for (const endpoint of endpoints.filter(({ access }) => typeof access === 'object')) {
        const path = endpoint.path.replaceAll(/:[A-Za-z]+/g, UUID);
        const { status, body } = await caller.send(endpoint.method, path);
        const isDenied = status === 403 && body.code === 'access.denied';
        if (isDenied === mayCall(kind, role, endpoint)) wrong.push(`${kind} ${role} ${endpoint.id}: ${status}`);
      }
    }
  }
  expect(callers.size).toBe(24);
  expect(wrong).toEqual([]);
});

test('nobody gets in without a token where one is needed', async () => {
  for (const endpoint of endpoints.filter(({ access }) => access !== 'public')) {
    const path = endpoint.path.replaceAll(/:[A-Za-z]+/g, UUID);
    expect([endpoint.id, (await app.anonymous.send(endpoint.method, path)).status]).toEqual([endpoint.id, 401]);
  }
});

test('docs/access-matrix.md is what was found', async () => {
  await expect(matrix()).toMatchFileSnapshot('../../../docs/access-matrix.md');
});

function matrix(): string {
  const head = [
    '# Who may call what',
    '',
    'Written by `npx vitest run apps/server/src/access-matrix.test.ts -u`, which signs in as each role and calls every endpoint. A person with',
    'several roles may do what any of them may; an API key what it was given, never more than its maker held then. It goes on working when',
    'its maker leaves, which the access review points out. Rows of another organisation are as if they did not exist, for every role:',
    'the database itself shows them to nobody (ADR 2).',
  ];
  return `${[...head, ...KINDS.map(section), signedIn()].join('\n')}\n`;
}

function section(kind: Kind): string {
  const roles = ROLES[kind];
  const rows = endpoints
    .filter((endpoint) => typeof endpoint.access === 'object' && roles.some((role) => mayCall(kind, role, endpoint)))
    .map((endpoint) => {
      const marks = roles.map((role) => (mayCall(kind, role, endpoint) ? '✓' : ' '));
      return `| \`${endpoint.method} ${endpoint.path}\` | ${accessOf(endpoint)} | ${marks.join(' | ')} |`;
    });
  const title = `In an organisation of kind \`${kind}\``;
  return [
    '',
    `## ${title}`,
    '',
    `| Endpoint | Permission | ${roles.join(' | ')} |`,
    `|---|---|${'---|'.repeat(roles.length)}`,
    ...rows,
  ].join('\n');
}

function signedIn(): string {
  const list = (access: string) =>
    endpoints.filter((endpoint) => endpoint.access === access).map(({ method, path }) => `- \`${method} ${path}\``);
  return [
    '',
    '## Everybody who is signed in, about themselves',
    '',
    ...list('signed-in'),
    '',
    '## Everybody',
    '',
    ...list('public'),
  ].join('\n');
}
