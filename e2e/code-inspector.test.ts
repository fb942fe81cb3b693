// Any code taken apart in the browser: what each part is, where it is wrong, and its address.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Device, expectAccessible, expectNoOverflow, launch, openDevice, signInWithCode } from './browser.ts';
import { house } from './house.ts';

const OWNER = '+919800000001';
const TRADER = '+919800000012';
const PATH = '/tools/code-inspector';
const GS = '\u001d';
const PACK = `]d20108901234567890172711301124120010DL2407A${GS}218F3K29QX`;

let browser: Browser;
let owner: Device;
beforeAll(async () => {
  browser = await launch();
  owner = await openDevice(browser, house('embedded'));
  await signInWithCode(owner, OWNER);
});
afterAll(() => browser.close());

const open = async (page: Page, code?: string) => {
  await page.goto(code === undefined ? PATH : `${PATH}?code=${encodeURIComponent(code)}`);
  await page.getByRole('heading', { name: 'Code inspector', level: 1 }).waitFor();
};
const field = (page: Page) => page.getByRole('textbox', { name: 'Code', exact: true });
const parts = (page: Page) => page.getByRole('list', { name: 'Parts of the code in order' });
const part = (page: Page, words: string) => parts(page).getByRole('listitem').filter({ hasText: words });
const codeInAddress = (page: Page) => new URL(page.url()).searchParams.get('code');
const row = (page: Page, name: RegExp) => page.getByRole('row', { name });

describe('a code in the address', () => {
  test('is shown with its parts and their meaning, and again after a reload', async () => {
    const { page } = owner;
    await open(page, PACK);
    for (let time = 1; time <= 2; time += 1) {
      await part(page, 'value of AI 10: DL2407A').waitFor();
      await part(page, 'separator GS').waitFor();
      await row(page, /17 Expiry.*271130 30 Nov 2027/).waitFor();
      await row(page, /11 Made on.*Dec 2024, end of the month/).waitFor();
      if (time === 1) expect((await page.reload())!.status()).toBe(200);
    }
    await expectAccessible(page);
  });

  test('in the language of the person, with prices and weights as they are written in India', async () => {
    const { page } = owner;
    await open(page, ']e001989012345678933103001250393235624950');
    await row(page, /3103 Net weight.*1\.250 kg/).waitFor();
    await row(page, /3932 Price.*₹249\.50/).waitFor();
    await page
      .getByRole('button', { name: 'हिन्दी' })
      .or(page.getByText('हि', { exact: true }))
      .first()
      .click();
    await row(page, /3103 शुद्ध वज़न/).waitFor();
    await page.getByText('EN', { exact: true }).first().click();
    await row(page, /3103 Net weight/).waitFor();
  });

  test('with hostile text is text and nothing else', async () => {
    const { page } = owner;
    const hostile = '<img src=x onerror="window.hit=1">\u202e(01)</script><script>window.hit=1</script>{"a":1}';
    await open(page, hostile);
    await part(page, '‹U+202E›(01)</script>').waitFor();
    expect(await page.evaluate('window.hit')).toBeUndefined();
    expect(await field(page).inputValue()).toBe(hostile);
    await expectNoOverflow(page);
  });
});

describe('typing', () => {
  test('a scanner that types: its separator stays, Enter marks the code for the next one', async () => {
    const { page } = owner;
    await open(page);
    await page.getByText('Nothing to take apart yet').waitFor();
    await field(page).focus();
    await page.keyboard.type(']d2010890123456789010A', { delay: 2 });
    await page.keyboard.press('Control+]');
    await page.keyboard.type('21B', { delay: 2 });
    await page.keyboard.press('Enter');
    await part(page, 'value of AI 21: B').waitFor();
    await expect.poll(() => codeInAddress(page)).toBe(`]d2010890123456789010A${GS}21B`);
    await page.keyboard.type(']E08901234567890', { delay: 2 });
    await page.keyboard.press('Enter');
    await page.getByText('Product number (GTIN)').first().waitFor();
    await expect.poll(() => codeInAddress(page)).toBe(']E08901234567890');
  });

  test('a separator written as <GS> or as ^ is one', async () => {
    const { page } = owner;
    await open(page);
    await page.getByLabel('Separator (FNC1) written as').selectOption('<GS>, made into the GS character');
    await field(page).fill('010890123456789010A<GS>21B');
    await part(page, 'separator GS').waitFor();
    await expect.poll(() => codeInAddress(page)).toBe(`010890123456789010A${GS}21B`);
    await page.getByLabel('Separator (FNC1) written as').selectOption('^');
    await field(page).fill('010890123456789010A^21B');
    await part(page, 'separator ^').waitFor();
    await expect.poll(() => codeInAddress(page)).toBe('010890123456789010A^21B');
    await page.reload();
    await part(page, 'value of AI 21: B').waitFor();
  });

  test('choosing a symbology makes a promise that the data has to keep', async () => {
    const { page } = owner;
    await open(page, '1727113010A');
    await page.getByText('This could be GS1 data, but nothing in it proves that').waitFor();
    await page.getByLabel('Symbology').selectOption('GS1 DataMatrix (]d2)');
    await page.getByText('AI 17: Another element has to come with it').last().waitFor();
    expect(await field(page).inputValue()).toBe(']d21727113010A');
  });

  test('a code of 64 KiB stays quick and is not put into the address', async () => {
    const { page } = owner;
    await open(page);
    const long = `]d2010890123456789010A${GS}91${'x'.repeat(65_000)}`;
    const startedMs = Date.now();
    await field(page).fill(long);
    await page.getByText('too long for the address').waitFor();
    await page.getByText('AI 91: The value is too long').last().waitFor();
    expect(Date.now() - startedMs).toBeLessThan(3000);
    expect(codeInAddress(page)).toBeNull();
    await field(page).fill(`]d2${GS.repeat(65_000)}`);
    await page.getByText('There is no application identifier like this').last().waitFor();
    expect(Date.now() - startedMs).toBeLessThan(6000);
    await expectNoOverflow(page);
  });
});

describe('an error', () => {
  test('is marked in place, with what to do, and announced', async () => {
    const { page } = owner;
    await open(page);
    await page.getByRole('button', { name: 'Wrong check digit' }).click();
    await page.getByRole('status').filter({ hasText: 'AI 01: The check digit does not match' }).waitFor();
    await page.getByText('The mark is at character 19.').waitFor();
    await page.getByText('compare digit by digit').waitFor();
    expect(await parts(page).locator('mark').innerText()).toContain('5');
    await part(page, 'not read: 172711301010DL2407A').waitFor();
    await expectAccessible(page);
    expect(await page.getByRole('heading', { name: 'Ways to write it' }).count()).toBe(0);
  });

  test('goes when the code is put right, and Back leads to the example before', async () => {
    const { page } = owner;
    await open(page);
    await page.getByRole('button', { name: 'GS1 Digital Link' }).click();
    await part(page, 'domain: id.gs1.org').waitFor();
    await page.getByRole('button', { name: 'Lost separator' }).click();
    await page.getByText('a separator may be missing').first().waitFor();
    await page.goBack();
    await part(page, 'domain: id.gs1.org').waitFor();
    expect(await field(page).inputValue()).toContain('https://id.gs1.org/01/');
  });
});

test('with the keyboard alone an AI opens what the table says of it, and the focus comes back', async () => {
  const { page } = owner;
  await open(page, PACK);
  const button = parts(page).getByRole('button', { name: 'AI 10, Batch (BATCH/LOT)' });
  await button.focus();
  await page.getByRole('tooltip', { name: 'AI 10, Batch (BATCH/LOT)' }).waitFor();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: 'AI 10 BATCH/LOT' });
  await panel.getByText('N2+X..20').waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  await expect
    .poll(() => page.evaluate<string>('document.activeElement.closest("tr").innerText'))
    .toContain('BATCH/LOT');
});

test('each form is copied as it is, with its separators', async () => {
  const { page, context } = owner;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, PACK);
  const copied = () => page.evaluate<string>('navigator.clipboard.readText()');
  await page.getByRole('button', { name: /^Copy Element string/ }).click();
  await expect.poll(copied).toBe(PACK.slice(3));
  await page.getByRole('button', { name: /^Copy Digital Link/ }).click();
  await expect.poll(copied).toBe('https://id.gs1.org/01/08901234567890/10/DL2407A/21/8F3K29QX?17=271130&11=241200');
});

test('on a phone of 320 pixels nothing scrolls sideways', async () => {
  const { page } = owner;
  await page.setViewportSize({ width: 320, height: 700 });
  const link = `https://id.gs1.org/01/08901234567890/10/${'A'.repeat(20)}/21/${'B'.repeat(20)}?17=271130&99=${'C'.repeat(90)}`;
  for (const code of [undefined, PACK, link, 'x'.repeat(3000)]) {
    await open(page, code);
    if (code !== undefined) await parts(page).waitFor();
    await expectNoOverflow(page);
    await expectAccessible(page);
  }
});

test('the page asks no server about a code', async () => {
  const { page } = owner;
  await page.setViewportSize({ width: 1280, height: 800 });
  await open(page);
  await page.waitForLoadState('networkidle');
  const asked: string[] = [];
  const listen = (request: { url: () => string }) => asked.push(request.url());
  page.on('request', listen);
  await page.getByRole('button', { name: 'Medicine pack, DataMatrix' }).click();
  await row(page, /10 Batch/).waitFor();
  page.off('request', listen);
  expect(asked.filter((url) => url.includes('/api/') || url.includes('08901234567890'))).toEqual([]);
});

test('who may not scan sees neither the menu entry nor the page', async () => {
  const trader = await openDevice(browser, house('embedded'));
  await signInWithCode(trader, TRADER);
  expect(await trader.page.getByRole('link', { name: 'Code inspector' }).count()).toBe(0);
  await trader.page.goto(PATH);
  await trader.page.getByText('You do not have the permission for this page').waitFor();
  await trader.context.close();
});

test('no page reported an error', () => {
  expect(owner.errors).toEqual([]);
});
