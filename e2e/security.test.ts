// Second factors in the browser: set up, asked for at the sign-in, and before what is dangerous.
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Device, expectAccessible, latestCode, launch, openDevice, signInWithCode } from './browser.ts';
import { house } from './house.ts';
import { addAuthenticator, keepRecoveryCodes, setUpApp, signInWithPassword } from './second-factors.ts';

const PHARMACIST = '+919800000002';
const PASSWORD = 'sutra-demo-2035';

let browser: Browser;
let database: pg.Client;
beforeAll(async () => {
  browser = await launch();
  database = new pg.Client({ connectionString: house('database') });
  await database.connect();
});
afterAll(async () => {
  await forget();
  await database.end();
  await browser.close();
});

const OF_PHARMACIST = '(select id from identity.person where mobile = $1)';
/** No second factor, and no code that was used in the same half minute by the test before. */
async function forget(): Promise<void> {
  for (const table of ['totp', 'recovery_code', 'passkey'])
    await database.query(`delete from identity.${table} where user_id = ${OF_PHARMACIST}`, [PHARMACIST]);
  await database.query('delete from identity.attempt_count');
}
/** What otherwise takes eleven minutes: the next token says that it is long since the person showed who they are. */
async function age(page: Page): Promise<void> {
  await database.query(
    `update identity.session set proved_at = now() - interval '11 minutes' where user_id = ${OF_PHARMACIST}`,
    [PHARMACIST],
  );
  await page.reload();
  await heading(page, 'Security').waitFor();
}
const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 });

let device: Device;
let page: Page;
beforeEach(async () => {
  await forget();
  device = await openDevice(browser, house('instances')[0]);
  ({ page } = device);
  device.context.setDefaultTimeout(30_000);
});
afterEach(async () => {
  expect(device.errors).toEqual([]);
  await device.context.close();
});
async function openSecurity(): Promise<void> {
  await signInWithCode(device, PHARMACIST);
  await page.getByRole('link', { name: 'Security' }).click();
  await heading(page, 'Security').waitFor();
}
const today = () => heading(page, 'Today').waitFor();

describe('an authenticator app', () => {
  test('is set up with the keyboard alone; its recovery codes are kept before anything else', async () => {
    await signInWithCode(device, PHARMACIST);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('security');
    await page.keyboard.press('Enter');
    await page.getByText('You have no second factor yet').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Set up an authenticator app' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Set up an authenticator app' });
    const field = dialog.getByRole('textbox', { name: 'Code of the app' });
    await field.and(page.locator(':focus')).waitFor();
    await dialog.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.type('000000');
    await dialog.getByText(/That is not the code of this moment/).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    const { recoveryCodes } = await setUpApp(page);
    expect(recoveryCodes).toHaveLength(10);
    await page.getByText('Your account is protected by a second factor').waitFor();
    await page.getByText('10 of 10 left').waitFor();
    await expectAccessible(page);
  });

  test('is asked for at the next sign-in: a wrong code says so, a right one opens what was wanted', async () => {
    await openSecurity();
    const { app } = await setUpApp(page);
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await heading(page, 'Sign in').waitFor();
    await page.goto('/scan');
    await heading(page, 'Sign in').waitFor();
    await page.getByRole('textbox', { name: 'Mobile number' }).fill(PHARMACIST);
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Code' }).waitFor();
    await page.getByRole('textbox', { name: 'Code' }).fill(await latestCode(device.origin, PHARMACIST));
    await heading(page, 'One more step').waitFor();
    const field = page.getByRole('textbox', { name: 'Code of the app' });
    await field.and(page.locator(':focus')).waitFor();
    expect(await field.getAttribute('autocomplete')).toBe('one-time-code');
    await expectAccessible(page);
    await page.keyboard.type('000000');
    await page.getByText('That was not accepted; check the code, or use another way').waitFor();
    await field.fill(await app.code());
    await heading(page, 'Scan').waitFor();
  });

  test('that was guessed at too often begins again, and then is locked for a while', async () => {
    await openSecurity();
    await setUpApp(page);
    const stranger = await openDevice(browser, house('instances')[1]);
    await signInWithPassword(stranger.page, PHARMACIST, PASSWORD);
    const field = stranger.page.getByRole('textbox', { name: 'Code of the app' });
    for (let guess = 1; guess <= 6; guess += 1) {
      const answered = stranger.page.waitForResponse(/\/auth\/mfa\/verify$/);
      await field.fill(`00000${guess}`);
      expect((await answered).status()).toBe(guess < 6 ? 401 : 410);
    }
    await stranger.page.getByText('This took too long or was done before; begin again').waitFor();
    await expectAccessible(stranger.page);
    await stranger.page.getByRole('button', { name: 'Begin again', exact: true }).click();
    await heading(stranger.page, 'Sign in').waitFor();
    await signInWithPassword(stranger.page, PHARMACIST, PASSWORD);
    await field.fill('000007');
    await stranger.page.getByText(/Too many wrong codes were tried. Try again in \d+ seconds?\./).waitFor();
    await stranger.page.getByRole('button', { name: /^Begin again, or sign in as somebody else/ }).click();
    await heading(stranger.page, 'Sign in').waitFor();
    expect(stranger.errors).toEqual([]);
    await stranger.context.close();
  });

  test('is stood in for by a recovery code, once', async () => {
    await openSecurity();
    const { recoveryCodes } = await setUpApp(page);
    const phone = await openDevice(browser, house('instances')[1], { device: 'phone' });
    const use = async (code: string) => {
      await signInWithPassword(phone.page, PHARMACIST, PASSWORD);
      await phone.page.getByRole('button', { name: 'Use a recovery code' }).click();
      await phone.page.getByRole('textbox', { name: 'Recovery code' }).fill(code);
      await phone.page.keyboard.press('Enter');
    };
    await use(recoveryCodes[0]!.toLowerCase().replace('-', ' '));
    await heading(phone.page, 'Today').waitFor();
    await phone.page.goto('/security');
    await phone.page.getByText('9 of 10 left').waitFor();
    await expectAccessible(phone.page);
    await phone.page.getByRole('button', { name: 'Open the menu' }).click();
    await phone.page.getByRole('button', { name: 'Sign out' }).click();
    await heading(phone.page, 'Sign in').waitFor();
    await use(recoveryCodes[0]!);
    await phone.page.getByText('That was not accepted; check the code, or use another way').waitFor();
    expect(phone.errors).toEqual([]);
    await phone.context.close();
  });
});

describe('a passkey', () => {
  test('is added under a name, signs in by itself, and is the second factor of a password', async () => {
    // A browser that offers none in the list of a field, where the authenticator would answer by itself.
    await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false');
    await addAuthenticator(page);
    await openSecurity();
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a passkey' });
    await expectAccessible(page);
    expect(await dialog.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Chrome on Linux');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Counter PC');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Recovery codes' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox', { name: 'I have kept these codes in a safe place' }).check();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Counter PC' }).getByText('not used yet').waitFor();
    await expectAccessible(page);

    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    await page.getByText('This device holds a passkey for you already').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();

    await signOut();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await today();
    await signOut();
    await signInWithPassword(page, PHARMACIST, PASSWORD);
    await page.getByRole('button', { name: 'Use my passkey' }).click();
    await today();
  });

  test('is offered in the list of the field: chosen there, it signs in without a press', async () => {
    const authenticator = await addAuthenticator(page);
    await openSecurity();
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    await keepRecoveryCodes(page);
    await authenticator.setPresent(false);
    await signOut();
    await page.goto('/sign-in');
    await page.waitForResponse(/sign-in\/begin$/);
    // Nothing is held up by the offer.
    await page.getByRole('textbox', { name: 'Mobile number' }).fill('98');
    await authenticator.setPresent(true);
    await page.goto('/sign-in?next=%2Fscan');
    await heading(page, 'Scan').waitFor();
  });

  test('that is not accepted says so calmly, and the other ways stay', async () => {
    const authenticator = await addAuthenticator(page);
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('No passkey was used').waitFor();
    await expectAccessible(page);
    await signInWithCode(device, PHARMACIST);
    await page.goto('/security');
    await authenticator.setVerified(false);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    await page.getByRole('dialog').getByText('No passkey was used').waitFor();
  });

  test('is not offered at an address that is a number', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${device.origin.replace('localhost', '127.0.0.1')}/sign-in`);
    await page.getByRole('button', { name: 'Send code' }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).count()).toBe(0);
    expect(asked.filter((url) => url.includes('/passkeys/'))).toEqual([]);
  });

  async function signOut(): Promise<void> {
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await heading(page, 'Sign in').waitFor();
  }
});

describe('before something dangerous', () => {
  const remove = () => page.getByRole('dialog', { name: 'Remove the authenticator app?' });
  const question = () => page.getByRole('dialog', { name: 'Is it you?' });

  test('a person shows a code of the app once more; who changes their mind changes nothing', async () => {
    await openSecurity();
    const { app } = await setUpApp(page);
    await age(page);
    const opener = page.getByRole('button', { name: 'Remove the app' });
    await opener.click();
    await remove().getByRole('button', { name: 'Remove the app' }).click();
    await question().getByRole('textbox', { name: 'Code of the app' }).and(page.locator(':focus')).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await question().waitFor({ state: 'detached' });
    await remove().getByText('This was not done: it needs you to show that it is you').waitFor();
    expect(await remove().getByRole('alert').count()).toBe(0);
    await remove().locator(':focus').waitFor();
    await expectAccessible(page);

    await remove().getByRole('button', { name: 'Remove the app' }).click();
    const field = question().getByRole('textbox', { name: 'Code of the app' });
    await field.fill('000000');
    await question().getByText('That was not accepted; check the code, or use another way').waitFor();
    await field.fill(await app.code());
    await question().waitFor({ state: 'detached' });
    await page.getByText('You have no second factor yet').waitFor();
    await opener.waitFor({ state: 'detached' });
  });

  test('a passkey is enough, and ten minutes are not asked about again', async () => {
    await addAuthenticator(page);
    await openSecurity();
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    await keepRecoveryCodes(page);
    await age(page);
    await page.getByRole('button', { name: 'Make new codes' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make new codes' }).click();
    await question().getByRole('button', { name: 'Use my passkey' }).click();
    await keepRecoveryCodes(page);
    await page.getByRole('button', { name: 'Make new codes' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make new codes' }).click();
    await keepRecoveryCodes(page);
    expect(await question().count()).toBe(0);
  });

  test('who has no second factor yet types the password, or a code sent to their own number', async () => {
    await openSecurity();
    await age(page);
    const setUp = page.getByRole('dialog', { name: 'Set up an authenticator app' });
    const open = () => page.getByRole('button', { name: 'Set up an authenticator app' }).click();
    await open();
    await question().getByRole('textbox', { name: 'Password' }).fill('not mine');
    await page.keyboard.press('Enter');
    await question().getByText('That is not your password').waitFor();
    await expectAccessible(page);
    await question().getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await setUp.getByRole('img').waitFor();
    await page.keyboard.press('Escape');
    await setUp.waitFor({ state: 'detached' });

    await age(page);
    await database.query("update identity.otp_challenge set created_at = created_at - interval '2 minutes'");
    await open();
    await question().getByRole('button', { name: 'Get a code by message' }).click();
    await question()
      .getByRole('button', { name: /^Send a code to/ })
      .click();
    const code = question().getByRole('textbox', { name: 'Code' });
    await code.waitFor();
    await expectAccessible(page);
    await code.fill(await latestCode(device.origin, PHARMACIST));
    await setUp.getByRole('img').waitFor();
  });
});
