// Quality grids: what they price, and how they are written.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { picture, takeFirst } from './browser.ts';
import { choose, freshCode, open, ownersDesk } from './settings-pages.ts';

const desk = ownersDesk();

const tried = (page: Page) => page.getByRole('region', { name: 'Try a sample' });

test('a grid prices the NCDEX sample, edition by edition', async () => {
  const { page } = desk();
  await open(page, '/settings/quality-grids?q=NCDEX', 'Quality grids');
  await page.getByRole('button', { name: 'Details of NCDEX 28.5 mm, contracts from December 2008' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Open the record' }).click();
  await page.getByRole('link', { name: 'New edition' }).click();
  await page.getByRole('heading', { level: 1, name: 'New quality grid' }).waitFor();
  const preview = tried(page);
  await preview.getByRole('textbox', { name: 'Base price per candy', exact: true }).fill('54500');
  await preview.getByRole('textbox', { name: /Staple/ }).fill('28.2');
  await preview.getByRole('combobox', { name: /grade/ }).selectOption('31-4');
  await preview.getByRole('textbox', { name: 'Moisture', exact: true }).fill('8.4');
  await preview.getByText('₹53,634.60', { exact: true }).waitFor();
  // A limit, and what is not measured.
  await preview.getByRole('textbox', { name: 'Moisture', exact: true }).fill('8.6');
  await preview.getByText('Because of: Moisture').waitFor();
  await preview.getByRole('textbox', { name: 'Moisture', exact: true }).fill('8.4');
  await preview.getByText('₹53,634.60', { exact: true }).waitFor();
  // Another discount, priced as it is typed: (54,500 − 450 − 300) × 0.996
  const staple = page.getByRole('group', { name: /Staple/ });
  const band = staple.getByRole('group', { name: 'Band 2' });
  await band.getByRole('textbox', { name: 'Premium or discount', exact: true }).fill('-450');
  await preview.getByText('₹53,535.00', { exact: true }).waitFor();
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill(freshCode('NCDEX'));
  await page.getByLabel('Valid from').fill('2031-12-01');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(`NCDEX ${freshCode('E')}`);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('tab', { name: 'Rules' }).waitFor();
  await page.getByText('−₹450').first().waitFor();
  // The change of one rule shows as the change of one rule.
  await page.getByRole('link', { name: 'Change', exact: true }).click();
  await band.getByRole('textbox', { name: 'Premium or discount', exact: true }).fill('-350');
  await page.getByRole('button', { name: 'Save' }).click();
  const diff = page.getByRole('table', { name: 'What version 2 changed' });
  await diff.waitFor();
  expect(await diff.getByRole('rowheader').allTextContents()).toEqual([expect.stringContaining('Rule: staple')]);
});

test('a grid prices the MCX sample', async () => {
  const { page } = desk();
  await open(page, '/settings/quality-grids?q=MCX', 'Quality grids');
  await page.getByRole('button', { name: 'Details of MCX cotton, as amended in 2021' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Open the record' }).click();
  await page.getByRole('tab', { name: 'Try a sample' }).click();
  const preview = tried(page);
  await preview.getByRole('textbox', { name: 'Base price per candy', exact: true }).fill('54500');
  await preview.getByRole('textbox', { name: /Reflectance/ }).fill('74.5');
  await preview.getByRole('textbox', { name: 'Trash', exact: true }).fill('3.8');
  await preview.getByText('₹53,246.50', { exact: true }).waitFor();
  await page.getByRole('img').or(page.locator('figure')).first().waitFor();
  await picture(page, 'settings-grid-try');
});

test('a grid is written from nothing with the keyboard: bands, grades, a table', async () => {
  const { page } = desk();
  await open(page, '/settings/quality-grids/new', 'New quality grid');
  await choose(page, 'Commodity', 'Raw cotton (lint) · COTTON');
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill(freshCode('GRID'));
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Own grid');
  await page.getByLabel('Valid from').fill('2026-10-01');
  await choose(page, 'Price per', 'candy · Candy, spot trade');
  const add = page.getByRole('button', { name: 'Add rule' });
  await add.focus();
  await page.keyboard.press('Enter');
  // The focus is in the new rule.
  await takeFirst(page, 'Trash', /Trash/);
  const rule = page.getByRole('group', { name: 'Rule: Trash' });
  await rule.getByRole('button', { name: 'Add band' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('3.1');
  await page.keyboard.press('Tab');
  await page.keyboard.type('-500');
  await add.focus();
  await page.keyboard.press('Enter');
  await takeFirst(page, 'Colour', /Colour/);
  const grades = page.getByRole('group', { name: /^Rule: Colour/ });
  await grades.getByRole('combobox', { name: 'Kind of rule' }).selectOption('matrix');
  await grades.getByRole('combobox', { name: 'Kind of rule' }).selectOption('choices');
  await grades.getByRole('group', { name: 'Grade 1', exact: true }).waitFor();
  await grades.getByRole('button', { name: /^Move Rule: Colour.* up$/ }).focus();
  await page.keyboard.press('Enter');
  expect(
    await page
      .getByRole('group', { name: /^Rule: / })
      .first()
      .getAttribute('aria-label'),
  ).toMatch(/Colour/);
  const preview = tried(page);
  await preview.getByRole('textbox', { name: 'Base price per candy', exact: true }).fill('50000');
  await preview.getByRole('textbox', { name: 'Trash', exact: true }).fill('3.5');
  await preview.getByText('₹49,500.00', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { level: 1, name: 'Own grid' }).waitFor();
});
