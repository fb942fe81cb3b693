// Dated rules, and a quality grid whose rule is a table of two graded values.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Device,
  expectAccessible,
  expectNoOverflow,
  launch,
  openDevice,
  picture,
  signInWithCode,
  takeFirst,
} from './browser.ts';
import { house } from './house.ts';

const OWNER = '+919800000011';
const TRADER = '+919800000012';

let browser: Browser;
let desk: Device;
beforeAll(async () => {
  browser = await launch();
  desk = await openDevice(browser, house('embedded'));
  await signInWithCode(desk, OWNER);
});
afterAll(() => browser.close());

async function openRules(page: Page, search = ''): Promise<void> {
  await page.goto(`/settings/rules${search}`);
  await page.getByRole('heading', { level: 1, name: 'Dated rules' }).waitFor();
}

const rows = (page: Page) => page.getByRole('table', { name: 'Dated rules' }).getByRole('row');
const weight = (page: Page) => rows(page).filter({ hasText: 'Weight of a candy' }).first();

test('what held on a day is shown with its source; day and rule are in the address', async () => {
  const { page } = desk;
  await openRules(page);
  await weight(page).waitFor();
  await page.getByRole('combobox', { name: 'Rule', exact: true }).selectOption({ label: 'GST rate' });
  await expect.poll(() => new URL(page.url()).searchParams.get('kind')).not.toBeNull();
  await expect.poll(() => rows(page).filter({ hasText: 'Weight of a candy' }).count()).toBe(0);
  await rows(page).nth(1).waitFor();
  await page.getByLabel('On the day').fill('1999-01-01');
  await page.getByText('No rule on that day').waitFor();
  await expectAccessible(page);
  await page.goBack();
  await rows(page).nth(1).waitFor();
});

test('an owner lets something else hold from a day on, and takes it back', async () => {
  const { page } = desk;
  await openRules(page);
  await weight(page)
    .getByRole('button', { name: /details|Weight/i })
    .first()
    .click();
  const panel = page.getByRole('dialog', { name: /^Weight of a candy/ });
  await panel.getByText('None: the rule itself holds.').waitFor();
  await panel.getByRole('button', { name: 'Add an exception' }).click();
  await panel.getByRole('button', { name: 'Let this hold' }).click();
  await panel.getByRole('alert').first().waitFor();
  await expectAccessible(page);
  await panel.getByLabel(/^First day \*/).fill('2026-01-01');
  await panel.getByRole('textbox', { name: 'Weight', exact: true }).fill('360');
  await panel.getByRole('textbox', { name: 'Why' }).fill('Agreed in the local market');
  await panel.getByRole('button', { name: 'Let this hold' }).click();
  await panel.getByRole('button', { name: 'Remove the exception' }).waitFor();
  await panel.getByRole('textbox', { name: 'Why' }).waitFor({ state: 'hidden' });
  await panel.getByText('Agreed in the local market').waitFor();
  await picture(page, 'rules-exception-desktop-light-en');
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  await weight(page).getByText('Own exception').waitFor();
  await weight(page).getByText('360').first().waitFor();
  await page.getByLabel('On the day').fill('2025-12-31');
  await expect.poll(() => weight(page).getByText('Own exception').count()).toBe(0);
  await openRules(page);
  await weight(page).getByRole('button').first().click();
  await panel.getByRole('button', { name: 'Remove the exception' }).click();
  const asked = page.getByRole('dialog', { name: /^Remove the exception from/ });
  await asked.getByText('From now on the rule itself holds').waitFor();
  await asked.getByRole('button', { name: 'Remove the exception' }).click();
  await panel.getByText('None: the rule itself holds.').waitFor();
});

test('two exceptions cannot hold on the same day', async () => {
  const { page } = desk;
  await openRules(page);
  const add = async (reason: string) => {
    await panel.getByRole('button', { name: 'Add an exception' }).click();
    await panel.getByLabel(/^First day \*/).fill('2026-02-01');
    await panel.getByRole('textbox', { name: 'Weight', exact: true }).fill('350');
    await panel.getByRole('textbox', { name: 'Why' }).fill(reason);
    await panel.getByRole('button', { name: 'Let this hold' }).click();
  };
  await weight(page).getByRole('button').first().click();
  const panel = page.getByRole('dialog', { name: /^Weight of a candy/ });
  await add('First');
  await panel.getByRole('textbox', { name: 'Why' }).waitFor({ state: 'hidden' });
  await panel.getByText('First', { exact: true }).waitFor();
  await add('Second');
  await panel.getByRole('alert').first().waitFor();
  expect(await panel.getByRole('textbox', { name: 'Why' }).inputValue()).toBe('Second');
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await panel.getByRole('button', { name: 'Remove the exception' }).click();
  await page
    .getByRole('dialog', { name: /^Remove/ })
    .getByRole('button', { name: 'Remove the exception' })
    .click();
  await panel.getByText('None: the rule itself holds.').waitFor();
});

test('whoever may only read sees the rules and no way to change them', async () => {
  const trader = await openDevice(browser, house('embedded'), { device: 'phone' });
  await signInWithCode(trader, TRADER);
  const { page } = trader;
  await openRules(page);
  await page
    .getByRole('button', { name: /Weight of a candy/ })
    .first()
    .tap();
  const panel = page.getByRole('dialog', { name: /^Weight of a candy/ });
  await panel.getByText('None: the rule itself holds.').waitFor();
  expect(await panel.getByRole('button', { name: 'Add an exception' }).count()).toBe(0);
  await expectNoOverflow(page);
  await expectAccessible(page);
  expect(trader.errors).toEqual([]);
  await trader.context.close();
});

test('a table over two grades is filled by keyboard and from a spreadsheet, and prices a sample', async () => {
  const { page } = desk;
  const choose = async (field: string, option: string) => {
    await page.getByRole('combobox', { name: field }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  await page.goto('/settings/parameters/new');
  await choose('Commodity', 'Raw cotton (lint) · COTTON');
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill('LEAF');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Leaf');
  await choose('Measured as', 'a grade');
  for (const [at, grade] of ['L1', 'L2'].entries()) {
    await page.getByRole('button', { name: 'Add grade' }).click();
    await page.getByRole('textbox', { name: 'Grade' }).nth(at).fill(grade);
  }
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { level: 1, name: 'Leaf' }).waitFor();

  await page.goto('/settings/quality-grids/new');
  await choose('Commodity', 'Raw cotton (lint) · COTTON');
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill('TABLE');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Colour and leaf');
  await page.getByLabel('Valid from').fill('2026-10-01');
  await choose('Price per', 'candy · Candy, spot trade');
  await page.getByRole('button', { name: 'Add rule' }).click();
  await takeFirst(page, 'Colour', /Colour/);
  const rule = page.getByRole('group', { name: /^Rule: Colour/ });
  await rule.getByRole('combobox', { name: 'Kind of rule' }).selectOption('matrix');
  await choose('Parameter of the columns', 'Leaf');
  const table = rule.getByRole('table');
  const cell = (name: string) => table.getByRole('textbox', { name, exact: true });
  await cell('11-1, L1').click();
  await page.keyboard.type('800');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.type('-250');
  await page.keyboard.press('Tab');
  await expect.poll(() => cell('11-1, L1').inputValue()).toBe('800');
  expect(await cell('21-1, L1').inputValue()).toBe('-250');
  // As a spreadsheet copies two rows of two cells; the empty one refuses.
  await cell('31-1, L1').click();
  await page.evaluate(
    `(() => {
      const data = new DataTransfer();
      data.setData('text/plain', '-1,000\\t-1500\\n\\t-2000\\n');
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    })()`,
  );
  const pasted = ['31-1, L1', '31-1, L2', '31-2, L1', '31-2, L2'];
  await expect
    .poll(async () => Promise.all(pasted.map((name) => cell(name).inputValue())))
    .toEqual(['-1,000', '-1,500', '', '-2,000']);
  await cell('31-2, L2').click();
  await page.keyboard.type('x');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').first().waitFor();
  await cell('31-2, L2').fill('-2000');
  await expectNoOverflow(page);
  await expectAccessible(page);

  const preview = page.getByRole('region', { name: 'Try a sample' });
  await preview.getByRole('textbox', { name: 'Base price per candy', exact: true }).fill('50000');
  await preview.getByRole('combobox', { name: /Colour/ }).selectOption('31-2');
  await preview.getByRole('combobox', { name: 'Leaf', exact: true }).selectOption('L2');
  await preview.getByText('₹48,000.00', { exact: true }).waitFor();
  await preview.getByRole('combobox', { name: 'Leaf', exact: true }).selectOption('L1');
  await preview
    .getByText(/refused/i)
    .first()
    .waitFor();
  await picture(page, 'settings-grid-table-desktop-light-en');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { level: 1, name: 'Colour and leaf' }).waitFor();
  expect(desk.errors).toEqual([]);
});
