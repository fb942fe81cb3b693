// The story of the README: sign in on the phone, go on at the desktop, scan a real medicine, see it in the audit log.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Device, launch, openDevice, signInWithCode } from './browser.ts';
import { house } from './house.ts';

const PHARMACIST = '+919800000002';
const OWNER = '+919800000001';
const WITHIN_MS = 1000;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const sessionsPage = async (page: Page) => {
  await page.goto('/sessions');
  await page.getByRole('heading', { name: 'Devices and sessions' }).waitFor();
};

describe.each([
  ['embedded defaults', () => [house('embedded'), house('embedded')] as const],
  ['PostgreSQL and Redis, phone and desktop on two instances', () => house('instances')],
])('on %s', (_, origins) => {
  let phone: Device;
  let desktop: Device;
  beforeAll(async () => {
    phone = await openDevice(browser, origins()[0], { device: 'phone' });
    desktop = await openDevice(browser, origins()[1]);
  });
  afterAll(async () => {
    await phone.context.close();
    await desktop.context.close();
  });

  test('the phone signs in with a code, and sees the desktop appear by itself', async () => {
    await signInWithCode(phone, PHARMACIST);
    await sessionsPage(phone.page);
    await phone.page.getByText('Chrome on Android').first().waitFor();
    const before = await phone.page.getByRole('button', { name: /^Log out Chrome on Linux/ }).count();
    await signInWithCode(desktop, PHARMACIST);
    await expect
      .poll(() => phone.page.getByRole('button', { name: /^Log out Chrome on Linux/ }).count(), { timeout: 3000 })
      .toBe(before + 1);
  });

  test('the desktop scans a medicine and reads product, batch and expiry', async () => {
    const { page } = desktop;
    await page.goto('/scan');
    await page.getByRole('heading', { name: 'Scan', level: 1 }).waitFor();
    await page.getByRole('textbox', { name: 'Code' }).fill(house('demoCode'));
    await page.keyboard.press('Enter');
    const result = page.getByRole('region', { name: 'Result' });
    await result.waitFor();
    await expect.poll(() => result.textContent()).toMatch(/mg/);
    expect(await result.textContent()).toMatch(/Batch/);
  });

  test('the owner finds the scan in the audit log and verifies the chain', async () => {
    const owner = await openDevice(browser, origins()[0]);
    await signInWithCode(owner, OWNER);
    await owner.page.goto('/audit?action=scan.recorded');
    await owner.page.getByRole('table').getByText('Scanned a code').first().waitFor();
    await owner.page.goto('/audit');
    await owner.page.getByRole('button', { name: 'Verify', exact: true }).click();
    await owner.page.getByText(/^Verified: \d+ entr/).waitFor();
    expect(owner.errors).toEqual([]);
    await owner.context.close();
  });

  test('the phone logs the desktop out, and the desktop shows it within a second', async () => {
    await sessionsPage(phone.page);
    const logOut = phone.page.getByRole('button', { name: /^Log out Chrome on Linux/ }).first();
    await logOut.click();
    const dialog = phone.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Log out' }).click();
    const startedMs = Date.now();
    await desktop.page.getByText('This device was logged out').waitFor({ timeout: 5000 });
    expect(Date.now() - startedMs).toBeLessThan(WITHIN_MS);
    expect([...phone.errors, ...desktop.errors]).toEqual([]);
  });
});
