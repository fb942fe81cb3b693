// Every page in every look: nothing overflows, nothing hinders a keyboard or a screen reader; pictures when asked for.
import en from '../apps/console/src/i18n/en.ts' with { type: 'json' };
import hi from '../apps/console/src/i18n/hi.ts' with { type: 'json' };
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  type Device,
  expectAccessible,
  expectNoOverflow,
  launch,
  latestCode,
  type Look,
  openDevice,
  picture,
  signInWithCode,
} from './browser.ts';

const words = { en, hi };
const OWNER = '+919800000001';
const LOOKS: Look[] = [
  { device: 'desktop', colours: 'light', language: 'en' },
  { device: 'desktop', colours: 'dark', language: 'hi' },
  { device: 'phone', colours: 'light', language: 'hi' },
  { device: 'phone', colours: 'dark', language: 'en' },
];

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
    device = await openDevice(browser, inject('embedded'), { device: kind, colours, language });
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
    await page.locator('input[autocomplete="one-time-code"]').fill(await latestCode(device.origin, OWNER));
    await page.waitForURL('**/scan');
  });

  test('scan: a medicine, an invalid code, an unknown one', async () => {
    const { page } = device;
    await page.getByRole('heading', { name: words[language]['scan.title'], level: 1 }).waitFor();
    const field = page.getByRole('textbox', { name: words[language]['scan.code'] });
    await field.fill(inject('demoCode'));
    await page.keyboard.press('Enter');
    const result = page.getByRole('region', { name: words[language]['scan.result'] });
    await result.getByText(words[language]['scan.expiry']).first().waitFor();
    await look(page, name('scan'));
    await field.fill(']d20108901234567891');
    await page.keyboard.press('Enter');
    await result.getByText(words[language]['scan.invalid.title']).first().waitFor();
    await look(page, name('scan-invalid'));
  });

  test.each(['sessions', 'audit'])('%s', async (path) => {
    const { page } = device;
    await page.goto(`/${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('table tbody tr, [role="list"] [role="listitem"], ul li').first().waitFor();
    await look(page, name(path));
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
  const { page, context, origin } = await openDevice(browser, inject('embedded'));
  await page.goto('/sign-in');
  await page.getByRole('textbox', { name: 'Mobile number' }).waitFor();
  await page.keyboard.type('9800000001');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Code' }).waitFor();
  await page.keyboard.type(await latestCode(origin, OWNER));
  await page.getByRole('heading', { name: 'Scan', level: 1 }).waitFor(); // the sign-in page has a field named Code too
  await page.keyboard.type(inject('demoCode'), { delay: 2 }); // as fast as a keyboard-wedge scanner
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Result' }).waitFor();
  await context.close();
});

test('a person without a permission sees neither the menu entry nor the page', async () => {
  const trader = await openDevice(browser, inject('embedded'));
  await signInWithCode(trader, '+919800000012');
  expect(await trader.page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
  await trader.page.goto('/audit');
  await trader.page.getByText('You do not have the permission for this page').waitFor();
  await trader.context.close();
});

test('a wrong password and a wrong code say so beside the field', async () => {
  const { page, context } = await openDevice(browser, inject('embedded'));
  await page.goto('/sign-in?method=password');
  await page.getByRole('textbox', { name: 'Mobile number or e-mail' }).fill(OWNER);
  await page.getByRole('textbox', { name: 'Password' }).fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByText('The name or the password is not right').waitFor();
  await context.close();
});
