// Showing once more who one is before something dangerous, in the browser.
import type pg from 'pg';
import type { Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import { type Device, expectAccessible, latestCode, signInWithCode } from './browser.ts';
import { addAuthenticator, heading, keepRecoveryCodes, setUpApp, withoutFactors } from './second-factors.ts';

const PHARMACIST = '+919800000002';
const PASSWORD = 'sutra-demo-2035';

const { opened, openSecurity } = withoutFactors(PHARMACIST);
let database: pg.Client;
let device: Device;
let page: Page;
beforeEach(() => ({ database, device, page } = opened()));

/** What otherwise takes eleven minutes: the next token says that it is long since the person showed who they are. */
async function age(page: Page, path = '/security', title = 'Security'): Promise<void> {
  await database.query(
    `update identity.session set proved_at = now() - interval '11 minutes' where user_id = (select id from identity.person where mobile = $1)`,
    [PHARMACIST],
  );
  await page.goto(path);
  await heading(page, title).waitFor();
}

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

test('a password is changed after showing who one is; what was typed stays, also for who changes their mind', async () => {
  await signInWithCode(device, PHARMACIST);
  await age(page, '/sessions', 'Devices and sessions');
  await page.getByRole('button', { name: 'Change my password' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change my password' });
  const field = dialog.getByRole('textbox', { name: 'New password' });
  await field.and(page.locator(':focus')).waitFor();
  await page.keyboard.type('violet engine under seven umbrellas');
  await page.keyboard.press('Enter');
  await question().getByRole('textbox', { name: 'Password' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Escape');
  await dialog.getByText('This was not done: it needs you to show that it is you').waitFor();
  expect(await field.inputValue()).toBe('violet engine under seven umbrellas');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await question().getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  try {
    await page.getByText('Your password was changed').waitFor();
    await dialog.waitFor({ state: 'detached' });
  } finally {
    await database.query(
      `update identity.person set password_hash = (select password_hash from identity.person where mobile = '+919800000001')
       where mobile = $1`,
      [PHARMACIST],
    );
  }
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
  await setUp.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
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
  await setUp.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
});
