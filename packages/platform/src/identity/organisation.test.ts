import { type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let app: TestApp;
let owner: SignedInCaller;
let pharmacist: SignedInCaller;
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.signIn('+919800000001');
  pharmacist = await app.signIn('+919800000002');
});
afterAll(() => app.close());

const PATH = '/api/v1/organisation';
const PROFILE = {
  name: 'Asha Medical Stores',
  legalName: null,
  pan: 'AAXPP4821K',
  address: { lines: ['12, Station Road'], city: 'Rajkot', stateCode: '24', pincode: '360001' },
  phone: '+912812225500',
  email: 'counter@asha.example',
  website: null,
  financialYearStartMonth: 4,
  timeZone: 'Asia/Kolkata',
};
const put = (caller: SignedInCaller, version: number, changes: object = {}) =>
  caller.send('PUT', PATH, { ...PROFILE, ...changes }, { 'if-match': `"${version}"` });
const versionNow = async () => (await owner.get(PATH)).body.version as number;

test('everybody who works there reads the profile, and only their own', async () => {
  const mine = await pharmacist.get(PATH);
  expect(mine.body).toMatchObject({ name: 'Asha Medical Stores', kind: 'pharmacy', address: { city: 'Rajkot' } });
  const cotton = await app.signIn('+919800000011');
  expect((await cotton.get(PATH)).body).toMatchObject({ name: 'Narmada Cotton Traders', address: { stateCode: '23' } });
});

test('owner and manager change it, others do not', async () => {
  expect((await put(pharmacist, await versionNow())).body.code).toBe('access.denied');
  const answer = await put(owner, await versionNow(), { website: 'https://asha.example', phone: null, address: null });
  expect(answer).toMatchObject({ status: 200, body: { website: 'https://asha.example', phone: null, address: null } });
  expect((await owner.get(PATH)).body).toEqual(answer.body);
  const { signedIn } = owner;
  const manager = await app.anonymous.post('/api/v1/auth/refresh', {
    refreshToken: signedIn.refreshToken,
    organisationId: signedIn.organisations[1]!.id,
  });
  const elsewhere = { authorization: `Bearer ${manager.body.accessToken}` };
  const before = (await app.anonymous.get(PATH, elsewhere)).body;
  const changed = await app.anonymous.send(
    'PUT',
    PATH,
    { ...PROFILE, name: before.name, legalName: 'Narmada Cotton Traders LLP' },
    { ...elsewhere, 'if-match': `"${before.version}"` },
  );
  expect(changed.body.legalName).toBe('Narmada Cotton Traders LLP');
  expect((await pharmacist.get(PATH)).body.legalName).toBeNull();
});

test('a new name is in the answer to the next refresh', async () => {
  const { signedIn } = await app.signIn('+919800000002');
  await put(owner, await versionNow(), { name: 'Asha Medical and General Stores' });
  const refreshed = await app.anonymous.post('/api/v1/auth/refresh', { refreshToken: signedIn.refreshToken });
  expect(refreshed.body.organisation.name).toBe('Asha Medical and General Stores');
  expect(refreshed.body.organisations[0].name).toBe('Asha Medical and General Stores');
});

describe('the version', () => {
  test('that is stale is refused, with what is there now', async () => {
    const version = await versionNow();
    expect((await put(owner, version, { email: 'first@asha.example' })).body.version).toBe(version + 1);
    const late = await put(owner, version, { email: 'second@asha.example' });
    expect(late).toMatchObject({
      status: 412,
      body: {
        code: 'record.changed',
        current: { email: 'first@asha.example', version: version + 1, updatedBy: 'Asha Patel' },
      },
    });
    expect((await owner.get(PATH)).body.email).toBe('first@asha.example');
  });

  test('is taken by one of many who save at once', async () => {
    const version = await versionNow();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => put(owner, version, { email: `${index}@asha.example` })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(7);
    expect(await versionNow()).toBe(version + 1);
  });

  test('must be said', async () => {
    expect((await owner.send('PUT', PATH, PROFILE)).body.code).toBe('request.version_missing');
  });
});

test.each([
  ['name', ' '],
  ['name', 'two\nlines'],
  ['pan', 'AAXPP4821'],
  ['pan', 'aaxpp4821k'],
  ['address', { ...PROFILE.address, stateCode: '28' }],
  ['address', { ...PROFILE.address, pincode: '036001' }],
  ['address', { ...PROFILE.address, lines: [] }],
  ['phone', '02812225500'],
  ['email', 'counter'],
  ['website', 'http://asha.example'],
  ['website', 'https://asha'],
  ['financialYearStartMonth', 13],
  ['timeZone', 'Asia/Rajkot'],
  ['timeZone', '+05:30'],
])('refuses %s %j', async (field, value) => {
  const answer = await put(owner, await versionNow(), { [field]: value });
  expect(answer.status).toBe(400);
  expect(answer.body.errors[0].path).toMatch(new RegExp(`^body\\.${field}`));
});

test('the audit log says what was changed; what may be a person’s own is sealed', async () => {
  await put(owner, await versionNow(), { timeZone: 'Asia/Dubai', pan: 'AAXPP9999K' });
  const entries = await owner.get('/api/v1/audit/entries?action=organisation.updated&limit=1');
  expect(entries.body.items[0].changes).toMatchObject({
    time_zone: { after: 'Asia/Dubai' },
    pan: { after: 'AAXPP9999K' },
  });
  const { rows } = await app.database.owner.query<{ text: string }>(
    "select string_agg(changes::text, ' ') as text from audit.entry where action = 'organisation.updated'",
  );
  expect(rows[0]!.text).not.toContain('AAXPP9999K');
});
