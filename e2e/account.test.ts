// One's own number, address and password: proved, changed, taken away; every step in every look.
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

/** Asks a number to join the demo's pharmacy: whoever signs in with it is a person of their own. */
async function invite(origin: string, name: string, mobile: string): Promise<void> {
  const post = async (path: string, body: object, token?: string) => {
    const answer = await fetch(`${origin}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    expect(answer.ok).toBe(true);
    return (await answer.json()) as { accessToken: string };
  };
  const { accessToken } = await post('/auth/login', { identifier: OWNER, password: 'sutra-demo-2035' });
  await post('/invitations', { name, mobile, roles: ['staff'] }, accessToken);
}

const openContacts = async (page: Page) => {
  await page.goto('/sessions?tab=contacts');
  await page.getByRole('tab', { name: 'My contacts', selected: true }).waitFor();
};
const row = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });

describe.each([
  ['embedded defaults', () => [house('embedded'), house('embedded')] as const, '1'],
  ['PostgreSQL and Redis, on two instances', () => house('instances'), '2'],
])('on %s', (_, origins, digit) => {
  const first = `+919812${digit}00001`;
  const second = `+919812${digit}00002`;
  const email = `nisha${digit}@shop.example`;
  const PASSWORD = 'red kettle on a slow train';
  let desktop: Device;
  let phone: Device;
  beforeAll(async () => {
    await invite(origins()[0], 'Nisha Rao', first);
    desktop = await openDevice(browser, origins()[0]);
    phone = await openDevice(browser, origins()[1], { device: 'phone' });
    for (const device of [desktop, phone]) await signInWithCode(device, first);
  });
  afterAll(async () => {
    for (const { context } of [desktop, phone]) await context.close();
  });

  test('an address is added by the code that is mailed there; a wrong one is refused in words', async () => {
    const { page, origin } = desktop;
    await openContacts(page);
    await row(page, 'Mobile number').getByText('Verified').waitFor();
    await row(page, 'E-mail').getByText('None').waitFor();
    await page.getByRole('button', { name: 'Add an e-mail address' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add an e-mail address' });
    const field = dialog.getByRole('textbox', { name: 'New e-mail address' });
    await field.fill('nisha');
    await page.keyboard.press('Enter');
    await dialog.getByText('Enter an e-mail address, such as name@example.com').first().waitFor();
    await field.fill(` ${email.toUpperCase()} `);
    await page.keyboard.press('Enter');
    const code = dialog.getByRole('textbox', { name: 'Code' });
    await code.waitFor();
    const right = await latestCode(origin, email);
    await code.fill(right === '000000' ? '000001' : '000000');
    await page.keyboard.press('Enter');
    await dialog.getByText('That code is not right; check it or ask for a new one').waitFor();
    await expectAccessible(page);
    await code.fill(`${right.slice(0, 3)} ${right.slice(3)}`);
    await page.keyboard.press('Enter');
    await row(page, email).getByText('Verified').waitFor();
    await dialog.waitFor({ state: 'hidden' });
  });

  test('a number is changed by its code; the old one is told, and the other device hears of it', async () => {
    const { page, origin } = desktop;
    await openContacts(page);
    await page.getByRole('button', { name: 'Change mobile number' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change mobile number' });
    await dialog.getByRole('textbox', { name: 'New mobile number' }).fill(second.replace('+91', ''));
    await dialog.getByRole('button', { name: 'Send code' }).click();
    const code = dialog.getByRole('textbox', { name: 'Code' });
    await code.waitFor();
    await code.fill(await latestCode(origin, second));
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await row(page, 'Mobile number')
      .getByText(`${second.slice(0, 3)} ${second.slice(3, 8)} ${second.slice(8)}`)
      .waitFor();
    const { messages } = (await (
      await fetch(`${origin}/api/v1/dev/messages?to=${encodeURIComponent(first)}`)
    ).json()) as { messages: { text: string }[] };
    expect(messages[0]!.text).toContain('was replaced by another');
    await phone.page.getByRole('button', { name: /^Notifications: \d+ unread/ }).click();
    await phone.page.getByRole('link', { name: 'Your mobile number was changed' }).click();
    await phone.page.getByRole('tab', { name: 'My contacts', selected: true }).waitFor();
  });

  test('without a number a password is needed: a common one is refused, a good one is set', async () => {
    const { page } = desktop;
    await openContacts(page);
    await page.getByRole('button', { name: /^Remove \+91/ }).click();
    const question = page.getByRole('dialog', { name: /^Remove \+91/ });
    await question.getByRole('button', { name: 'Remove' }).click();
    await question.getByText('Without a mobile number you sign in with a password; set one first').waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'hidden' });

    await page.getByRole('button', { name: 'Change my password' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change my password' });
    const field = dialog.getByRole('textbox', { name: 'New password' });
    const save = dialog.getByRole('button', { name: 'Change password' });
    for (const common of ['Ahmedabad@1', 'ganpati@123', '98253 74610']) {
      await field.fill(common);
      await save.click();
      await dialog
        .getByText(/Many people use this password/)
        .first()
        .waitFor();
      await field.fill(''); // takes the words away
    }
    await field.fill(PASSWORD);
    await save.click();
    await dialog.waitFor({ state: 'hidden' });
  });

  test('the number is removed after a question; the address and the password sign in', async () => {
    const { page } = desktop;
    await openContacts(page);
    await page.getByRole('button', { name: /^Remove \+91/ }).click();
    const question = page.getByRole('dialog', { name: /^Remove \+91/ });
    await question.getByText(/You can no longer sign in with a code/).waitFor();
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Remove' }).click();
    await row(page, 'Mobile number').getByText('None').waitFor();
    await question.waitFor({ state: 'hidden' });
    expect(await page.getByRole('button', { name: /^Remove / }).count()).toBe(0);

    const other = await openDevice(browser, origins()[1]);
    await other.page.goto('/sign-in?method=password');
    await other.page.getByRole('textbox', { name: 'Mobile number or e-mail' }).fill(email);
    await other.page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await other.page.keyboard.press('Enter');
    await other.page.getByRole('navigation', { name: 'Main menu' }).waitFor();
    expect([...other.errors, ...desktop.errors, ...phone.errors]).toEqual([]);
    await other.context.close();
  });
});

test.each(LOOKS)('contacts and each step of a change: $device, $colours, $language', async (look) => {
  const { device: kind, colours, language } = look;
  const device = await openDevice(browser, house('embedded'), look);
  const { page } = device;
  const word = (key: keyof typeof en) => words[language][key];
  const seen = async (what: string) => {
    await expectNoOverflow(page);
    await expectAccessible(page);
    await picture(page, `${what}-${kind}-${colours}-${language}`);
  };
  await page.goto('/sign-in');
  await page.getByRole('textbox').first().fill('98000 00001');
  await page.keyboard.press('Enter');
  await typeCode(page, device.origin, OWNER);
  await page.getByRole('heading', { name: word('today.title'), level: 1 }).waitFor();

  await page.goto('/sessions?tab=contacts');
  await row(page, word('sessions.email')).waitFor();
  await seen('contacts');
  await page.getByRole('button', { name: word('sessions.mobile.change') }).click();
  const dialog = page.getByRole('dialog', { name: word('sessions.mobile.change') });
  await dialog.getByRole('button', { name: word('sessions.contacts.send') }).click();
  await dialog.getByRole('alert').waitFor();
  await seen('contact-change');
  await dialog.getByRole('textbox').fill(`98123 0000${LOOKS.indexOf(look)}`);
  await page.keyboard.press('Enter');
  await dialog.locator('input[autocomplete="one-time-code"]').waitFor();
  await dialog.getByRole('link').waitFor();
  await seen('contact-code');
  expect(device.errors).toEqual([]);
  await device.context.close();
});
