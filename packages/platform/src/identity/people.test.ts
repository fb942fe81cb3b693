import { type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let app: TestApp;
let owner: SignedInCaller;
let cotton: SignedInCaller;
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.signIn('+919800000001');
  cotton = await app.signIn('+919800000011');
});
afterAll(() => app.close());

const names = (body: { items: { name: string }[] }) => body.items.map(({ name }) => name);

describe('people', () => {
  test('of an organisation are listed by name, with what is needed to reach them', async () => {
    const { body } = await owner.get('/api/v1/users');
    expect(names(body)).toEqual(['Asha Patel', 'Ravi Kumar']);
    expect(body.items[0]).toMatchObject({ mobile: '+919800000001', email: null, roles: ['owner'], status: 'active' });
    expect(names((await cotton.get('/api/v1/users')).body)).toEqual([
      'Asha Patel',
      'Harish Chauhan',
      'Kavita Deshmukh',
    ]);
  });

  test('are read by those who may', async () => {
    const pharmacist = await app.signIn('+919800000002');
    for (const path of ['/api/v1/users', '/api/v1/roles', `/api/v1/users/${owner.signedIn.user.id}`])
      expect((await pharmacist.get(path)).body.code).toBe('access.denied');
  });

  test('are found one by one; who works elsewhere, or is nobody, is not', async () => {
    const asha = await cotton.get(`/api/v1/users/${owner.signedIn.user.id}`);
    expect(asha.body).toMatchObject({ name: 'Asha Patel', roles: ['manager'] });
    const foreign = await owner.get(`/api/v1/users/${cotton.signedIn.user.id}`);
    const nobody = await owner.get('/api/v1/users/01900000-0000-7000-8000-00000000dead');
    expect([foreign.status, nobody.status]).toEqual([404, 404]);
    expect({ ...foreign.body, requestId: '' }).toEqual({ ...nobody.body, requestId: '' });
  });

  test.each([
    ['ravi', ['Ravi Kumar']],
    ['PATEL', ['Asha Patel']],
    ['0000002', ['Ravi Kumar']],
    ['%', []],
    ['_', []],
    ['\\', []],
    ['Harish', []],
  ])('are searched by %s', async (text, expected) => {
    expect(names((await owner.get(`/api/v1/users?q=${encodeURIComponent(text)}`)).body)).toEqual(expected);
  });

  test('show nothing of a password to the gates of the application', async () => {
    const inTenant = app.database.gates.tenant({ organisationId: owner.signedIn.organisation.id });
    await expect(inTenant.selectFrom('identity.person').select('password_hash').execute()).rejects.toThrow(
      /permission denied/,
    );
    const inPerson = app.database.gates.person(owner.signedIn.user.id);
    await expect(inPerson.selectFrom('identity.person').select('password_hash').execute()).rejects.toThrow(
      /permission denied/,
    );
    expect(await inPerson.selectFrom('identity.person').select('name').execute()).toEqual([{ name: 'Asha Patel' }]);
  });
});

describe('of ten thousand people', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    await app.database.owner.query(
      `with people as (
        insert into identity.person (id, name, mobile, created_at)
        select gen_random_uuid(), 'Worker ' || lpad((n % 5000)::text, 5, '0'), '+9170000' || lpad(n::text, 5, '0'), now() from generate_series(1, 10000) n returning id)
      insert into identity.membership (org_id, user_id, roles, created_at) select $1, id, '{staff}', now() from people`,
      [cotton.signedIn.organisation.id],
    );
    await app.database.owner.query('analyze');
  });

  test('every one is on one page, in order, namesakes too', async () => {
    const seen: { id: string; name: string }[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await cotton.get(`/api/v1/users?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(seen).toHaveLength(10_003);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(10_003);
    expect(seen.map(({ name }) => name)).toEqual(seen.map(({ name }) => name).toSorted());
  });

  test('a page and a search answer in a moment', async () => {
    const startedMs = performance.now();
    const page = await cotton.get('/api/v1/users?limit=50');
    const found = await cotton.get('/api/v1/users?limit=50&q=worker%2000777');
    expect(performance.now() - startedMs).toBeLessThan(2000);
    expect(page.body.items).toHaveLength(50);
    expect(names(found.body)).toEqual(['Worker 00777', 'Worker 00777']);
  });

  test('a cursor of somebody who is not there is refused', async () => {
    const { body } = await cotton.get('/api/v1/users?limit=1');
    const foreign = await owner.get(`/api/v1/users?cursor=${body.nextCursor}`);
    expect(foreign.status).toBe(200); // Asha Patel belongs to both
    const { body: next } = await cotton.get(`/api/v1/users?limit=1&cursor=${body.nextCursor}`);
    expect((await owner.get(`/api/v1/users?cursor=${next.nextCursor}`)).body.code).toBe('request.invalid');
  });
});

describe('roles', () => {
  test('are those of this kind of organisation, with what they grant and how many hold them', async () => {
    const { items } = (await owner.get('/api/v1/roles')).body;
    expect(items.map(({ id }: { id: string }) => id)).toEqual([
      'owner',
      'manager',
      'staff',
      'auditor',
      'compliance_officer',
      'pharmacist',
    ]);
    expect(items[0]).toMatchObject({ members: 1, mayGive: true });
    expect(items[0].permissions).toContain('service-account.manage');
    expect(items[5].permissions).toContain('scan.create');
    expect(items[5].members).toBe(1);
    const inCotton = (await cotton.get('/api/v1/roles')).body.items;
    expect(JSON.stringify(inCotton)).not.toContain('scan.create');
    expect(inCotton.map(({ id }: { id: string }) => id)).toContain('quality_inspector');
  });

  test('say which ones the caller may give', async () => {
    const refreshed = await app.anonymous.post('/api/v1/auth/refresh', {
      refreshToken: owner.signedIn.refreshToken,
      organisationId: owner.signedIn.organisations[1]!.id,
    });
    const { body } = await app.anonymous.get('/api/v1/roles', {
      authorization: `Bearer ${refreshed.body.accessToken}`,
    });
    const given = body.items.filter((role: { mayGive: boolean }) => role.mayGive).map(({ id }: { id: string }) => id);
    expect(given).toContain('manager');
    expect(given).not.toContain('owner');
    expect(given).not.toContain('auditor'); // it may export the audit log, a manager may not
  });
});

test('the search over everything finds people of the own organisation', async () => {
  const { items } = (await owner.get('/api/v1/search?q=ravi')).body;
  expect(items).toContainEqual(expect.objectContaining({ kind: 'person', title: 'Ravi Kumar' }));
  expect(JSON.stringify((await owner.get('/api/v1/search?q=harish')).body)).not.toContain('Harish');
});
