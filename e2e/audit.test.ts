// The audit log as an auditor uses it: finding, following, taking it along, and proving that it is whole.
import { readFileSync } from 'node:fs';
import { verifyExport } from '@sutra/platform/audit/rules';
import pg from 'pg';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Device, expectAccessible, launch, openDevice, signInWithCode } from './browser.ts';
import { house } from './house.ts';

const OWNER = '+919800000001';
const PHARMACIST = '+919800000002';
const PHARMACISTS_ID = '01900000-0000-7000-8000-000000000103';

let browser: Browser;
let owner: Device;
beforeAll(async () => {
  browser = await launch();
  const pharmacist = await openDevice(browser, house('instances')[0]);
  await signInWithCode(pharmacist, PHARMACIST);
  await pharmacist.context.close();
  owner = await openDevice(browser, house('instances')[0]);
  await signInWithCode(owner, OWNER);
});
afterAll(() => browser.close());

const open = async (path: string) => {
  await owner.page.goto(path);
  await owner.page.getByRole('heading', { name: 'Audit log', level: 1 }).waitFor();
};
const search = () => new URL(owner.page.url()).searchParams;
const rows = () => owner.page.getByRole('table', { name: 'Audit log' }).getByRole('row');

describe('entries', () => {
  test('let Tab pass from choice to choice while their lists are open', async () => {
    const { page } = owner;
    await open('/audit');
    const focused = (name: string) => page.getByRole('combobox', { name }).and(page.locator(':focus')).waitFor();
    await page.getByRole('combobox', { name: 'Who' }).click();
    await page.getByRole('option', { name: 'Ravi Kumar' }).waitFor();
    await page.keyboard.press('Tab');
    await focused('Action');
    await page.keyboard.press('ArrowDown'); // a list that is long enough to scroll
    await page.getByRole('option', { name: 'All: Signing in and out' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Tab');
    await focused('Object type');
  });

  test('are chosen by person, kind of action and day; each choice is in the address, and Back takes it away', async () => {
    const { page } = owner;
    await open('/audit');
    await page.getByRole('combobox', { name: 'Who' }).click();
    await page.getByRole('option', { name: 'Ravi Kumar' }).click();
    await expect.poll(() => search().get('actor')).toBe(PHARMACISTS_ID);
    await page.getByRole('combobox', { name: 'Action' }).fill('sign');
    await expectAccessible(page);
    await page.getByRole('option', { name: 'All: Signing in and out' }).click();
    await expect.poll(() => search().get('group')).toBe('auth');
    await rows().filter({ hasText: 'Signed in' }).filter({ hasText: 'Ravi Kumar' }).first().waitFor();
    expect(await rows().filter({ hasText: 'Asha Patel' }).count()).toBe(0);
    await page.getByLabel('To (day)').fill('2020-01-31');
    await page.getByText('No entry matches all of these filters.').waitFor();
    expect(search().get('to')).toBe('2020-01-31');
    await page.goBack();
    await rows().filter({ hasText: 'Ravi Kumar' }).first().waitFor();
    expect(await page.getByLabel('To (day)').inputValue()).toBe('');
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await expect.poll(() => [...search().keys()]).toEqual([]);
  });

  test('lead to everything about the same object, and everything of the same person', async () => {
    const { page } = owner;
    await open('/audit?action=auth.signed_in');
    await page
      .getByRole('button', { name: /Signed in/ })
      .first()
      .click();
    const panel = page.getByRole('dialog', { name: 'Signed in' });
    await panel.getByRole('link', { name: 'Everything about this object' }).click();
    await expect.poll(() => search().get('objectType')).toBe('identity.session');
    await expect.poll(() => rows().count()).toBe(2); // until they come, the rows of before stand there
    await rows().nth(1).getByRole('link').first().click();
    await expect.poll(() => search().get('actor')).not.toBeNull();
    expect(search().get('objectId')).toBeNull();
    expect(owner.errors).toEqual([]);
  });
});

test('a link to one entry opens it wherever it lies, and says so when there is none', async () => {
  const { page } = owner;
  await open('/audit?action=auth.signed_in');
  await page
    .getByRole('button', { name: /Signed in/ })
    .first()
    .click();
  await page.getByRole('dialog', { name: 'Signed in' }).waitFor();
  const id = search().get('open')!;
  await open(`/audit?group=scan&open=${id}`);
  await page.getByRole('dialog', { name: 'Signed in' }).getByText('Signed in with').waitFor();
  await open('/audit?open=01900000-0000-7000-8000-00000000dead');
  const missing = page.getByRole('dialog', { name: 'This is not there' });
  await missing.getByText('That entry is not in the audit log of this organisation').waitFor();
  await expectAccessible(page);
  await missing.getByRole('button', { name: 'Close' }).click();
  await expect.poll(() => search().get('open')).toBeNull();
});

test('the export is a file that verifies without the server', async () => {
  const { page, origin } = owner;
  await open('/audit');
  const started = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const download = await started;
  expect(download.suggestedFilename()).toMatch(/^asha-medical-stores-audit-\d{4}-\d\d-\d\d\.ndjson$/);
  await page.getByText(/^Saved asha-medical-stores-audit/).waitFor();
  await page.getByRole('button', { name: /^Copy Command npm run audit:verify -- asha/ }).waitFor();
  await expectAccessible(page);
  const { keys } = (await (await fetch(`${origin}/.well-known/audit-keys.json`)).json()) as {
    keys: { verifierKey: string }[];
  };
  const lines = readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split('\n');
  const result = await verifyExport(
    lines,
    keys.map(({ verifierKey }) => verifierKey),
  );
  expect(result).toMatchObject({ ok: true, entries: lines.length - 2 });
  await page.getByText(`with ${lines.length - 2} entries`).waitFor();
  await page.getByRole('status', { name: 'Export' }).getByRole('button', { name: 'Close' }).click();
});

describe('the proof', () => {
  let database: pg.Client;
  beforeAll(async () => {
    database = new pg.Client({ connectionString: house('database') });
    await database.connect();
  });
  afterAll(() => database.end());
  /** Somebody with every right over the database, who first takes the locks away. */
  const tamper = async (set: string) => {
    await database.query('begin');
    const { rows: parts } = await database.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'audit.entry'::regclass`,
    );
    const tables = ['audit.entry', ...parts.map(({ name }) => name)];
    for (const table of tables) await database.query(`alter table ${table} disable trigger append_only`);
    await database.query(
      `update audit.entry set ${set} where id = (select min(id::text)::uuid from audit.entry where org_id = '01900000-0000-7000-8000-000000000002')`,
    );
    for (const table of tables) await database.query(`alter table ${table} enable always trigger append_only`);
    await database.query('commit');
  };
  const verify = () => owner.page.getByRole('button', { name: 'Verify', exact: true }).click();

  test('finds an entry that was changed in the database', async () => {
    const { page } = owner;
    await open('/audit');
    await verify();
    await page.getByText(/^Verified: \d+ entries, unchanged and complete/).waitFor();
    await tamper(`action = action || '.'`);
    try {
      await verify();
      await page.getByText('The log does not verify: 1 problem').waitFor();
      await page.getByText('The entry was changed: its hash is not that of its content').waitFor();
      await expectAccessible(page);
    } finally {
      await tamper(`action = rtrim(action, '.')`);
    }
    await verify();
    await page.getByText(/^Verified: \d+ entries, unchanged and complete/).waitFor();
    expect(owner.errors).toEqual([]);
  });

  test('is made beside the page, and leaves nothing behind', async () => {
    const { page } = owner;
    await open('/audit');
    const worker = page.waitForEvent('worker');
    await verify();
    const ended = (await worker).waitForEvent('close');
    await page.getByText(/^Verified: /).waitFor();
    await ended;
    expect(page.workers()).toEqual([]);
  });
});
