// Whoever knows the identifier of a row of another organisation or person finds nothing by it: a real one of every kind that
// an endpoint takes, at every endpoint that takes it.
import type { Endpoint } from '@sutra/contracts/endpoint';
import { type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { declaredEndpoints } from '@sutra/testkit/endpoints';
import { shapeOf, validPart } from '@sutra/testkit/hostile';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Path parameters that name no row of anybody: kinds, and the keys of facts that everybody reads. */
const NO_ROWS = new Set(['kind', 'key']);
/** Fields of a body that only whoever made them can use, which their own tests show. */
const OWN_FIELDS = new Set(['clientScanId', 'deviceId', 'challengeId', 'ceremonyId']);

const { all } = await declaredEndpoints();
const namesIn = (endpoint: Endpoint) =>
  [...endpoint.path.matchAll(/:([A-Za-z]+)/g)].map(([, name]) => name!).filter((name) => !NO_ROWS.has(name));
const addressed = all.filter((endpoint) => namesIn(endpoint).length > 0);

let app: TestApp;
/** In the demo's pharmacy and in its cotton firm; the admin of the operators. */
let pharmacy: SignedInCaller;
let cotton: SignedInCaller;
let operator: SignedInCaller;
/** Owners of another pharmacy and of another cotton firm. */
const strangers: SignedInCaller[] = [];
/** Rows of the demo's organisations and people, by the parameter that names them. */
const ids: Record<string, string> = {};
const recordIds: Record<string, string> = {};

beforeAll(async () => {
  app = await startTestApp();
  pharmacy = await app.signInWithPassword('+919800000001');
  cotton = await app.signInWithPassword('+919800000011');
  operator = await app.signInWithPassword('admin@sutra.example');
  for (const [kind, mobile] of [
    ['pharmacy', '+919900000001'],
    ['cotton', '+919900000002'],
  ] as const)
    strangers.push(await makeStranger(kind, mobile));
  await makeRows();
});
afterAll(() => app.close());

async function makeStranger(kind: string, mobile: string): Promise<SignedInCaller> {
  await app.database.owner.query(
    `with firm as (insert into identity.organisation (org_id, name, kind, created_at) values (gen_random_uuid(), 'Another', $1, now()) returning org_id),
      person as (insert into identity.person (id, name, mobile, mobile_verified_at, created_at) values (gen_random_uuid(), 'Stranger', $2, now(), now()) returning id)
     insert into identity.membership (org_id, user_id, roles, created_at) select org_id, id, '{owner}', now() from firm, person`,
    [kind, mobile],
  );
  return app.signIn(mobile);
}

async function makeRows(): Promise<void> {
  const made = async (by: SignedInCaller, path: string, body: object): Promise<string> => {
    const answer = await by.post(`/api/v1${path}`, body);
    expect([path, answer.status]).toEqual([path, expect.toSatisfy((status: number) => status < 300)]);
    return (answer.body.id ?? answer.body.scan?.id) as string;
  };
  const { user, organisation, sessionId } = pharmacy.signedIn;
  const permissions = ['people.read'];
  const account = await made(pharmacy, '/service-accounts', { name: 'Till' });
  const override = { validFrom: '2026-11-21', body: { grams: 1 }, reason: 'Ours differs' };
  const scan = { raw: '(01)08901234567894', clientScanId: 'of-the-pharmacy', scannedAt: new Date().toISOString() };
  await app.sequencer();
  const { rows } = await app.database.owner.query<{ id: string }>(
    `insert into identity.passkey (id, user_id, credential_id, public_key, counter, transports, is_backed_up, name, created_at)
     values (gen_random_uuid(), $1, 'a', 'b', 0, '{}', false, 'Phone', now()) returning id`,
    [user.id],
  );
  Object.assign(ids, {
    organisationId: organisation.id,
    userId: user.id,
    sessionId,
    passkeyId: rows[0]!.id,
    serviceAccountId: account,
    keyId: await made(pharmacy, `/service-accounts/${account}/keys`, { name: 'k', permissions, ipAllowList: [] }),
    roleId: await made(pharmacy, '/roles', { name: 'Counter', permissions }),
    invitationId: await made(pharmacy, '/invitations', { name: 'N', mobile: '+919911111111', roles: ['staff'] }),
    overrideId: await made(pharmacy, '/reference/rules/candy-weight/mcx/overrides', override),
    scanId: await made(pharmacy, '/drug-scanning/scan', scan),
    entryId: (await pharmacy.get('/api/v1/audit/entries?limit=1')).body.items[0].id,
    exportId: await made(operator, `/operator/organisations/${organisation.id}/exports`, {}),
    importId: await startImport(),
  });
  for (const kind of new Set(addressed.flatMap((endpoint) => kindOf(endpoint) ?? [])))
    recordIds[kind] = (await cotton.get(`/api/v1/settings/${kind}?limit=1`)).body.items[0].id;
}

async function startImport(): Promise<string> {
  const response = await fetch(`${app.origin}/api/v1/settings/locations/imports?format=csv&fileName=list.csv`, {
    method: 'POST',
    headers: { authorization: `Bearer ${cotton.token}`, 'content-type': 'application/octet-stream' },
    body: 'code,name\nA,B\n',
  });
  return ((await response.json()) as { id: string }).id;
}

/** The kind of record that an endpoint of the settings is about; any, where it takes all. */
function kindOf(endpoint: Endpoint): string | undefined {
  if (!namesIn(endpoint).includes('recordId')) return undefined;
  const kind = /^\/api\/v1\/settings\/([^/]+)\//.exec(endpoint.path)![1]!;
  return kind === ':kind' ? String(validPart(endpoint, 'params')['kind']) : kind;
}

function pathOf(endpoint: Endpoint): string {
  const params = { ...validPart(endpoint, 'params'), ...ids, recordId: recordIds[kindOf(endpoint) ?? ''] };
  const path = endpoint.path.replaceAll(/:([A-Za-z]+)/g, (_, name: keyof typeof params) => String(params[name]));
  const query = Object.entries(validPart(endpoint, 'query')).filter(([name]) => name !== 'cursor');
  return query.length > 0 ? `${path}?${query.map(([name, value]) => `${name}=${String(value)}`).join('&')}` : path;
}

function send(caller: SignedInCaller, endpoint: Endpoint, body: object = validPart(endpoint, 'body')) {
  const headers = endpoint.precondition ? { 'if-match': '"1"' } : {};
  return caller.send(endpoint.method, pathOf(endpoint), endpoint.body && body, headers);
}

const permissionOf = ({ access }: Endpoint) => (typeof access === 'object' ? access.permission : null);
const mayCall = (caller: SignedInCaller, endpoint: Endpoint) => {
  const permission = permissionOf(endpoint);
  return permission === null || caller.signedIn.permissions.includes(permission);
};
/** Rows of every organisation and person but the log of refused attempts. */
async function rowsOfDemo(): Promise<unknown> {
  const { rows } = await app.database.owner.query(
    `select (select jsonb_agg(to_jsonb(m) order by m.user_id, m.org_id) from identity.membership m) as members,
      (select jsonb_agg(jsonb_build_array(s.id, s.revoked_at) order by s.id) from identity.session s) as sessions,
      (select jsonb_agg(to_jsonb(p) order by p.id) from identity.person p) as people,
      (select jsonb_agg(jsonb_build_array(i.id, i.status) order by i.id) from identity.invitation i) as invitations,
      (select jsonb_agg(jsonb_build_array(k.id, k.revoked_at) order by k.id) from identity.api_key k) as keys,
      (select jsonb_agg(jsonb_build_array(r.id, r.version, r.archived_at) order by r.id) from identity.role r) as roles,
      (select count(*) from identity.passkey) as passkeys, (select count(*) from reference.override) as overrides,
      (select jsonb_agg(jsonb_build_array(l.id, l.version, l.archived_at) order by l.id) from settings.location l) as locations,
      (select count(*) from audit.entry) as entries`,
  );
  return rows[0];
}

test('every parameter that names a row is tried with a real one', () => {
  const names = new Set(addressed.flatMap(namesIn));
  expect([...names].filter((name) => name !== 'recordId' && ids[name] === undefined)).toEqual([]);
  const kinds = new Set(addressed.flatMap((endpoint) => kindOf(endpoint) ?? []));
  expect([...kinds].filter((kind) => recordIds[kind] === undefined)).toEqual([]);
  expect(kinds.size).toBeGreaterThan(5);
});

test('and is there for those whose it is', async () => {
  const reads = addressed.filter(({ method }) => method === 'GET');
  for (const endpoint of reads) {
    const answers = [];
    for (const caller of [pharmacy, cotton, operator])
      if (mayCall(caller, endpoint)) answers.push((await send(caller, endpoint)).status);
    expect([endpoint.id, endpoint.path, answers]).toEqual([endpoint.id, endpoint.path, expect.arrayContaining([200])]);
  }
  expect(reads.length).toBeGreaterThan(8);
});

test('and opens, changes and ends nothing for anybody else', async () => {
  await app.app.relay.settle();
  const before = await rowsOfDemo();
  const untried: string[] = [];
  for (const endpoint of addressed) {
    const allowed = strangers.filter((caller) => mayCall(caller, endpoint));
    const permission = permissionOf(endpoint);
    // What only operators may do is over all organisations; anybody else is refused before anything is looked for.
    const isOfOperators = permission !== null && allowed.length === 0 && mayCall(operator, endpoint);
    if (!isOfOperators && allowed.length === 0) untried.push(endpoint.id);
    for (const caller of isOfOperators ? strangers : allowed) {
      // Whoever gives a key permissions holds them; that comes before the account is looked for.
      const body =
        endpoint.id === 'createApiKey' ? { name: 'k', permissions: ['people.read'], ipAllowList: [] } : undefined;
      const { status, body: answer } = await send(caller, endpoint, body);
      const expected = isOfOperators ? 403 : 404;
      expect([endpoint.method, endpoint.path, status, answer.code]).toEqual([
        endpoint.method,
        endpoint.path,
        expected,
        expected === 403 ? 'access.denied' : expect.stringMatching(/not_found$/),
      ]);
    }
  }
  expect(untried).toEqual([]);
  expect(await rowsOfDemo()).toEqual(before);
});

test('nor does one in a body', async () => {
  const [, otherFirm] = strangers as [SignedInCaller, SignedInCaller];
  const foreign: Record<string, string> = {
    organisationId: ids['organisationId']!,
    userId: ids['userId']!,
    commodityId: (await cotton.get('/api/v1/settings/commodities?limit=1')).body.items[0].id,
    gstRegistrationId: (await cotton.get('/api/v1/settings/gst-registrations?limit=1')).body.items[0].id,
  };
  const naming = all.flatMap((endpoint) =>
    Object.keys(shapeOf(endpoint, 'body'))
      .filter((name) => name.endsWith('Id') && !OWN_FIELDS.has(name))
      .map((name) => ({ endpoint, name })),
  );
  expect(naming.map(({ name }) => name).filter((name) => foreign[name] === undefined)).toEqual([]);
  const { refreshToken } = otherFirm.signedIn;
  const creating = naming.filter(({ endpoint }) => namesIn(endpoint).length === 0);
  expect(creating.length).toBeGreaterThan(3);
  for (const { endpoint, name } of creating) {
    const valid = validPart(endpoint, 'body');
    const body = { ...valid, ...('refreshToken' in valid && { refreshToken }), [name]: foreign[name] };
    const { status, body: answer } = await send(otherFirm, endpoint, body);
    expect([endpoint.id, name, status, answer.code]).toEqual([
      endpoint.id,
      name,
      expect.toSatisfy((one: number) => one >= 400 && one < 500),
      // Refused for what the id names, and for nothing that comes before it.
      expect.not.stringMatching(/^(?:request\.(?:invalid|malformed)|access\.denied|auth\.step_up_required)$/),
    ]);
  }
  for (const roles of [[ids['roleId']!], ['staff', ids['roleId']!]]) {
    const invited = await otherFirm.post('/api/v1/invitations', { name: 'N', mobile: '+919922222222', roles });
    expect(invited.body.code).toBe('invitation.role_unknown');
    const self = `/api/v1/users/${otherFirm.signedIn.user.id}`;
    const changed = await otherFirm.send('PUT', self, { roles, status: 'active' }, { 'if-match': '"1"' });
    expect(changed.body.code).toBe('member.role_unknown');
  }
});
