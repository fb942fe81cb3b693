// A sign-in that looks unusual: what a person sees of it, says of it, and what an organisation decides about it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PositionServer, startPositions } from '@sutra/testkit/positions';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import en from '../apps/console/src/i18n/en.ts' with { type: 'json' };
import hi from '../apps/console/src/i18n/hi.ts' with { type: 'json' };
import {
  type Device,
  expectAccessible,
  expectNoOverflow,
  latestCode,
  launch,
  type Look,
  LOOKS,
  openDevice,
  picture,
  signInWithCode,
  typeCode,
} from './browser.ts';
import { type Server, startServer } from './server.ts';

const words = { en, hi };
const OWNER = '+919800000001';
const PHARMACIST = '+919800000002';
const PASSWORD = 'sutra-demo-2035';
const RAJKOT = '203.0.113.7';
/** Another network of the same town. */
const NEARBY = '203.0.112.7';

let browser: Browser;
let positions: PositionServer;
let server: Server;
let dataDir: string;
beforeAll(async () => {
  browser = await launch();
  positions = await startPositions();
  dataDir = mkdtempSync(join(tmpdir(), 'sutra-e2e-risk-'));
  const env = {
    SUTRA_DATA_DIR: dataDir,
    SUTRA_TRUSTED_PROXIES: '127.0.0.1,::1',
    SUTRA_POSITION_URL: positions.url,
  };
  server = await startServer({ env });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await positions.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function openAt(ip: string, look: Partial<Look> = {}): Promise<Device> {
  const device = await openDevice(browser, server.origin, look);
  await device.context.setExtraHTTPHeaders({ 'x-forwarded-for': ip });
  return device;
}

/** The last message about a sign-in that a number got. */
async function linkTo(mobile: string): Promise<string> {
  const answer = await fetch(`${server.origin}/api/v1/dev/messages?to=${encodeURIComponent(mobile)}`);
  const { messages } = (await answer.json()) as { messages: { text: string }[] };
  const found = messages.map(({ text }) => /(\/not-me#[\w-]{43})$/m.exec(text)?.[1]).find((link) => link !== undefined);
  return found!;
}
const wrongCode = (code: string) => (code === '000000' ? '000001' : '000000');
const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();

describe('a sign-in on a new device in a new network', () => {
  let own: Device;
  let other: Device;
  beforeAll(async () => {
    own = await openAt(RAJKOT);
    await signInWithCode(own, PHARMACIST);
    other = await openAt(NEARBY, { device: 'phone' });
    await signInWithCode(other, PHARMACIST);
  });
  afterAll(async () => {
    for (const { context } of [own, other]) await context.close();
  });

  test('is told on the other devices, with the reasons', async () => {
    const { page } = own;
    await page.getByRole('button', { name: /^Notifications: \d+ unread/ }).click();
    await page.getByText('Unusual sign-in on Chrome on Android: was it you?').waitFor();
    await page.getByText(/New device, New network/).waitFor();
    await expectAccessible(page);
    await picture(page, 'risk-notification-desktop-light-en');
    await page.keyboard.press('Escape');
  });

  test('is ended by the link of the message: opening it does nothing, the button does', async () => {
    const link = await linkTo(PHARMACIST);
    const reader = await openAt('11.0.0.9', { device: 'phone' });
    const { page } = reader;
    await page.goto(link);
    await heading(page, 'Was this you?');
    await page.getByText('Chrome on Android').waitFor();
    await page.getByText('India').waitFor();
    await expectAccessible(page);
    await picture(page, 'risk-not-me-phone-light-en');
    await other.page.reload();
    await other.page.getByRole('button', { name: 'Open the menu' }).waitFor(); // still signed in
    await page.getByRole('button', { name: 'This wasn’t me' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('That session has ended').waitFor();
    await expectAccessible(page);
    await picture(page, 'risk-not-me-done-phone-light-en');
    await other.page.getByText('This device was logged out').waitFor();
    await page.getByRole('link', { name: 'Sign in with a code and change the password' }).click();
    await heading(page, 'Sign in');
    await page.goto(link);
    await page.reload();
    await page.getByText('This link is not valid any more').waitFor();
    expect([...reader.errors, ...other.errors]).toEqual([]);
    await reader.context.close();
  });

  test('stands in the history, where one can say the same of any other', async () => {
    const again = await openAt('11.0.1.9', { device: 'phone' });
    await signInWithCode(again, PHARMACIST);
    const { page } = own;
    await page.goto('/sessions?tab=history');
    await page.getByRole('row', { name: /You said: not me/ }).waitFor();
    const row = page.getByRole('row', { name: /Signed in.*Unusual/ }).first();
    await row.getByRole('button', { name: 'This wasn’t me: Chrome on Android' }).click();
    const question = page.getByRole('dialog', { name: 'Was somebody else on Chrome on Android?' });
    await expectAccessible(page);
    await picture(page, 'risk-disown-desktop-light-en');
    await question.getByRole('button', { name: 'This wasn’t me' }).click();
    await question.waitFor({ state: 'hidden' });
    await again.page.getByText('This device was logged out').waitFor();
    await expect.poll(() => page.getByRole('row', { name: /You said: not me/ }).count()).toBe(2);
    // Of the session that one is using there is nothing to say.
    const rows = await page.getByRole('row', { name: /Signed in/ }).count();
    expect(await page.getByRole('button', { name: /^This wasn’t me/ }).count()).toBeLessThan(rows);
    expect(own.errors).toEqual([]);
    await again.context.close();
  });
});

describe('an owner', () => {
  let owner: Device;
  beforeAll(async () => {
    owner = await openAt(RAJKOT);
    await signInWithCode(owner, OWNER);
  });
  afterAll(() => owner.context.close());

  test('decides what is done about unusual sign-ins; less for more risk is refused beside the field', async () => {
    const { page } = owner;
    await page.goto('/organisation');
    await page.getByRole('tab', { name: 'Security' }).click();
    const choose = async (field: string, option: string) => {
      await page
        .getByRole('combobox', { name: field })
        .or(page.getByRole('textbox', { name: field }))
        .first()
        .click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };
    await choose('Elevated risk', 'Nothing');
    await choose('Low risk', 'Tell the person');
    await page.getByRole('button', { name: 'Save the rules' }).click();
    await page
      .getByText(/More risk needs at least as much/)
      .first()
      .waitFor();
    await expectAccessible(page);
    await picture(page, 'risk-policy-refused-desktop-light-en');
    await choose('Elevated risk', 'Tell the person and ask for another proof');
    await page.getByRole('button', { name: 'Save the rules' }).click();
    await page.getByText('The rules are saved').waitFor();
    await page.getByText(/Last changed by Asha Patel/).waitFor();
    await page.getByRole('switch', { name: 'Second factor for everybody' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Save the rules' }).click();
    const question = page.getByRole('dialog', { name: 'Ask this of everybody?' });
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Ask everybody' }).click();
    await question.getByText('Set up a second factor yourself first, or you would lock yourself out').waitFor();
    await picture(page, 'risk-ask-everybody-desktop-light-en');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'hidden' });
    await page.getByRole('switch', { name: 'Second factor for everybody' }).focus();
    await page.keyboard.press('Space');
  });

  test('says that a number is not somebody’s any more, and that it is', async () => {
    const { page } = owner;
    await page.goto('/people?q=ravi');
    await page.getByRole('row', { name: /Ravi Kumar/ }).click();
    const panel = page.getByRole('dialog', { name: 'Ravi Kumar' });
    await panel.getByRole('button', { name: 'Not theirs any more' }).click();
    const question = page.getByRole('dialog', { name: /Is .* not the number of Ravi Kumar any more\?/ });
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Not theirs any more' }).click();
    await panel.getByText('Must be confirmed').waitFor();
    await picture(page, 'risk-number-desktop-light-en');
    await panel.getByRole('button', { name: 'Still theirs' }).click();
    const confirm = page.getByRole('dialog', { name: /^Is .* still the number of Ravi Kumar\?/ });
    await confirm.getByRole('button', { name: 'Still theirs' }).click();
    await page.getByText('The number of Ravi Kumar is confirmed').waitFor();
    const back = await openAt(RAJKOT);
    await signInWithCode(back, PHARMACIST);
    await page.goto('/people?q=ravi');
    await page.getByRole('row', { name: /Ravi Kumar/ }).click();
    await panel.getByRole('button', { name: 'Still theirs' }).waitFor();
    expect(await panel.getByText('Must be confirmed').count()).toBe(0);
    expect([...owner.errors, ...back.errors]).toEqual([]);
    await back.context.close();
  });
});

// The owner asks for another proof by now. Each time a device and a network that nobody signed in from.
test.each(LOOKS.map((look, index) => ({ ...look, index, first: look.language === 'en' ? 'a password' : 'a code' })))(
  'one more proof after $first: $device, $colours, $language',
  async ({ index, first, ...look }) => {
    const { device: kind, colours, language } = look;
    const device = await openAt(`203.0.${20 + index}.7`, look);
    const { page, origin } = device;
    const word = (key: keyof typeof en) => words[language][key];
    const password = page.locator('input[autocomplete="current-password"]');
    const digits = page.locator('input[autocomplete="one-time-code"]');
    await page.goto(first === 'a password' ? '/sign-in?method=password' : '/sign-in');
    await page.getByRole('textbox').first().fill(PHARMACIST);
    if (first === 'a password') await password.fill(PASSWORD);
    await page.keyboard.press('Enter');
    if (first === 'a code') await typeCode(page, origin, PHARMACIST);
    await heading(page, word('signIn.second'));
    await page.getByText(word('signIn.second.unusual')).waitFor();
    const asked = first === 'a password' ? digits : password;
    await asked.and(page.locator(':focus')).waitFor();
    const right = first === 'a password' ? await latestCode(origin, PHARMACIST) : PASSWORD;
    await asked.fill(first === 'a password' ? wrongCode(right) : 'not mine');
    if (first === 'a code') await page.keyboard.press('Enter');
    await page.getByText(word(first === 'a password' ? 'problem.auth.otp_invalid' : 'proof.password.wrong')).waitFor();
    await expectNoOverflow(page);
    await expectAccessible(page);
    await picture(page, `risk-second-step-${kind}-${colours}-${language}`);
    await asked.fill(right);
    if (first === 'a code') await page.keyboard.press('Enter');
    await heading(page, word('today.title'));
    expect(device.errors).toEqual([]);
    await device.context.close();
  },
);

test.each(LOOKS)('every page of it: $device, $colours, $language', async (look) => {
  const { device: kind, colours, language } = look;
  const device = await openAt(RAJKOT, look);
  const { page } = device;
  const word = (key: keyof typeof en) => words[language][key];
  const seen = async (what: string) => {
    await expectNoOverflow(page);
    await expectAccessible(page);
    await picture(page, `risk-${what}-${kind}-${colours}-${language}`);
  };
  await page.goto('/sign-in?method=password');
  await page.getByRole('textbox', { name: word('signIn.identifier') }).fill(OWNER);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await heading(page, word('today.title'));
  await page.goto('/organisation?tab=security');
  await page.getByRole('button', { name: word('security.save') }).waitFor();
  await seen('policy');
  await page.goto('/sessions?tab=history');
  await page.getByText(word('sessions.history.signedIn')).first().waitFor();
  await page.getByRole('button', { name: word('sessions.logOutOthers'), disabled: false }).waitFor();
  await seen('history');
  await page.goto(`/not-me#${'x'.repeat(43)}`);
  await page.getByText(word('notMe.over')).waitFor();
  await seen('not-me-over');
  expect(device.errors).toEqual([]);
  await device.context.close();
});
