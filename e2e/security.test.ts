// Second factors in the browser: set up, and asked for at the sign-in.
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Device, expectAccessible, latestCode, openDevice, signInWithCode } from './browser.ts';
import { house } from './house.ts';
import {
  addAuthenticator,
  confirmApp,
  heading,
  keepRecoveryCodes,
  setUpApp,
  signInWithPassword,
  withoutFactors,
} from './second-factors.ts';

const PHARMACIST = '+919800000002';
const PASSWORD = 'sutra-demo-2035';

const { opened, openSecurity } = withoutFactors(PHARMACIST);
let browser: Browser;
let device: Device;
let page: Page;
beforeEach(() => ({ browser, device, page } = opened()));

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
    await dialog
      .getByRole('alert')
      .getByText(/That is not the code of this moment/)
      .waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    const { recoveryCodes } = await setUpApp(page);
    expect(recoveryCodes).toHaveLength(10);
    await page.getByText('Your account is protected by a second factor').waitFor();
    await page.getByText('10 of 10 left').waitFor();
    await expectAccessible(page);
  });

  test('has recovery codes that are downloaded, all ten and for whom, and printed with nothing else of the page', async () => {
    await page.addInitScript('window.timesPrinted = 0; window.print = () => { window.timesPrinted += 1; }');
    await openSecurity();
    await confirmApp(page);
    const dialog = page.getByRole('dialog', { name: 'Recovery codes', exact: true });
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('sutra-recovery-codes.txt');
    const lines = readFileSync(await file.path(), 'utf8').split('\n');
    const [title, forWhom, blank, ...codes] = lines;
    expect([title, blank]).toEqual(['Sutra: Recovery codes', '']);
    expect(forWhom).toMatch(/^Ravi Kumar, \d\d [A-Z][a-z]{2} \d{4}\. Each code works once\.$/);

    await dialog.getByRole('button', { name: 'Print' }).click();
    expect(await page.evaluate('window.timesPrinted')).toBe(1);
    await page.emulateMedia({ media: 'print' });
    await page.getByText(title!).waitFor();
    await page.getByText(forWhom!).waitFor();
    for (const other of ['Print', 'Done'])
      expect(await dialog.getByRole('button', { name: other }).isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });

    const shown = await keepRecoveryCodes(page);
    expect(new Set(shown).size).toBe(10);
    expect(codes).toEqual([...shown, '']);
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
    await page.getByRole('dialog', { name: 'Recovery codes', exact: true }).waitFor();
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
