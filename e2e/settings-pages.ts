// What tests of the settings' pages do as people do it.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { type Device, launch, openDevice, signInWithCode } from './browser.ts';
import { house } from './house.ts';

export const OWNER = '+919800000011';
export const TRADER = '+919800000012';

/** The owner at a desk, signed in from before the first test of a file until after its last. */
export function ownersDesk(): () => Device {
  let desk: Device;
  beforeAll(async () => {
    desk = await openDevice(await launch(), house('embedded'));
    await signInWithCode(desk, OWNER);
  });
  afterAll(() => desk.context.browser()!.close());
  return () => desk;
}

export async function open(page: Page, path: string, title: string | RegExp): Promise<void> {
  await page.goto(path);
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

/** A code that no other test uses. */
let last = 0;
export const freshCode = (begin: string) => `${begin}-${(Date.now() % 1e8).toString(36)}${(last += 1)}`.toUpperCase();

export async function choose(page: Page, field: string | RegExp, option: string): Promise<void> {
  await page.getByRole('combobox', { name: field }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

export const activity = (page: Page) => page.getByRole('list', { name: 'History' });

/** Adds a location and stays on its page; gives its address. */
export async function addLocation(page: Page, code: string, name: string): Promise<string> {
  await open(page, '/settings/locations/new', 'New location');
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill(code);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await choose(page, 'Kind of place', 'warehouse');
  await page.getByRole('button', { name: 'Save' }).click();
  await activity(page).waitFor();
  return new URL(page.url()).pathname;
}
