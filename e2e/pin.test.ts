// Two people at one counter: each switches to themselves with two touches and a PIN.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import en from '../apps/console/src/i18n/en.ts' with { type: 'json' };
import hi from '../apps/console/src/i18n/hi.ts' with { type: 'json' };
import {
  type Device,
  expectAccessible,
  expectNoOverflow,
  launch,
  LOOKS,
  openDevice,
  picture,
  signInWithCode,
} from './browser.ts';
import { type Server, startServer } from './server.ts';

const words = { en, hi };
const OWNER = '+919800000001';
const PHARMACIST = '+919800000002';

let browser: Browser;
let server: Server;
let dataDir: string;
beforeAll(async () => {
  browser = await launch();
  dataDir = mkdtempSync(join(tmpdir(), 'sutra-e2e-pin-'));
  server = await startServer({ env: { SUTRA_DATA_DIR: dataDir } });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();

async function setPin(page: Page, pin: string): Promise<void> {
  await page.goto('/security');
  await page.getByRole('button', { name: 'Set a PIN' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set a PIN' });
  await dialog.getByLabel('New PIN').fill(pin);
  await dialog.getByLabel('The PIN once more').fill(pin);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText(/^Works until/).waitFor();
}
async function openSwitch(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Switch person' }).click();
  await heading(page, 'Who are you?');
}
const tile = (page: Page, name: string) => page.getByRole('list').getByRole('button', { name });
/** With the keys of the page, as at a till. */
async function touchPin(page: Page, pin: string): Promise<void> {
  for (const digit of pin) await page.getByRole('button', { name: digit, exact: true }).click();
  await page.getByRole('button', { name: 'Go on' }).click();
}
/** What assistive technology is told of a field. */
async function spokenValue(page: Page, name: string): Promise<unknown> {
  const devTools = await page.context().newCDPSession(page);
  const { nodes } = await devTools.send('Accessibility.getFullAXTree');
  await devTools.detach();
  return nodes.find((node) => node.role?.value === 'textbox' && node.name?.value === name)?.value?.value;
}
const isIn = (page: Page, name: string) => page.getByRole('button', { name: `Account of ${name}` }).waitFor();

describe('one browser', () => {
  let counter: Device;
  beforeAll(async () => {
    counter = await openDevice(browser, server.origin);
  });
  afterAll(() => counter.context.close());

  test('says how to get there while nobody has a PIN', async () => {
    const { page } = counter;
    await page.goto('/switch');
    await page.getByText('Nobody has a PIN in this browser yet').waitFor();
    await page.goto('/sign-in');
    await heading(page, 'Sign in');
    expect(await page.getByRole('link', { name: 'Switch with a PIN' }).count()).toBe(0);
  });

  test('is signed in on by two people, each of whom sets a PIN', async () => {
    const { page } = counter;
    await signInWithCode(counter, OWNER);
    await page.goto('/security');
    await page.getByRole('button', { name: 'Set a PIN' }).click();
    const dialog = page.getByRole('dialog', { name: 'Set a PIN' });
    await dialog.getByLabel('New PIN').fill('1234');
    await dialog.getByLabel('The PIN once more').fill('4321');
    await page.keyboard.press('Enter');
    await dialog.getByText('The two are not the same').waitFor();
    await dialog.getByLabel('The PIN once more').fill('1234');
    await page.keyboard.press('Enter');
    await dialog.getByText(/one of those that are tried first/).waitFor();
    await expectAccessible(page);
    await picture(page, 'pin-set-refused-desktop-light-en');
    await page.keyboard.press('Escape');
    await setPin(page, '4711');
    await openSwitch(page);
    expect(await page.getByRole('navigation', { name: 'Main menu' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Somebody else; Asha Patel is signed out' }).click();
    await heading(page, 'Sign in');
    await page.getByRole('link', { name: 'Switch with a PIN' }).waitFor();
    await signInWithCode(counter, PHARMACIST);
    await setPin(page, '802496');
  });

  test('goes on as whoever types their PIN, in every tab; the session before has ended', async () => {
    const { page, context } = counter;
    const isSessions = (request: Request) => request.url().endsWith('/api/v1/auth/sessions');
    const [request] = await Promise.all([page.waitForRequest(isSessions), page.goto('/sessions')]);
    const { authorization } = request.headers();
    const tab = await context.newPage();
    await tab.goto('/sessions');
    await isIn(tab, 'Ravi Kumar');
    const before = async () => {
      const answer = await fetch(request.url(), { headers: { authorization: authorization! } });
      return ((await answer.json()) as { code: string }).code;
    };
    expect(await before()).toBe('auth.dpop_required'); // alive: it only lacks its proof
    const seen: string[] = [];
    tab.on('framenavigated', (frame) => seen.push(new URL(frame.url()).pathname));
    await page.bringToFront();
    await openSwitch(page);
    await tile(page, 'Asha Patel').click();
    await heading(page, 'Asha Patel');
    await touchPin(page, '4711');
    await heading(page, 'Today');
    await isIn(page, 'Asha Patel');
    expect(await before()).toBe('auth.token_revoked');
    await isIn(tab, 'Asha Patel');
    await tab.getByText('This device').first().waitFor();
    expect(seen.filter((path) => path === '/sign-in')).toEqual([]);
    await tab.close();
  });

  test('shows the next person nothing of the one before', async () => {
    const { page } = counter;
    await page.getByRole('link', { name: 'People and roles' }).click();
    await page
      .getByRole('cell', { name: /98000 00002/ })
      .first()
      .waitFor();
    await openSwitch(page);
    expect(await page.getByText(/98000 00002/).count()).toBe(0);
    await tile(page, 'Ravi Kumar').focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('PIN', { exact: true }).waitFor();
    await page.keyboard.type('80249');
    await page.getByText('5 digits typed').waitFor();
    expect(await spokenValue(page, 'PIN')).toBe('•••••');
    await page.keyboard.press('Backspace');
    await page.getByText('4 digits typed').waitFor();
    await page.getByRole('button', { name: '9', exact: true }).focus();
    await page.keyboard.type('96');
    await page.getByText('6 digits typed').waitFor();
    await page.getByLabel('PIN', { exact: true }).focus();
    await page.keyboard.press('Enter');
    await heading(page, 'Today');
    await isIn(page, 'Ravi Kumar');
    await page.goBack(); // the page of the one before is in the history; what it showed is not
    await isIn(page, 'Ravi Kumar');
    await page.getByText('You do not have the permission for this').first().waitFor();
    expect(await page.getByText(/98000 00001/).count()).toBe(0);
    expect(await page.getByRole('row').count()).toBe(0);
  });

  test('lets nobody in as the person who was here, though the server was away when it was opened', async () => {
    const { page } = counter;
    await page.route('**/api/v1/auth/refresh', (route) => route.abort());
    await page.goto('/switch');
    await tile(page, 'Ravi Kumar').waitFor();
    const other = page.getByRole('button', { name: 'Somebody else', exact: true });
    await other.click();
    await page.getByRole('alert').waitFor();
    await page.unroute('**/api/v1/auth/refresh');
    await other.click();
    await heading(page, 'Sign in');
    await page.getByRole('link', { name: 'Switch with a PIN' }).click();
    await tile(page, 'Ravi Kumar').click();
    await touchPin(page, '802496');
    await isIn(page, 'Ravi Kumar');
  });

  test('lets the one who was here go back', async () => {
    const { page } = counter;
    await page.goto('/');
    await openSwitch(page);
    await page.getByRole('link', { name: 'Back to Ravi Kumar' }).click();
    await heading(page, 'Today');
    await isIn(page, 'Ravi Kumar');
  });

  test('says when it is over, and what is typed stays while the state of it cannot be read anew', async () => {
    const page = await counter.context.newPage();
    await page.clock.install();
    let isRefused = false;
    await page.route('**/api/v1/auth/pin', async (route) => {
      const response = await route.fetch();
      const pin = (await response.json()) as object;
      const over = { ...pin, usableUntil: '2025-01-02T06:30:00.000Z' };
      const refusal = { type: 'about:blank', title: 'No', status: 500, code: 'server.error' };
      await route.fulfill(isRefused ? { status: 500, json: refusal } : { response, json: over });
    });
    await page.goto('/security');
    await page.getByText(/^It worked until 02 Jan 2025/).waitFor();
    await page.getByRole('button', { name: 'Change the PIN' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change the PIN' });
    await dialog.getByLabel('New PIN').fill('59');
    isRefused = true;
    await page.clock.fastForward(11_000); // what was read is old now
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))");
    await page.getByRole('button', { name: 'Try again', includeHidden: true }).first().waitFor({ state: 'attached' });
    expect(await dialog.getByLabel('New PIN').inputValue()).toBe('••');
    await page.close();
  });

  test('asks for a full proof before what is dangerous', async () => {
    const { page } = counter;
    await page.goto('/security');
    await page.getByRole('button', { name: 'Change the PIN' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change the PIN' });
    await dialog.getByLabel('New PIN').fill('5917');
    await dialog.getByLabel('The PIN once more').fill('5917');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Is it you?' }).getByRole('button', { name: 'Close' }).click();
    await page.getByText('This was not done: it needs you to show that it is you').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  test('locks a PIN after five wrong ones, and a full sign-in unlocks it', async () => {
    const { page } = counter;
    await openSwitch(page);
    await tile(page, 'Asha Patel').click();
    await touchPin(page, '47');
    await page.getByRole('alert').getByText('Enter four to six digits').waitFor();
    await page.getByRole('button', { name: 'Delete the last digit' }).click();
    await page.getByRole('button', { name: 'Delete the last digit' }).click();
    for (let count = 1; count <= 4; count += 1) {
      const answered = page.waitForResponse(/\/pin\/sign-in$/);
      await touchPin(page, '4712');
      await answered;
      await page.getByRole('alert').getByText('That PIN is not right here').waitFor();
      await expect.poll(() => page.getByLabel('PIN', { exact: true }).inputValue()).toBe('');
      expect(await page.getByText('One more wrong PIN locks it').count()).toBe(count === 4 ? 1 : 0);
    }
    await expectAccessible(page);
    await picture(page, 'pin-last-try-desktop-light-en');
    await touchPin(page, '4712');
    await page.getByText('This PIN is locked here').waitFor();
    await page.getByRole('button', { name: 'To the others' }).click();
    await page.getByRole('heading', { name: 'Who are you?' }).and(page.locator(':focus')).waitFor();
    await tile(page, 'Asha Patel').getByText('PIN locked').waitFor();
    await tile(page, 'Asha Patel').click();
    await page.getByRole('button', { name: 'Sign in fully' }).click();
    await heading(page, 'Sign in');
    await signInWithCode(counter, OWNER);
    await openSwitch(page);
    await tile(page, 'Ravi Kumar').waitFor();
    expect(await page.getByText('PIN locked').count()).toBe(0);
    await tile(page, 'Asha Patel').click();
    await touchPin(page, '4711');
    await isIn(page, 'Asha Patel');
    await page.goto('/sessions?tab=history');
    await page
      .getByRole('row', { name: /PIN.*Signed in/ })
      .first()
      .waitFor();
    await page
      .getByRole('row', { name: /Wrong PIN/ })
      .first()
      .waitFor();
    await page
      .getByRole('row', { name: /Refused: too many attempts/ })
      .first()
      .waitFor();
    expect(counter.errors).toEqual([]);
  });

  test('does not lose what is typed and not saved', async () => {
    const { page } = counter;
    await page.goto('/organisation');
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    await name.fill('Asha Medical Stores and more');
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Switch person' }).click();
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    await question.getByRole('button', { name: 'Go on editing' }).click();
    expect(await name.inputValue()).toBe('Asha Medical Stores and more');
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Switch person' }).click();
    await question.getByRole('button', { name: 'Leave without saving' }).click();
    await heading(page, 'Who are you?');
    await page.goto('/organisation');
    await expect.poll(() => name.inputValue()).toBe('Asha Medical Stores');
  });

  test('forgets a PIN that is taken away', async () => {
    const { page } = counter;
    await page.goto('/security');
    await page.getByRole('button', { name: 'Remove the PIN' }).click();
    const question = page.getByRole('dialog', { name: 'Remove the PIN on this device?' });
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Remove the PIN' }).click();
    await page.getByRole('button', { name: 'Set a PIN' }).waitFor();
    await openSwitch(page);
    await tile(page, 'Ravi Kumar').waitFor();
    expect(await tile(page, 'Asha Patel').count()).toBe(0);
    expect(counter.errors).toEqual([]);
  });
});

test.each(LOOKS)('every page of it: $device, $colours, $language', { timeout: 60_000 }, async (look) => {
  const { device: kind, colours, language } = look;
  const device = await openDevice(browser, server.origin, look);
  const { page } = device;
  const word = (key: keyof typeof en) => words[language][key];
  const seen = async (what: string) => {
    await expectNoOverflow(page);
    await expectAccessible(page);
    await picture(page, `pin-${what}-${kind}-${colours}-${language}`);
  };
  await page.goto('/switch');
  await page.getByText(word('switch.empty')).waitFor();
  await seen('nobody');
  for (const mobile of [OWNER, PHARMACIST]) {
    await page.goto('/sign-in?method=password');
    await page.getByRole('textbox', { name: word('signIn.identifier') }).fill(mobile);
    await page.locator('input[type=password]').fill('sutra-demo-2035');
    await page.keyboard.press('Enter');
    await heading(page, word('today.title'));
    await page.goto('/security');
    await page.getByRole('button', { name: word('security.pin.set') }).click();
    const dialog = page.getByRole('dialog', { name: word('security.pin.set') });
    await dialog.getByLabel(word('security.pin.new')).fill('4711');
    if (mobile === OWNER) await seen('set');
    await dialog.getByLabel(word('security.pin.again')).fill('4711');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: word('security.pin.remove') }).waitFor();
    await dialog.waitFor({ state: 'hidden' });
    if (mobile === OWNER) {
      await page.getByRole('button', { name: word('security.pin.remove') }).scrollIntoViewIfNeeded();
      await seen('card');
      await page.goto('/switch');
      await page.getByRole('button', { name: word('switch.other.leaving').replace('{name}', 'Asha Patel') }).click();
      await heading(page, word('signIn.title'));
    }
  }
  await page.goto('/sign-in');
  if (kind === 'phone') {
    await page.getByRole('button', { name: word('shell.menu') }).click();
    await page.getByRole('link', { name: word('shell.switchPerson') }).click();
  } else await page.goto('/switch');
  await tile(page, 'Ravi Kumar').waitFor();
  await seen('people');
  await tile(page, 'Ravi Kumar').click();
  await page.keyboard.type('802');
  await seen('pad');
  await page.keyboard.type('111');
  await page.keyboard.press('Enter');
  await page.getByText(word('problem.auth.pin_invalid')).waitFor();
  await seen('wrong');
  expect(device.errors).toEqual([]);
  await device.context.close();
});
