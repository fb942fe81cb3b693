// Every page in every look: nothing overflows, nothing hinders a keyboard or a screen reader; pictures when asked for.
import en from '../apps/console/src/i18n/en.ts' with { type: 'json' };
import hi from '../apps/console/src/i18n/hi.ts' with { type: 'json' };
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Device,
  expectAccessible,
  expectNoOverflow,
  latestCode,
  launch,
  LOOKS,
  openDevice,
  picture,
  signInWithCode,
  typeCode,
} from './browser.ts';
import { house } from './house.ts';

const words = { en, hi };
const OWNER = '+919800000001';
let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const look = async (page: Page, name: string) => {
  await expectNoOverflow(page);
  await expectAccessible(page);
  await picture(page, name);
};

describe.each(LOOKS)('$device, $colours, $language', ({ device: kind, colours, language }) => {
  const name = (page: string) => `${page}-${kind}-${colours}-${language}`;
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(browser, house('embedded'), { device: kind, colours, language });
  });
  afterAll(() => device.context.close());

  test('sign-in by code, then the code', async () => {
    const { page } = device;
    await page.goto('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await look(page, name('sign-in'));
    await page.getByRole('textbox').first().fill('98000 00001');
    await page.keyboard.press('Enter');
    await page.locator('input[autocomplete="one-time-code"]').waitFor();
    await look(page, name('sign-in-code'));
    await typeCode(page, device.origin, OWNER);
    await page.getByRole('heading', { name: words[language]['today.title'], level: 1 }).waitFor();
  });

  test('today, what happened, and every place by name', async () => {
    const { page } = device;
    await page.getByText(words[language]['today.nothing']).waitFor();
    await look(page, name('today'));
    await page.getByRole('button', { name: words[language]['notifications.open'] }).click();
    await page.getByRole('heading', { name: words[language]['notifications.title'] }).waitFor();
    await page.getByRole('dialog').getByRole('listitem').first().waitFor();
    await look(page, name('notifications'));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: words[language]['palette.label'] }).click();
    await page.getByRole('option', { name: words[language]['nav.scan'] }).waitFor();
    await look(page, name('palette'));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('scan: a medicine, an invalid code, an unknown one', async () => {
    const { page } = device;
    await page.goto('/scan');
    await page.getByRole('heading', { name: words[language]['scan.title'], level: 1 }).waitFor();
    const field = page.getByRole('textbox', { name: words[language]['scan.code'] });
    await field.fill(house('demoCode'));
    await page.keyboard.press('Enter');
    const result = page.getByRole('region', { name: words[language]['scan.result'] });
    await result.getByText(words[language]['scan.expiry']).first().waitFor();
    await look(page, name('scan'));
    await field.fill(']d20108901234567891');
    await page.keyboard.press('Enter');
    await result.getByText(words[language]['scan.invalid.title']).first().waitFor();
    await look(page, name('scan-invalid'));
  });

  test('scan: particulars of a label that follow no standard, and a lost separator', async () => {
    const { page } = device;
    await page.goto('/scan');
    const field = page.getByRole('textbox', { name: words[language]['scan.code'] });
    await field.fill(
      'UPIC: 08901234567890 | Brand: Zenpyrix 650 | Generic Name: Paracetamol Tablets IP | Mfd by: Narmadix Labs, Surat | B. No.: ZP26A | Mfg. Dt.: 03/2025 | Exp. Dt.: FEB.2030 | M.L. No.: G/25/1234 | Storage: below 30 C',
    );
    await page.keyboard.press('Enter');
    const result = page.getByRole('region', { name: words[language]['scan.result'] });
    const particulars = result.getByRole('region', { name: words[language]['scan.particulars'] });
    await particulars.getByText('G/25/1234', { exact: true }).waitFor();
    await look(page, name('scan-particulars'));
    await field.fill(']d2010890123456789010BATCH12345678901221SERIAL');
    await page.keyboard.press('Enter');
    const proposals = result.getByRole('region', { name: words[language]['scan.proposals'] });
    await proposals.getByText('BATCH123456789012', { exact: true }).first().waitFor();
    await look(page, name('scan-proposals'));
  });

  test('a label pasted with its line breaks keeps them', async () => {
    const { page } = device;
    await page.goto('/scan');
    const field = page.getByRole('textbox', { name: words[language]['scan.code'] });
    const pasted = JSON.stringify('B. No.: ZP26B\r\nMfg. Dt.: 03/2025\r\nExp. Dt.: FEB.2030\r\n');
    await field.focus();
    await page.evaluate(`
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', ${pasted});
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    `);
    await page.keyboard.press('Enter');
    const result = page.getByRole('region', { name: words[language]['scan.result'] });
    const particulars = result.getByRole('region', { name: words[language]['scan.particulars'] });
    await particulars.getByText('ZP26B', { exact: true }).waitFor();
  });

  test.each(['sessions', 'audit'])('%s', async (path) => {
    const { page } = device;
    await page.goto(`/${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('table tbody tr, [role="list"] [role="listitem"], ul li').first().waitFor();
    await look(page, name(path));
  });

  test.each([
    ['organisation', 'organisation'],
    ['people', 'people'],
    ['people-roles', 'people?tab=roles'],
    ['people-invitations', 'people?tab=invitations'],
    ['people-review', 'people?tab=review'],
    ['service-accounts', 'service-accounts'],
    ['sessions-history', 'sessions?tab=history'],
  ])('%s', async (shown, path) => {
    const { page } = device;
    await page.goto(`/${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    await look(page, name(shown));
  });

  test.each([
    ['code-inspector', '?code=%5Dd20108901234567890172711301124120010DL2407A%1D218F3K29QX'],
    ['code-inspector-wrong', '?code=%5Dd201089012345678901727113010DL2407A218F3K29QX71MT%1D11241200'],
    ['code-inspector-empty', ''],
  ])('%s', async (shown, search) => {
    const { page } = device;
    await page.goto(`/tools/code-inspector${search}`);
    await page.getByRole('heading', { name: words[language]['codeInspector.title'], level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    await look(page, name(shown));
  });

  test('inviting a person, with everything left out', async () => {
    const { page } = device;
    await page.goto('/people');
    await page.getByRole('button', { name: words[language]['people.invite'] }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: words[language]['people.invite.submit'] }).click();
    await dialog.getByRole('alert').waitFor();
    await look(page, name('people-invite'));
  });

  test('an entry of the audit log, and the proof over all of them', async () => {
    const { page } = device;
    await page.goto('/audit?group=scan');
    await page.getByRole('button', { name: words[language]['audit.action.scan.recorded'] }).first().click();
    await page.getByRole('dialog').getByText(words[language]['audit.follow.object']).waitFor();
    await look(page, name('audit-entry'));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: words[language]['audit.verify'], exact: true }).click();
    await page.getByText(words[language]['audit.verify.good.help']).waitFor();
    await look(page, name('audit-verified'));
  });

  test('an address that does not exist', async () => {
    const { page } = device;
    const response = await page.goto('/no/such/page');
    expect(response!.status()).toBe(404);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await look(page, name('not-found'));
  });

  test('no page reported an error', () => {
    expect(device.errors).toEqual([]);
  });
});

test('the whole way works with the keyboard alone', async () => {
  const { page, context, origin } = await openDevice(browser, house('embedded'));
  await page.goto('/sign-in');
  await page.getByRole('textbox', { name: 'Mobile number' }).waitFor();
  await page.keyboard.type('9800000001');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Code' }).waitFor();
  await page.keyboard.type(await latestCode(origin, OWNER));
  await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.type('scan');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Scan', level: 1 }).waitFor(); // the sign-in page has a field named Code too
  await page.keyboard.type(house('demoCode'), { delay: 2 }); // as fast as a keyboard-wedge scanner
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Result' }).waitFor();
  await context.close();
});

test('a person without a permission sees neither the menu entry nor the page', async () => {
  const trader = await openDevice(browser, house('embedded'));
  await signInWithCode(trader, '+919800000012');
  expect(await trader.page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
  await trader.page.goto('/audit');
  await trader.page.getByText('You do not have the permission for this page').waitFor();
  await trader.context.close();
});

test('a wrong password and a wrong code say so beside the field', async () => {
  const { page, context } = await openDevice(browser, house('embedded'));
  await page.goto('/sign-in?method=password');
  await page.getByRole('textbox', { name: 'Mobile number or e-mail' }).fill(OWNER);
  await page.getByRole('textbox', { name: 'Password' }).fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByText('The name or the password is not right').waitFor();
  await context.close();
});
