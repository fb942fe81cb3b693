// A session of the browser is bound to the key of the device: no copy of a token is worth anything elsewhere.
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Device, launch, openDevice, signInWithCode } from './browser.ts';
import { house } from './house.ts';

const PHARMACIST = '+919800000002';
const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const opened = async (path: string): Promise<Device> => {
  const device = await openDevice(browser, house('instances')[0]);
  await signInWithCode(device, PHARMACIST);
  await device.page.goto(path);
  await device.page.getByRole('heading', { level: 1 }).waitFor();
  return device;
};
const isSessions = (request: Request) => request.url().endsWith('/api/v1/auth/sessions');

test('every call proves the key, and a copy of its token is refused without it', async () => {
  const device = await openDevice(browser, house('instances')[0]);
  await signInWithCode(device, PHARMACIST);
  const [request] = await Promise.all([device.page.waitForRequest(isSessions), device.page.goto('/sessions')]);
  const { authorization, dpop } = request.headers();
  expect(authorization).toMatch(/^DPoP ey/);
  expect(dpop).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  const copied = authorization!.slice('DPoP '.length);
  const bare = await fetch(request.url(), { headers: { authorization: `Bearer ${copied}` } });
  expect(bare.status).toBe(401);
  const replayed = await fetch(request.url(), { headers: { authorization: authorization!, dpop: dpop! } });
  expect(replayed.status).toBe(401);
  expect(device.errors).toEqual([]);
  await device.context.close();
});

test('the key cannot be read out of the browser, and stays the same over sign-ins', async () => {
  const device = await opened('/');
  const first = await keyOf(device.page);
  expect(first).toEqual({ extractable: false, refusal: 'InvalidAccessError', thumbprint: expect.any(String) });
  await device.page.getByRole('button', { name: /^Account of/ }).click();
  await device.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await device.page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
  await signInWithCode(device, PHARMACIST);
  expect(await keyOf(device.page)).toEqual(first);
  expect(device.errors).toEqual([]);
  await device.context.close();
});

test('three tabs that go on together ask once', async () => {
  const device = await opened('/sessions');
  const { context } = device;
  const tabs = [device.page, await context.newPage(), await context.newPage()];
  for (const tab of tabs.slice(1)) {
    await tab.goto('/sessions');
    await tab.getByText('This device').first().waitFor();
  }
  let refreshes = 0;
  context.on('request', (request) => (refreshes += Number(request.url().endsWith('/auth/refresh'))));
  // All of them come back from sleep with a token that is too old, and want something at once.
  for (const tab of tabs) await tab.clock.install();
  await Promise.all(tabs.map((tab) => tab.reload()));
  for (const tab of tabs) await tab.getByText('This device').first().waitFor();
  for (const tab of tabs) await tab.clock.setSystemTime(Date.now() + 14.95 * MINUTE_MS);
  refreshes = 0;
  await Promise.all(tabs.map((tab) => tab.getByRole('link', { name: 'Today' }).click()));
  for (const tab of tabs) await tab.getByRole('heading', { name: 'Today', level: 1 }).waitFor();
  await expect.poll(() => refreshes).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  expect(refreshes).toBe(1);
  expect(device.errors).toEqual([]);
  await context.close();
});

test.each([
  ['a day ahead', DAY_MS],
  ['a day behind', -DAY_MS],
])('a clock that is %s still signs in, works and goes on', async (_, offMs) => {
  const device = await openDevice(browser, house('instances')[0]);
  const { page } = device;
  await page.clock.install({ time: Date.now() + offMs });
  await signInWithCode(device, PHARMACIST);
  await page.goto('/sessions');
  await page.getByText('This device').first().waitFor();
  const renewed = page.waitForResponse(/\/auth\/refresh$/);
  await page.clock.fastForward('14:30');
  expect((await renewed).status()).toBe(200);
  await page.getByRole('link', { name: 'Security' }).click();
  await page.getByRole('heading', { name: 'Security', level: 1 }).waitFor();
  await page.getByRole('heading', { name: 'Passkeys' }).waitFor();
  expect(device.errors).toEqual([]);
  await device.context.close();
});

interface Key {
  extractable: boolean;
  refusal: string;
  thumbprint: string;
}
/** What a script of the page can learn of the key. */
function keyOf(page: Page): Promise<Key> {
  return page.evaluate<Key>(`(async () => {
    const database = await new Promise((resolve, reject) => {
      const opening = indexedDB.open('sutra');
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const { privateKey, publicKey } = await new Promise((resolve) => {
      const reading = database.transaction('keys').objectStore('keys').get('device');
      reading.onsuccess = () => resolve(reading.result);
    });
    database.close();
    const refusal = await crypto.subtle.exportKey('jwk', privateKey).then(() => 'none', (error) => error.name);
    const { x, y } = await crypto.subtle.exportKey('jwk', publicKey);
    return { extractable: privateKey.extractable, refusal, thumbprint: x + y };
  })()`);
}
