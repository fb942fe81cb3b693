// An organisation that asks for a second factor: nothing else is there until the session has shown one.
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Device, expectAccessible, launch, openDevice, signInWithCode } from './browser.ts';
import { house } from './house.ts';
import { confirmApp, forgetFactors, keepRecoveryCodes, setUpApp, signInAsOperator } from './second-factors.ts';

const PHARMACIST = '+919800000002';
const OF_PHARMACIST = '(select id from identity.person where mobile = $1)';

let browser: Browser;
let database: pg.Client;
let device: Device;
let page: Page;
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
beforeEach(async () => {
  await forget();
  device = await openDevice(browser, house('instances')[0]);
  device.context.setDefaultTimeout(30_000);
  ({ page } = device);
});
afterEach(async () => {
  expect(device.errors).toEqual([]);
  await device.context.close();
});
async function forget(): Promise<void> {
  await forgetFactors(database, PHARMACIST);
  await ask(false);
}
const ask = (isRequired: boolean) =>
  database.query("update identity.organisation set second_factor_required = $1 where name = 'Asha Medical Stores'", [
    isRequired,
  ]);
const heading = (name: string) => page.getByRole('heading', { name, level: 1 });
const menu = () => page.getByRole('navigation', { name: 'Main menu' });

describe('the operator', () => {
  test('sets one up at the first sign-in and goes on where they wanted to; later it is asked for', async () => {
    await signInAsOperator(device, '/sessions');
    await heading('Devices and sessions').waitFor();
    const again = await openDevice(browser, house('instances')[1]);
    await signInAsOperator(again, '/sessions');
    await again.page.getByRole('heading', { name: 'Devices and sessions' }).waitFor();
    expect(again.errors).toEqual([]);
    await again.context.close();
  });
});

describe('an organisation that begins to ask', () => {
  test('leaves who has none nothing else to do, and gives everything back once it is there', async () => {
    await signInWithCode(device, PHARMACIST);
    await ask(true);
    await page.goto('/scan');
    await heading('A second factor first').waitFor();
    await page.getByText(/^Asha Medical Stores asks for a second factor/).waitFor();
    expect(await menu().count()).toBe(0);
    await page.keyboard.press('Control+k');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
    await page.getByRole('textbox', { name: 'Code of the app' }).waitFor(); // by now the palette would be there too
    expect(await page.getByRole('combobox', { includeHidden: true }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await setUpApp(page);
    await heading('Scan').waitFor();
    await menu().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();

    await page.goto('/security');
    await page.getByText('Asha Medical Stores asks everybody who works there for one.').waitFor();
    await page.getByRole('button', { name: 'Remove the app' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove the authenticator app?' });
    await dialog.getByRole('button', { name: 'Remove the app' }).click();
    await dialog.getByText('Your organisation asks for a second factor: set up another one first').waitFor();
  });

  test('lets who has one show it, in a session that did not need it before', async () => {
    await signInWithCode(device, PHARMACIST);
    await page.goto('/security');
    const { app } = await setUpApp(page);
    await ask(true);
    await database.query(`update identity.session set acr = 'aal1' where user_id = ${OF_PHARMACIST}`, [PHARMACIST]);
    await page.goto('/sessions');
    await heading('A second factor first').waitFor();
    const show = page.getByRole('button', { name: 'Show it now' });
    const question = page.getByRole('dialog', { name: 'Is it you?' });
    await show.click();
    await question.getByRole('textbox', { name: 'Code of the app' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await show.and(page.locator(':focus')).waitFor();
    await show.click();
    await question.getByRole('textbox', { name: 'Code of the app' }).fill(await app.code());
    await heading('Devices and sessions').waitFor();
    await menu().waitFor();
  });

  test('says where to set one up, if it was removed meanwhile', async () => {
    await signInWithCode(device, PHARMACIST);
    await page.goto('/security');
    await setUpApp(page);
    await ask(true);
    await database.query(`update identity.session set acr = 'aal1' where user_id = ${OF_PHARMACIST}`, [PHARMACIST]);
    await page.goto('/');
    await page.getByRole('button', { name: 'Show it now' }).waitFor();
    await forgetFactors(database, PHARMACIST);
    await page.getByRole('button', { name: 'Show it now' }).click();
    const question = page.getByRole('dialog', { name: 'Is it you?' });
    await question.getByText('This needs a second factor, and you have none yet.').waitFor();
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Set up a second factor' }).click();
    await page.getByText('You have no second factor yet').waitFor();
  });

  test('keeps new recovery codes in sight though the page behind them changes', async () => {
    await signInWithCode(device, PHARMACIST);
    await ask(true);
    await page.goto('/scan');
    await page.getByRole('button', { name: 'Set up an authenticator app' }).waitFor();
    const other = await device.context.newPage();
    await other.goto('/security');
    await confirmApp(other);
    // The token that another tab gets opens everything in this one too.
    await page.reload();
    await heading('Scan').waitFor();
    await other.getByRole('heading', { name: 'Security', level: 1, includeHidden: true }).waitFor();
    expect(await keepRecoveryCodes(other)).toHaveLength(10);
    await other.getByRole('heading', { name: 'Security', level: 1 }).waitFor();
  });
});
