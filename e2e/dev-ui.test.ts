// Every pattern on its own page: in every look, by keyboard alone, and with what people paste.
import en from '../apps/console/src/i18n/en.ts' with { type: 'json' };
import hi from '../apps/console/src/i18n/hi.ts' with { type: 'json' };
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Device,
  expectAccessible,
  expectNoOverflow,
  launch,
  LOOKS,
  openDevice,
  picture,
  takeFirst,
} from './browser.ts';
import { house } from './house.ts';

const words = { en, hi };
// The machine that tests may be busy: how soon something comes is not the question here.
const PATIENTLY = { timeout: 10_000 };
let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

async function openPatterns({ page }: Device, search = ''): Promise<void> {
  await page.goto(`/dev/ui${search}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByText('L-00001').first().waitFor();
}

describe.each(LOOKS)('$device, $colours, $language', (look) => {
  test('nothing overflows, and nothing hinders a keyboard or a screen reader', async () => {
    const device = await openDevice(browser, house('embedded'), look);
    const { page, errors } = device;
    await openPatterns(device, '?q=L-0000');
    await page.locator('.recharts-surface').nth(2).waitFor();
    await expectNoOverflow(page);
    await picture(page, `dev-ui-${look.device}-${look.colours}-${look.language}`);
    await page.getByRole('button', { name: words[look.language]['devUi.form.save'] }).click();
    await page
      .getByRole('alert')
      .filter({ has: page.getByRole('link') })
      .waitFor();
    await expectAccessible(page);
    await expectNoOverflow(page);
    await page.goto('/dev/ui?q=L-0000&open=lot-2');
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page);
    if (look.device === 'phone') {
      await page.setViewportSize({ width: 360, height: 780 });
      await openPatterns(device);
      await expectNoOverflow(page);
    }
    expect(errors).toEqual([]);
    await device.context.close();
  });
});

describe('on a desktop', () => {
  let device: Device;
  let page: Page;
  beforeEach(async () => {
    device = await openDevice(browser, house('embedded'));
    ({ page } = device);
  });
  afterEach(async () => {
    expect(device.errors).toEqual([]);
    await device.context.close();
  });

  const large = () => page.getByRole('table', { name: '10,000 lots, sorted and paged' });
  const firstCell = (column: number) => large().getByRole('row').nth(1).getByRole('cell').nth(column);

  test('a header sorts by keyboard, says so, and the address keeps it', async () => {
    await openPatterns(device);
    const header = large().getByRole('columnheader', { name: 'Bales' });
    expect(await header.getAttribute('aria-sort')).toBe('none');
    await header.getByRole('button').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => header.getAttribute('aria-sort'), PATIENTLY).toBe('ascending');
    await expect
      .poll(() => large().getByRole('row').nth(2).getByRole('cell').nth(5).textContent(), PATIENTLY)
      .toBe('20');
    await page.keyboard.press('Space');
    await expect.poll(() => firstCell(5).textContent(), PATIENTLY).toBe('499');
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    expect(new URL(page.url()).searchParams.get('sort')).toBe('-bales');
    await page.reload();
    await expect.poll(() => firstCell(5).textContent(), PATIENTLY).toBe('499');
  });

  test('a row opens a panel by keyboard; Escape closes it and the focus is back at the row shown last', async () => {
    await openPatterns(device);
    await page.getByRole('button', { name: 'Details of L-00003' }).focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog', { name: 'L-00003' });
    await panel.waitFor();
    expect(new URL(page.url()).searchParams.get('open')).toBe('lot-2');
    await panel.getByRole('button', { name: 'Next row' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'L-00004' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => focused(page), PATIENTLY).toBe('Details of L-00004');
    expect(new URL(page.url()).searchParams.get('open')).toBeNull();
  });

  test('the pointer opens a row anywhere but on its controls', async () => {
    await openPatterns(device);
    await page.getByRole('checkbox', { name: 'Select L-00002' }).click();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await large().getByRole('row').nth(2).getByRole('cell').nth(5).click();
    await page.getByRole('dialog', { name: 'L-00002' }).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => focused(page), PATIENTLY).toBe('Details of L-00002');
  });

  test('rows are chosen with the space bar, over pages, and let go again', async () => {
    await openPatterns(device);
    for (const name of ['L-00001', 'L-00003']) {
      await page.getByRole('checkbox', { name: `Select ${name}` }).focus();
      await page.keyboard.press('Space');
    }
    const bar = page.getByRole('region', { name: 'Selected rows' });
    await bar.getByText('2 selected').waitFor();
    expect(
      await page.getByRole('checkbox', { name: 'Select all rows of this page' }).getAttribute('data-indeterminate'),
    ).toBe('true');
    await page
      .getByRole('navigation', { name: /^Pages: 10,000/ })
      .getByRole('button', { name: 'Next' })
      .click();
    await page.getByText('L-00051').first().waitFor();
    await page.getByRole('checkbox', { name: 'Select all rows of this page' }).click();
    await bar.getByText('52 selected').waitFor();
    await bar.getByRole('button', { name: 'Clear' }).click();
    await bar.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Previous' }).click();
    await page.getByText('L-00001').first().waitFor();
    expect(await page.getByRole('checkbox', { name: 'Select L-00001' }).isChecked()).toBe(false);
  });

  test('columns and density are remembered', async () => {
    await openPatterns(device);
    await page.getByRole('button', { name: 'Columns' }).click();
    expect(await page.getByRole('checkbox', { name: 'Lot', exact: true }).isDisabled()).toBe(true);
    await page.getByRole('checkbox', { name: 'Station' }).click();
    await page.getByText('Compact').click();
    await page.keyboard.press('Escape');
    expect(await large().getByRole('columnheader', { name: 'Station' }).count()).toBe(0);
    const heightOf = async () => (await large().getByRole('row').nth(1).boundingBox())!.height;
    const compact = await heightOf();
    await page.reload();
    await page.getByText('L-00001').first().waitFor();
    expect(await large().getByRole('columnheader', { name: 'Station' }).count()).toBe(0);
    expect(await heightOf()).toBe(compact);
    expect(compact).toBeLessThan(35);
  });

  test('a view is kept under a name, opened, and deleted', async () => {
    await openPatterns(device, '?sort=-value&q=rajkot');
    const views = () => page.getByRole('button', { name: 'Views' });
    await views().click();
    await page.getByRole('textbox', { name: 'Keep this view as' }).fill('Rajkot, dearest first');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await openPatterns(device);
    await views().click();
    await page.getByRole('button', { name: 'Rajkot, dearest first', exact: true }).click();
    await expect.poll(() => new URL(page.url()).search, PATIENTLY).toBe('?q=rajkot&sort=-value');
    await page.getByRole('button', { name: 'Rajkot, dearest first' }).click();
    await page.getByRole('button', { name: 'Delete Rajkot, dearest first' }).click();
    await page.getByText('No views yet.').waitFor();
  });

  test('what the filters let through is exported', async () => {
    await openPatterns(device, '?q=L-0001');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    expect((await download).suggestedFilename()).toBe('lots.tsv');
  });

  test('rows that arrive do not move what is under the pointer', async () => {
    await openPatterns(device);
    const live = page.getByRole('table', { name: 'Rows that arrive' });
    const second = live.getByRole('row').nth(2);
    await page.getByRole('button', { name: 'Let rows arrive' }).click();
    await second.hover();
    await page.mouse.move(0, 3, { steps: 1 });
    await second.hover();
    const box = (await second.boundingBox())!;
    await page.mouse.move(box.x + 40, box.y + 10);
    const name = await second.getByRole('cell').first().textContent();
    await page.getByText(/new rows?$/).waitFor();
    expect(await second.getByRole('cell').first().textContent()).toBe(name);
    await page.mouse.move(0, 0);
    await expect.poll(() => second.getByRole('cell').first().textContent(), PATIENTLY).not.toBe(name);
  });

  test('a refused form leads from its summary to each field, and keeps what was typed', async () => {
    await openPatterns(device);
    const form = page.getByRole('form', { name: 'Form' });
    await form.getByRole('textbox', { name: 'Price per candy' }).fill('५००');
    await form.getByRole('button', { name: 'Save contract' }).press('Enter');
    const summary = form.getByRole('alert');
    await summary.getByText(/things have to be put right/).waitFor();
    expect(await page.evaluate<boolean>('document.activeElement.querySelector("[role=alert]") !== null')).toBe(true);
    await summary.getByRole('link', { name: 'Price per candy: Enter ₹1,000.00 or more' }).click();
    expect(await focusedName(page)).toBe('pricePaise');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('57,100');
    await page.keyboard.press('Tab');
    expect(await form.getByRole('textbox', { name: 'Price per candy' }).inputValue()).toBe('57,100.00');
    expect(await summary.getByRole('link', { name: /^Price per candy/ }).count()).toBe(0);
    await form.getByRole('textbox', { name: 'Staple' }).fill('28,25');
    await page.keyboard.press('Tab');
    await summary.getByRole('link', { name: 'Staple: Enter a number' }).waitFor();
  });

  test('what the server refuses stands at its fields, and the rest in the summary', async () => {
    await openPatterns(device);
    await fillContract(page);
    const form = page.getByRole('form', { name: 'Form' });
    await page.getByRole('combobox', { name: 'The server' }).selectOption('refuses two fields');
    await form.getByRole('button', { name: 'Save contract' }).click();
    const summary = form.getByRole('alert');
    await summary.getByRole('link', { name: 'Buyer: This buyer is blocked since 3 November' }).waitFor();
    await summary.getByText('season: The season 2025-26 is closed').waitFor();
    expect(await form.getByRole('textbox', { name: 'Buyer' }).getAttribute('aria-invalid')).toBe('true');
    expect(await form.getByRole('textbox', { name: 'Buyer' }).inputValue()).toBe('Kaveri Spinners');
    await page.getByRole('combobox', { name: 'The server' }).selectOption('is away');
    await form.getByRole('button', { name: 'Save contract' }).click();
    await form.getByText('The server cannot be reached').waitFor();
    await page.getByRole('combobox', { name: 'The server' }).selectOption('saves');
    await form.getByRole('button', { name: 'Save contract' }).click();
    await form.getByText('Saved').waitFor();
    expect(await form.getByRole('alert').count()).toBe(0);
  });

  test('two changes of one record are joined, field by field', async () => {
    await openPatterns(device);
    await fillContract(page);
    await page.getByRole('combobox', { name: 'The server' }).selectOption('has a newer record');
    await page.getByRole('textbox', { name: 'Days to pay' }).fill('20');
    await page.getByRole('button', { name: 'Save contract' }).click();
    const dialog = page.getByRole('dialog', { name: 'Somebody else changed this record' });
    const save = dialog.getByRole('button', { name: 'Save merged' });
    await dialog.waitFor();
    expect(await save.isDisabled()).toBe(true);
    await dialog
      .getByRole('radiogroup', { name: 'Buyer' })
      .getByRole('radio', { name: /Meera Shah/ })
      .click();
    await dialog.getByRole('radiogroup', { name: 'Days to pay' }).getByRole('radio', { name: /Yours/ }).click();
    await expectAccessible(page);
    await save.click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByRole('textbox', { name: 'Buyer' }).inputValue()).toBe('Kaveri Spinners & Sons');
    expect(await page.getByRole('textbox', { name: 'Days to pay' }).inputValue()).toBe('20');
  });

  test('rows of a form are added, moved and removed by keyboard, and keep what was typed', async () => {
    await openPatterns(device);
    const form = page.getByRole('form', { name: 'Form' });
    const lots = () => form.getByRole('textbox', { name: 'Lot' });
    await form.getByRole('button', { name: 'Add lot' }).press('Enter');
    await expect.poll(() => focusedName(page), PATIENTLY).toBe('lots.0.name');
    await page.keyboard.type('first');
    await form.getByRole('button', { name: 'Add lot' }).press('Enter');
    await expect.poll(() => focusedName(page), PATIENTLY).toBe('lots.1.name');
    await page.keyboard.type('second');
    await form.getByRole('textbox', { name: 'Bales' }).nth(1).fill('12 no number');
    await form.getByRole('button', { name: 'Move Lot 2 up' }).press('Enter');
    await expect.poll(() => lots().first().inputValue(), PATIENTLY).toBe('second');
    expect(await lots().last().inputValue()).toBe('first');
    expect(await form.getByRole('textbox', { name: 'Bales' }).first().inputValue()).toBe('12 no number');
    await expect.poll(() => focused(page), PATIENTLY).toBe('Move Lot 1 down');
    await form.getByRole('button', { name: 'Remove Lot 1' }).press('Enter');
    await expect.poll(() => lots().count(), PATIENTLY).toBe(1);
    expect(await lots().inputValue()).toBe('first');
    await expect.poll(() => focused(page), PATIENTLY).toBe('Remove Lot 1');
  });

  test('leaving with something unsaved is asked about, and staying keeps it', async () => {
    await openPatterns(device);
    await page.getByRole('textbox', { name: 'Buyer' }).fill('Kaveri');
    await page.getByRole('link', { name: 'Go to the start page' }).click();
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
    await dialog.getByRole('button', { name: 'Go on editing' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByRole('textbox', { name: 'Buyer' }).inputValue()).toBe('Kaveri');
    await page.getByRole('link', { name: 'Go to the start page' }).click();
    await dialog.getByRole('button', { name: 'Leave without saving' }).click();
    await page.waitForURL('**/sign-in**');
  });

  test('a slow answer shows that it is on its way, and the button keeps the focus', async () => {
    await openPatterns(device);
    await fillContract(page);
    await page.getByRole('combobox', { name: 'The server' }).selectOption('is slow');
    const save = page.getByRole('button', { name: 'Save contract' });
    await save.press('Enter');
    await expect.poll(() => save.getAttribute('data-long'), PATIENTLY).toBe('true');
    expect(await save.getAttribute('aria-busy')).toBe('true');
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Save contract');
    await page.getByRole('form', { name: 'Form' }).getByText('Saved').waitFor();
    expect(await save.getAttribute('data-long')).toBeNull();
  });

  test('the browser asks before it closes a page with something unsaved', async () => {
    await openPatterns(device);
    await page.getByRole('textbox', { name: 'Buyer' }).click();
    await page.keyboard.type('Kaveri');
    const asked = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    expect(await page.getByRole('textbox', { name: 'Buyer' }).inputValue()).toBe('Kaveri');
  });

  test('what cannot be undone wants the name typed', async () => {
    await openPatterns(device);
    await page.getByRole('button', { name: 'Ask for the name' }).click();
    const dialog = page.getByRole('dialog');
    const action = dialog.getByRole('button', { name: 'Delete the station' });
    expect(await action.isDisabled()).toBe(true);
    await page.keyboard.type('अकोल');
    expect(await action.isDisabled()).toBe(true);
    await page.keyboard.type('ा');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
  });

  test('a chart has its numbers behind it', async () => {
    await openPatterns(device);
    const chart = page.getByRole('figure', { name: 'Price per candy' });
    await chart.getByText(/both rise until February/).waitFor({ state: 'attached' });
    await chart.getByRole('switch', { name: 'Show as table' }).press('Space');
    const row = chart.getByRole('row', { name: /Feb 2027/ });
    expect(await row.textContent()).toBe('Feb 2027₹61,300.00–');
  });

  test('whatever somebody pasted is only text', async () => {
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    await openPatterns(device);
    await page.getByRole('cell', { name: '<img src=x onerror=alert(1)>' }).first().waitFor();
    await page.getByText('<script>alert(2)</script>').first().waitFor();
    await page.getByRole('searchbox', { name: 'Search by name' }).fill('<img src=x onerror=alert(3)>');
    await page.getByText('No rows yet').first().waitFor();
    expect(await page.locator('img[src="x"], main script').count()).toBe(0);
    expect(dialogs).toBe(0);
  });
});

async function fillContract(page: Page): Promise<void> {
  const form = page.getByRole('form', { name: 'Form' });
  await form.getByRole('textbox', { name: 'Buyer' }).fill('Kaveri Spinners');
  await form.getByRole('combobox', { name: 'Station' }).click();
  await takeFirst(page, 'Akola', /Akola/);
  await form.getByLabel('Delivery by').fill('2026-12-15');
  await form.getByRole('textbox', { name: 'Price per candy' }).fill('₹57,100');
  await form.getByRole('textbox', { name: 'Staple' }).fill('28.5');
  await form.getByRole('combobox', { name: 'Inspections' }).click();
  await page.getByRole('option', { name: 'HVI' }).click();
  await page.keyboard.press('Escape');
  await form.getByRole('button', { name: 'Add lot' }).click();
  await form.getByRole('textbox', { name: 'Lot' }).fill('L-00012');
  await form.getByRole('textbox', { name: 'Bales' }).fill('100');
}

const focused = (page: Page) => page.evaluate<string | null>('document.activeElement.getAttribute("aria-label")');
const focusedName = (page: Page) => page.evaluate<string | null>('document.activeElement.getAttribute("name")');
