// What is around every page: finding one's way, being told, and staying at work when session, network or version change.
import { cpSync, mkdtempSync, rmSync, symlinkSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@sutra/testkit/postgres';
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Device, expectAccessible, launch, latestCode, openDevice, signInWithCode } from './browser.ts';
import { house } from './house.ts';
import { startServer } from './server.ts';

const OWNER = '+919800000001';
const PHARMACIST = '+919800000002';
const TRADER = '+919800000012';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 });
const inPage = async (origin: string, mobile: string, path: string): Promise<Device> => {
  const device = await openDevice(browser, origin);
  await signInWithCode(device, mobile);
  await device.page.goto(path);
  await device.page.getByRole('heading', { level: 1 }).waitFor();
  return device;
};

describe('the command palette', () => {
  let device: Device;
  beforeAll(async () => {
    device = await inPage(house('embedded'), OWNER, '/');
  });
  afterAll(() => device.context.close());
  const field = () => device.page.getByRole('combobox', { name: 'Search for a page, an action or a record' });

  test('opens a page by name with the keyboard alone, from within a field too', async () => {
    const { page } = device;
    await page.goto('/scan');
    await page.getByRole('textbox', { name: 'Code' }).focus();
    await page.keyboard.press('Control+k');
    await field().waitFor();
    await expectAccessible(page);
    await page.keyboard.type('log audit');
    const option = page.getByRole('option', { name: 'Audit log' });
    await option.waitFor();
    expect(await option.getAttribute('aria-selected')).toBe('true');
    expect(await field().getAttribute('aria-activedescendant')).toBe(await option.getAttribute('id'));
    await page.keyboard.press('Enter');
    await heading(page, 'Audit log').waitFor();
    expect(await field().count()).toBe(0);
  });

  test('chooses with the arrows, and Escape changes nothing', async () => {
    const { page } = device;
    await page.keyboard.press('Control+k');
    await field().waitFor();
    const chosen = page.getByRole('option', { selected: true });
    expect(await chosen.textContent()).toContain('Today');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => chosen.textContent()).toContain('Scan');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => chosen.textContent()).toContain('Sign out');
    await page.keyboard.press('Escape');
    await field().waitFor({ state: 'detached' });
    await heading(page, 'Audit log').waitFor();
  });

  test('finds people by name, and says when there is nothing', async () => {
    const { page } = device;
    await page.getByRole('button', { name: 'Search and commands' }).click();
    await field().fill('r');
    expect(await page.getByRole('group', { name: 'Records' }).count()).toBe(0);
    await field().fill('ravi');
    await page.getByRole('group', { name: 'Records' }).getByRole('option', { name: 'Ravi Kumar' }).waitFor();
    await field().fill('no such name');
    await page.getByText('Nothing is called “no such name”').waitFor();
    await page.keyboard.press('Escape');
  });

  test('says when the search failed, and finds once the server is back', async () => {
    const { page, context } = device;
    await page.keyboard.press('Control+k');
    await field().waitFor();
    await context.setOffline(true);
    await field().fill('kumar');
    const failed = page.getByRole('dialog').getByText('The server cannot be reached');
    await failed.waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Try again' }).click();
    await failed.waitFor();
    await context.setOffline(false);
    await page.getByRole('option', { name: 'Ravi Kumar' }).waitFor();
    await page.keyboard.press('Escape');
  });

  test('knows the pages of this person only, in Hindi and by their English names', async () => {
    const trader = await openDevice(browser, house('embedded'), { language: 'hi' });
    await trader.page.goto('/sign-in');
    await trader.page.getByRole('heading', { level: 1 }).waitFor();
    await trader.page.getByRole('textbox').first().fill(TRADER);
    await trader.page.keyboard.press('Enter');
    const code = trader.page.locator('input[autocomplete="one-time-code"]');
    await code.waitFor();
    await code.fill(await latestCode(trader.origin, TRADER));
    await heading(trader.page, 'आज').waitFor();
    await trader.page.keyboard.press('Control+k');
    await trader.page.getByRole('combobox').waitFor();
    await trader.page.keyboard.type('sessions');
    await trader.page.getByRole('option', { name: 'डिवाइस और सत्र' }).waitFor();
    await trader.page.getByRole('combobox').fill('audit');
    await expect.poll(() => trader.page.getByRole('group', { name: 'पेज' }).count()).toBe(0);
    expect(trader.errors).toEqual([]);
    await trader.context.close();
  });

  test('works in another organisation', async () => {
    const { page } = device;
    await page.keyboard.press('Control+k');
    await field().fill('narmada');
    await page.getByRole('option', { name: 'Work in Narmada Cotton Traders' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Organisation: Narmada Cotton Traders' }).waitFor();
    await heading(page, 'Today').waitFor();
    expect(device.errors).toEqual([]);
  });
});

describe('notifications', () => {
  test('come by themselves, are counted, and are read when they are looked at', async () => {
    const first = await inPage(house('embedded'), PHARMACIST, '/');
    const { page } = first;
    const bell = page.getByRole('button', { name: /^Notifications/ });
    await bell.click();
    await page.getByRole('heading', { name: 'Notifications' }).waitFor();
    await expect.poll(() => bell.getAttribute('aria-label')).toBe('Notifications');
    await page.keyboard.press('Escape');
    const second = await openDevice(browser, house('embedded'), { device: 'phone' });
    await signInWithCode(second, PHARMACIST);
    await page.getByRole('button', { name: 'Notifications: 1 unread' }).waitFor();
    await bell.click();
    const panel = page.getByRole('dialog');
    await panel.getByRole('link', { name: 'Signed in on Chrome on Android' }).first().waitFor();
    await panel.getByRole('heading', { name: 'Today' }).waitFor();
    await expectAccessible(page);
    await expect.poll(() => bell.getAttribute('aria-label')).toBe('Notifications');
    await panel.getByRole('link', { name: 'Signed in on Chrome on Android' }).first().click();
    await heading(page, 'Devices and sessions').waitFor();
    expect([...first.errors, ...second.errors]).toEqual([]);
    await first.context.close();
    await second.context.close();
  });
});

describe('what is not saved', () => {
  let device: Device;
  beforeAll(async () => {
    device = await inPage(house('embedded'), OWNER, '/');
    await device.page.getByRole('link', { name: 'Profile' }).click();
    await heading(device.page, 'Organisation profile').waitFor();
  });
  afterAll(() => device.context.close());
  const field = () => device.page.getByRole('textbox', { name: 'Legal name' });
  const question = () => device.page.getByRole('dialog', { name: 'Leave without saving?' });

  test('is asked about on every way out, and kept by whoever stays', async () => {
    const { page } = device;
    await field().fill('Asha Medical Stores LLP, not saved');
    const waysOut = [
      () => page.getByRole('link', { name: 'Audit log' }).click(),
      () => page.goBack(),
      async () => {
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox', { name: 'Search for a page' }).waitFor();
        await page.keyboard.type('narmada');
        await page.getByRole('option', { name: 'Work in Narmada Cotton Traders' }).click();
      },
      async () => {
        await page.getByRole('button', { name: 'Account of Asha Patel' }).click();
        await page.getByRole('menuitem', { name: 'Sign out' }).click();
      },
    ];
    for (const leave of waysOut) {
      await leave();
      await question().getByRole('button', { name: 'Go on editing' }).click();
      await question().waitFor({ state: 'detached' });
      expect(await field().inputValue()).toBe('Asha Medical Stores LLP, not saved');
    }
  });

  test('is lost by whoever leaves', async () => {
    const { page } = device;
    await page.getByRole('link', { name: 'Audit log' }).click();
    await question().getByRole('button', { name: 'Leave without saving' }).click();
    await heading(page, 'Audit log').waitFor();
    await page.getByRole('link', { name: 'Today' }).click();
    await heading(page, 'Today').waitFor();
    expect(device.errors).toEqual([]);
  });
});

describe('an invitation', () => {
  test('waits on the first page; accepted, its organisation is there to work in, declined, it is gone', async () => {
    const origin = house('embedded');
    await invite(origin, '+919800000011', PHARMACIST);
    await invite(origin, OWNER, TRADER);
    const invited = await inPage(origin, PHARMACIST, '/');
    const { page } = invited;
    const waiting = page.getByRole('listitem').filter({ hasText: 'Harish Chauhan invites you to join Narmada Cotton' });
    await waiting.getByRole('button', { name: 'Accept the invitation of Narmada Cotton Traders' }).click();
    await page.getByText('You have joined Narmada Cotton Traders').waitFor();
    await waiting.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Organisation: Asha Medical Stores' }).click();
    await page.getByRole('menuitem', { name: 'Narmada Cotton Traders' }).click();
    await page.getByRole('button', { name: 'Organisation: Narmada Cotton Traders' }).waitFor();
    expect(invited.errors).toEqual([]);
    await invited.context.close();

    const other = await inPage(origin, TRADER, '/');
    await other.page.getByRole('button', { name: 'Decline the invitation of Asha Medical Stores' }).click();
    await other.page.getByRole('dialog').getByRole('button', { name: 'Decline' }).click();
    await other.page.getByText('Nothing needs you now').waitFor();
    expect(await other.page.getByRole('button', { name: /^Organisation:/ }).count()).toBe(0);
    await other.context.close();
  });
});

describe('a session', () => {
  let database: pg.Client;
  beforeAll(async () => {
    database = new pg.Client({ connectionString: house('database') });
    await database.connect();
  });
  afterAll(() => database.end());
  /** What otherwise takes 30 days: every session of the person is past its end. */
  const runOut = (mobile: string) =>
    database.query(
      `update identity.session set expires_at = now() - interval '1 minute'
       where user_id = (select id from identity.person where mobile = $1) and revoked_at is null`,
      [mobile],
    );

  test('that runs out keeps what was typed, for the same person alone', async () => {
    const device = await openDevice(browser, house('instances')[0]);
    const { page, origin } = device;
    await page.clock.install();
    await signInWithCode(device, PHARMACIST);
    await page.goto('/scan');
    await heading(page, 'Scan').waitFor();
    const field = page.getByRole('textbox', { name: 'Code' });
    await field.fill('half of a co');
    await page.clock.runFor(4000); // what is needed then is fetched before
    await runOut(PHARMACIST);
    await page.clock.fastForward('16:00'); // the access token is too old now
    const dialog = page.getByRole('dialog', { name: 'Sign in again to go on' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: /^Send a code to/ }).click();
    const code = dialog.getByRole('textbox', { name: 'Code' });
    await code.waitFor();
    await code.fill(await latestCode(origin, PHARMACIST));
    await dialog.waitFor({ state: 'detached' });
    expect(await field.inputValue()).toBe('half of a co');
    await field.fill(house('demoCode'));
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Result' }).getByText('mg').first().waitFor();
    expect(device.errors).toEqual([]);
    await device.context.close();
  });

  test('that runs out can be left to somebody else, who finds nothing of before', async () => {
    const device = await openDevice(browser, house('instances')[0]);
    const { page } = device;
    await page.clock.install();
    await signInWithCode(device, OWNER);
    await page.goto('/audit');
    await heading(page, 'Audit log').waitFor();
    await runOut(OWNER);
    await page.clock.fastForward('16:00');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Sign in as somebody else/ })
      .click();
    await heading(page, 'Sign in').waitFor();
    expect(await heading(page, 'Audit log').count()).toBe(0);
    await signInWithCode(device, TRADER);
    await heading(page, 'Today').waitFor();
    expect(await page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
    await device.context.close();
  });

  test('that was logged out while the device was offline leaves nothing to read', async () => {
    const desktop = await inPage(house('instances')[0], PHARMACIST, '/sessions');
    await desktop.page.getByText('This device').waitFor();
    await desktop.context.setOffline(true);
    const phone = await inPage(house('instances')[1], PHARMACIST, '/sessions');
    await phone.page.getByRole('button', { name: 'Log out all others' }).click();
    await phone.page.getByRole('dialog').getByRole('button', { name: 'Log out all others' }).click();
    await phone.page.getByRole('dialog').waitFor({ state: 'detached' });
    await desktop.context.setOffline(false);
    await heading(desktop.page, 'Sign in').waitFor({ timeout: 40_000 });
    expect(await desktop.page.getByRole('dialog').count()).toBe(0);
    await desktop.context.close();
    await phone.context.close();
  });
});

describe('the server', () => {
  test('that cannot be reached is told by a bar, which goes by itself', async () => {
    const { page, context } = await inPage(house('embedded'), PHARMACIST, '/scan');
    const field = page.getByRole('textbox', { name: 'Code' });
    await field.fill('half of a co');
    const before = await field.boundingBox();
    await context.setOffline(true);
    const bar = page.getByText('The server cannot be reached.');
    await bar.waitFor();
    expect(await field.boundingBox()).toEqual(before);
    await expectAccessible(page);
    await context.setOffline(false);
    await bar.waitFor({ state: 'detached' });
    expect(await field.inputValue()).toBe('half of a co');
    await context.close();
  });

  test(
    'that comes back with another version says so, and reloads nothing by itself',
    { timeout: 240_000 },
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'sutra-version-'));
      const port = await freePort();
      const env = { SUTRA_DATA_DIR: join(folder, 'data') };
      const old = await startServer({ env, port });
      const device = await inPage(old.origin, PHARMACIST, '/scan');
      const { page } = device;
      try {
        const field = page.getByRole('textbox', { name: 'Code' });
        await field.fill('half of a co');
        await old.stop();
        await page.getByText('The server cannot be reached.').waitFor();
        const next = await startServer({ env, port, root: changedSources(folder) });
        try {
          await page.getByText('A new version of this page is there.').waitFor({ timeout: 90_000 });
          expect(await field.inputValue()).toBe('half of a co');
          await expectAccessible(page);
          await page.getByRole('button', { name: 'Reload' }).click();
          await expect.poll(() => field.inputValue().catch(() => null), { timeout: 10_000 }).toBe('');
          await heading(page, 'Scan').waitFor();
          await expect.poll(() => page.getByText('A new version of this page is there.').count()).toBe(0);
        } finally {
          await next.stop();
        }
      } finally {
        await old.stop();
        await device.context.close();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});

/** By the interface that the page People and roles uses. */
async function invite(origin: string, owner: string, mobile: string): Promise<void> {
  const post = async (path: string, body: object, token?: string) => {
    const response = await fetch(`${origin}/api/v1${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    expect(response.status).toBeLessThan(300);
    return (await response.json()) as { accessToken: string };
  };
  const { accessToken } = await post('/auth/login', {
    identifier: owner,
    password: 'sutra-demo-2035',
    tokenDelivery: 'body',
  });
  await post('/invitations', { name: 'Somebody', mobile, roles: ['staff'] }, accessToken);
}

/** The same house with another console: what a new version is to a page. */
function changedSources(folder: string): string {
  const root = fileURLToPath(new URL('../', import.meta.url));
  const copy = join(folder, 'sources');
  for (const part of ['apps', 'packages', 'package.json', 'package-lock.json', 'tsconfig.base.json'])
    cpSync(join(root, part), join(copy, part), {
      recursive: true,
      filter: (source) => !['node_modules', 'dist'].includes(basename(source)),
    });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  appendFileSync(join(copy, 'apps/console/src/main.tsx'), '\n// changed\n');
  return copy;
}
