// Settings out of files and into them.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expectAccessible } from './browser.ts';
import { activity, freshCode, open, ownersDesk } from './settings-pages.ts';

const desk = ownersDesk();

const csv = (...lines: string[]) => ({
  name: 'locations.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(lines.join('\r\n')),
});

test('a file is checked, applied and found again', async () => {
  const { page } = desk();
  const [one, two] = [freshCode('FILE'), freshCode('FILE')];
  await open(page, '/settings/locations/import', 'Import: Locations');
  await page
    .getByLabel('Choose a file')
    .first()
    .setInputFiles(csv('code,name,place,city', `${one},"Store, first ${one}",gin,Kadi`, `${two},Second,port,Mundra`));
  await page.getByRole('button', { name: 'Check the file' }).click();
  await page.waitForURL(/\/settings\/imports\//);
  await page.getByRole('button', { name: 'Apply 2 changes' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.textContent()).toContain('2 records are added');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await page.getByText('Everything in the file is in the settings now.').waitFor();
  const address = page.url();
  await page.getByRole('link', { name: 'To the list: Locations' }).click();
  await page.getByRole('heading', { level: 1, name: 'Locations' }).waitFor();
  await page.getByRole('searchbox', { name: 'Name or code' }).fill(one);
  await page.getByRole('cell', { name: `Store, first ${one}`, exact: true }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Open the record' }).click();
  await activity(page).getByRole('link', { name: 'from a file' }).click();
  await page.waitForURL(address);
  await open(page, '/settings/imports', 'Imports');
  await page.getByRole('link', { name: 'locations.csv' }).first().waitFor();
});

test('a file with wrong lines changes nothing and says which lines and why', async () => {
  const { page } = desk();
  const code = freshCode('BAD');
  await open(page, '/settings/locations/import', 'Import: Locations');
  await page
    .getByLabel('Choose a file')
    .first()
    .setInputFiles(csv('code,name,place,pincode', `${code},Good,gin,382715`, `${code}2,Bad,harbour,12`));
  await page.getByRole('button', { name: 'Check the file' }).click();
  const rejects = page.getByRole('table', { name: 'Rejected lines' });
  await rejects.waitFor();
  expect(await rejects.textContent()).toMatch(/PIN code/);
  expect(await page.getByRole('button', { name: /Apply/ }).count()).toBe(0);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await page.getByText('Nothing was changed.').first().waitFor();
  await open(page, `/settings/locations?q=${code}`, 'Locations');
  await page.getByText('Nothing matches').waitFor();
});

test('a file that is none is refused before it is sent, and a damaged one in words', async () => {
  const { page } = desk();
  await open(page, '/settings/locations/import', 'Import: Locations');
  const input = page.getByLabel('Choose a file').first();
  await input.setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from('x') });
  await page.getByText('Choose a file that ends in .csv or .xlsx').waitFor();
  await input.setInputFiles({ name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.alloc(0) });
  await page.getByText('This file is empty').waitFor();
  await input.setInputFiles({ name: 'broken.xlsx', mimeType: 'application/zip', buffer: Buffer.from('no archive') });
  await page.getByRole('button', { name: 'Check the file' }).click();
  await page.getByText('This file could not be imported').waitFor();
});

test('a file with all active records is downloaded, and can be imported again without a change', async () => {
  const { page } = desk();
  await open(page, '/settings/payment-terms', 'Payment terms');
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /XLSX/ }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.xlsx$/);
  await open(page, '/settings/payment-terms/import', 'Import: Payment terms');
  const path = await download.path();
  await page
    .getByLabel('Choose a file')
    .first()
    .setInputFiles({
      name: download.suggestedFilename(),
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: readFileSync(path),
    });
  await page.getByRole('button', { name: 'Check the file' }).click();
  await page.getByText('Every line is in order.').waitFor();
  expect(await page.getByRole('button', { name: /Apply/ }).count()).toBe(0);
});
