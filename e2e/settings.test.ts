// The settings of a trading firm as people set them up: forms, history, two people at once.
import en from '../apps/console/src/i18n/en.ts' with { type: 'json' };
import hi from '../apps/console/src/i18n/hi.ts' with { type: 'json' };
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Device,
  expectAccessible,
  expectNoOverflow,
  launch,
  type Look,
  LOOKS,
  openDevice,
  picture,
  signInWithCode,
  takeFirst,
} from './browser.ts';
import { house } from './house.ts';
import { activity, addLocation, choose, freshCode, open, OWNER, TRADER } from './settings-pages.ts';

const words = { en, hi };

let browser: Browser;
let desk: Device;
beforeAll(async () => {
  browser = await launch();
  desk = await signedIn(OWNER);
});
afterAll(() => browser.close());

async function signedIn(mobile: string, look: Partial<Look> = {}): Promise<Device> {
  const device = await openDevice(browser, house('embedded'), { ...look, language: 'en' });
  await signInWithCode(device, mobile);
  return device;
}

describe('a record', () => {
  test('is added, changed, archived and restored, and its history tells all of it', async () => {
    const { page } = desk;
    const code = freshCode('STORE');
    await addLocation(page, code, 'Kadi store');
    await page.getByText('Active', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Change', exact: true }).click();
    await page.getByRole('textbox', { name: 'Town', exact: true }).fill('Kadi');
    await choose(page, 'State', '24 · Gujarat');
    await page.getByRole('textbox', { name: 'Latitude', exact: true }).fill('23.2976');
    await page.getByRole('button', { name: 'Save' }).click();
    await activity(page).getByText('Changed').waitFor();
    const diff = page.getByRole('table', { name: 'What version 2 changed' });
    expect(await diff.textContent()).toMatch(/Town.*Kadi/s);
    expect(await diff.textContent()).toMatch(/24 · Gujarat/);
    await page.getByText('23.2976°').first().waitFor();

    await page.getByRole('button', { name: 'Archive' }).click();
    await page.getByRole('dialog', { name: 'Archive Kadi store?' }).getByRole('button', { name: 'Archive' }).click();
    await page.getByRole('button', { name: 'Restore' }).waitFor();
    expect(await page.getByRole('link', { name: 'Change', exact: true }).count()).toBe(0);
    await open(page, `/settings/locations?q=${code}`, 'Locations');
    await page.getByText('Nothing matches').waitFor();
    await page.getByRole('combobox', { name: 'Which records' }).selectOption('only');
    await page.getByRole('button', { name: 'Details of Kadi store' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Open the record' }).click();
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
    await page.getByText('Active', { exact: true }).waitFor();
    await activity(page).getByText('Restored').waitFor();
    expect(await activity(page).getByRole('listitem').count()).toBe(4);
  });

  test('says beside its fields what is wrong, and keeps what was typed', async () => {
    const { page } = desk;
    const code = freshCode('TWICE');
    await addLocation(page, code, 'First');
    await open(page, '/settings/locations/new', 'New location');
    await page.getByRole('button', { name: 'Save' }).click();
    const summary = page.getByRole('alert');
    await summary.waitFor();
    expect(await summary.getByRole('listitem').count()).toBe(3);
    await page.getByRole('textbox', { name: 'Code', exact: true }).fill(code.toLowerCase());
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Second');
    await page.getByRole('textbox', { name: 'PIN code', exact: true }).fill('12');
    await choose(page, 'Kind of place', 'gin');
    await page.getByRole('button', { name: 'Save' }).click();
    await summary.getByText('A PIN code has six digits').waitFor();
    await page.getByRole('textbox', { name: 'PIN code', exact: true }).fill('382715');
    await page.getByRole('button', { name: 'Save' }).click();
    await summary.getByText('Another record has this already').waitFor();
    expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Second');
    await page.getByRole('button', { name: 'Cancel' }).click();
    const guard = page.getByRole('dialog', { name: 'Leave without saving?' });
    await guard.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('heading', { level: 1, name: 'Locations' }).waitFor();
  });

  test('is added with the keyboard alone', async () => {
    const { page } = desk;
    await open(page, '/settings', 'Settings');
    await page.getByRole('link', { name: 'Locations' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Add location' }).waitFor();
    await page.getByRole('link', { name: 'Add location' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'New location' }).waitFor();
    await page.getByRole('textbox', { name: 'Code', exact: true }).focus();
    await page.keyboard.type(freshCode('KEYS'));
    await page.keyboard.press('Tab');
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Tab');
    await page.keyboard.type('mar');
    await page.getByRole('option', { name: 'gin' }).waitFor({ state: 'detached' });
    // Nothing is chosen from the list yet: nothing is saved, and what was typed stays.
    await page.keyboard.press('Enter');
    expect(await page.getByRole('combobox', { name: 'Kind of place' }).inputValue()).toBe('mar');
    expect(await page.getByRole('alert').count()).toBe(0);
    await takeFirst(page, 'ket', /market/);
    await page.keyboard.press('Tab');
    await page.keyboard.type('Station road');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'By keyboard' }).waitFor();
    await page.getByText('market').first().waitFor();
  });

  test('that somebody else changed meanwhile is joined, and nothing is overwritten', async () => {
    const mine = desk.page;
    const path = await addLocation(mine, freshCode('BOTH'), 'Common store');
    const other = await signedIn(OWNER);
    const theirs = other.page;
    await mine.getByRole('link', { name: 'Change', exact: true }).click();
    await mine.getByRole('textbox', { name: 'Town', exact: true }).fill('Rajkot');
    await mine.getByRole('textbox', { name: 'Note', exact: true }).fill('Mine');
    await open(theirs, `${path}?edit=yes`, /Change/);
    await theirs.getByRole('textbox', { name: 'Town', exact: true }).fill('Morbi');
    await theirs.getByRole('textbox', { name: 'Street', exact: true }).fill('Their road');
    await theirs.getByRole('button', { name: 'Save' }).click();
    await theirs.getByRole('link', { name: 'Change', exact: true }).waitFor();
    // Told live, quietly, with everything as it was typed.
    await mine.getByText('Changed by somebody else meanwhile').waitFor();
    expect(await mine.getByRole('textbox', { name: 'Town', exact: true }).inputValue()).toBe('Rajkot');
    await mine.getByRole('button', { name: 'Save' }).click();
    const dialog = mine.getByRole('dialog', { name: 'Somebody else changed this record' });
    await dialog.waitFor();
    await picture(mine, 'settings-merge');
    await expectAccessible(mine);
    await dialog.getByRole('radio').first().click(); // Rajkot
    await dialog.getByRole('button', { name: 'Save merged' }).click();
    await mine.getByRole('link', { name: 'Change', exact: true }).waitFor();
    const facts = mine.getByRole('region', { name: 'Facts' });
    for (const value of ['Rajkot', 'Their road', 'Mine']) await facts.getByText(value).waitFor();
    expect([...desk.errors, ...other.errors]).toEqual([]);
    await other.context.close();
  });

  test('that somebody else adds comes into the list by itself', async () => {
    const { page } = desk;
    const other = await signedIn(OWNER);
    const code = freshCode('LIVE');
    await open(page, `/settings/locations?q=${code}`, 'Locations');
    await page.getByText('Nothing matches').waitFor();
    await addLocation(other.page, code, 'From elsewhere');
    await page.getByRole('cell', { name: 'From elsewhere', exact: true }).waitFor();
    await other.context.close();
  });

  test('is saved once although the connection broke while it was being saved', async () => {
    const { page, context } = desk;
    const code = freshCode('LOST');
    await open(page, '/settings/locations/new', 'New location');
    await page.getByRole('textbox', { name: 'Code', exact: true }).fill(code);
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Lost line');
    await choose(page, 'Kind of place', 'mill');
    // The server takes the record, and the answer is lost; then there is no connection at all.
    await page.route('**/api/v1/settings/locations', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await route.fetch();
      await route.abort();
    });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
    expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Lost line');
    await page.unroute('**/api/v1/settings/locations');
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Lost line' }).waitFor();
    await open(page, `/settings/locations?q=${code}`, 'Locations');
    await page.getByText('1 record', { exact: true }).waitFor();
  });

  test.each([
    ['markup', '<img src=x onerror="document.title=\'taken\'"><script>document.title="taken"</script>'],
    ['writing from right to left', 'مستودع القطن \u202Eevil'],
    ['emoji', '🧺👨‍👩‍👧‍👦 कपास गोदाम 🇮🇳'],
    ['two hundred characters', 'W'.repeat(200)],
    ['a pattern of messages', '{name} {count, plural, one {#} other {#}} <b>'],
  ])('shows %s as text, everywhere', async (_, name) => {
    const { page } = desk;
    const code = freshCode('TEXT');
    await addLocation(page, code, name);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(name);
    await expectNoOverflow(page);
    await open(page, `/settings/locations?q=${code}`, 'Locations');
    await page.getByRole('cell', { name, exact: true }).waitFor();
    await expectNoOverflow(page);
    await page.getByRole('cell', { name, exact: true }).click();
    await page.getByRole('dialog').waitFor();
    expect(await page.title()).not.toBe('taken');
    expect(desk.errors).toEqual([]);
  });
});

describe('several records', () => {
  test('are archived together, and those that are in use are named with the reason', async () => {
    const { page } = desk;
    const code = freshCode('FIBRE');
    await open(page, '/settings/parameters/new', 'New quality parameter');
    await choose(page, 'Commodity', 'Raw cotton (lint) · COTTON');
    await page.getByRole('textbox', { name: 'Code', exact: true }).fill(code);
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Unused measure');
    await choose(page, 'Measured as', 'a number');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Unused measure' }).waitFor();
    await open(page, '/settings/parameters', 'Quality parameters');
    await page.getByRole('checkbox', { name: /Staple length/ }).check();
    await page.getByRole('checkbox', { name: /Unused measure/ }).check();
    await page.getByRole('button', { name: 'Archive 2' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
    const refused = page.getByRole('dialog', { name: '1 record was not archived' });
    await refused.getByText('Other records still use this').waitFor();
    expect(await refused.textContent()).toContain('Staple length');
    await page.keyboard.press('Escape');
    await page.getByRole('cell', { name: 'Unused measure', exact: true }).waitFor({ state: 'detached' });
  });

  test('are found, sorted and filtered, and the address holds all of it', async () => {
    const { page } = desk;
    await open(page, '/settings/parameters/', 'Quality parameters');
    await page.getByRole('combobox', { name: 'Commodity' }).selectOption({ label: 'Castor seed · CASTOR' });
    await page.getByRole('button', { name: 'Name', exact: true }).click();
    await page.getByRole('button', { name: 'Name', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Name or code' }).fill('o');
    await page.waitForURL(/q=o/);
    const address = page.url();
    expect(address).toMatch(/sort=-name/);
    expect(address).toMatch(/commodityId=/);
    await page.reload();
    await page.getByRole('cell', { name: 'Sand, silica and other matter', exact: true }).waitFor();
    expect(await page.getByRole('searchbox', { name: 'Name or code' }).inputValue()).toBe('o');
    expect(await page.getByRole('cell', { name: 'Raw cotton (lint)' }).count()).toBe(0);
  });
});

test('who opens a record while the search waits for a pause in typing stays with the record', async () => {
  const { page, context } = await signedIn(OWNER);
  const code = freshCode('LEFT');
  await addLocation(page, code, 'Left behind');
  // As after a new version: the page of the record is loaded first, and that takes longer than the pause.
  await page.goto('/settings/locations');
  await page.getByRole('cell', { name: code, exact: true }).click();
  const link = page.getByRole('dialog').getByRole('link', { name: 'Open the record' });
  await link.waitFor();
  await page.route('**/*.js', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await page.getByRole('searchbox', { name: 'Name or code' }).fill(code);
  await link.click();
  await activity(page).waitFor();
  expect(new URL(page.url()).search).toBe('');
  await context.close();
});

test('whoever may only read sees everything and changes nothing', async () => {
  const trader = await signedIn(TRADER);
  const { page } = trader;
  await open(page, '/settings/locations', 'Locations');
  await page.getByRole('button', { name: 'Export' }).waitFor();
  expect(await page.getByRole('link', { name: /Add|Import/ }).count()).toBe(0);
  expect(await page.getByRole('checkbox').count()).toBe(0);
  await page.locator('tbody tr').first().click();
  await page.getByRole('dialog').getByRole('link', { name: 'Open the record' }).click();
  await activity(page).waitFor();
  expect(await page.getByRole('button', { name: /Archive/ }).count()).toBe(0);
  await page.goto(`${page.url()}?edit=yes`);
  await activity(page).waitFor();
  expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
  await page.goto('/settings/locations/new');
  await page.getByText('You do not have the permission for this page').waitFor();
  await trader.context.close();
});

test('an address with a kind that does not exist says so', async () => {
  const { page } = desk;
  await page.goto('/settings/nonsense');
  await page.getByText('There is no such page').waitFor();
});

describe.each(LOOKS)('$device, $colours, $language', (look) => {
  const { device: kind, colours, language } = look;
  const text = words[language];
  let device: Device;
  beforeAll(async () => {
    device = await signedIn(OWNER, look);
    await device.page.evaluate(`localStorage.setItem('sutra.language', '${language}')`);
  });
  afterAll(() => device.context.close());

  const check = async (name: string) => {
    const { page } = device;
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    await expectNoOverflow(page);
    await expectAccessible(page);
    await picture(page, `${name}-${kind}-${colours}-${language}`);
  };

  test.each([
    ['settings', '/settings'],
    ['settings-parameters', '/settings/parameters'],
    ['settings-delivery-terms', '/settings/delivery-terms'],
    ['settings-new-variety', '/settings/varieties/new'],
    ['settings-new-commodity', '/settings/commodities/new'],
    ['settings-new-payment-term', '/settings/payment-terms/new'],
    ['settings-import', '/settings/locations/import'],
    ['settings-imports', '/settings/imports'],
  ])('%s', async (name, path) => {
    await device.page.goto(path);
    await check(name);
  });

  test('a grid: its panel and its rules', async () => {
    const { page } = device;
    await page.goto('/settings/quality-grids?q=NCDEX-28.5');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByRole('button', { name: /NCDEX/ }).first().click();
    await page.getByRole('dialog').waitFor();
    await check('settings-grid-panel');
    await page.getByRole('link', { name: text['settings.openRecord'] }).click();
    await page.getByRole('tab', { name: text['settings.field.rules'] }).waitFor();
    await check('settings-grid-rules');
  });

  test('a grid: a sample, and the form', async () => {
    const { page } = device;
    await page.getByRole('tab', { name: text['settings.preview'] }).click();
    const preview = page.getByRole('region', { name: text['settings.preview'] });
    await preview.getByRole('textbox').first().fill('54500');
    await preview.getByRole('textbox').nth(1).fill('28.2');
    await check('settings-grid-sample');
    await page.getByRole('link', { name: text['settings.change'], exact: true }).click();
    await page.getByRole('button', { name: text['settings.save'] }).waitFor();
    await check('settings-grid-form');
  });

  test('no page reported an error', () => {
    expect(device.errors).toEqual([]);
  });
});
