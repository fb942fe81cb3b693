// Roles of an organisation's own, access for a limited time, and a review of who may do what.
import { readFileSync } from 'node:fs';
import hi from '../apps/console/src/i18n/hi.ts' with { type: 'json' };
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Device,
  expectAccessible,
  expectNoOverflow,
  launch,
  openDevice,
  picture,
  signInWithCode,
  typeCode,
} from './browser.ts';
import { house } from './house.ts';

const OWNER = '+919800000001';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const open = async (page: Page, path: string) => {
  page.setDefaultTimeout(30_000);
  await page.goto(path);
  await page.getByRole('heading', { name: /^(?:People and roles|लोग और भूमिकाएँ)$/, level: 1 }).waitFor();
};

describe.each([
  ['embedded defaults', () => [house('embedded'), house('embedded')] as const, '98131 00001'],
  ['PostgreSQL and Redis, on two instances', () => house('instances'), '98131 00002'],
])('on %s', (_, origins, mobile) => {
  const number = `+91${mobile.replace(' ', '')}`;
  let owner: Device;
  beforeAll(async () => {
    owner = await openDevice(browser, origins()[0]);
    await signInWithCode(owner, OWNER);
  });
  afterAll(() => owner.context.close());

  const roleCard = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
  const permission = (dialog: ReturnType<Page['getByRole']>, name: string) => dialog.getByRole('checkbox', { name });

  test('an owner makes a role from another one, and somebody joins with it for two weeks', async () => {
    const { page } = owner;
    await open(page, '/people?tab=roles');
    await page.getByRole('button', { name: 'New role' }).click();
    const dialog = page.getByRole('dialog', { name: 'New role' });
    await dialog.getByRole('button', { name: 'Save the role' }).click();
    await dialog.getByRole('alert').getByText('Name').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('combobox', { name: 'Start from' }).click();
    await page.getByRole('option', { name: 'Pharmacist' }).click();
    await expect.poll(() => permission(dialog, 'Scan medicines').isChecked()).toBe(true);
    await permission(dialog, 'Read the audit log').check();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Night counter');
    await picture(page, 'role-form-desktop-light-en');
    await dialog.getByRole('button', { name: 'Save the role' }).click();
    await page.getByText('The role Night counter is there').waitFor();
    const card = roleCard(page, 'Night counter');
    await card.getByText('Read the audit log').waitFor();
    await expectAccessible(page);
    await picture(page, 'roles-own-desktop-light-en');

    await page.getByRole('button', { name: 'Invite a person' }).click();
    const invitation = page.getByRole('dialog', { name: 'Invite a person' });
    await invitation.getByRole('textbox', { name: 'Name' }).fill('Leela Menon');
    await invitation.getByRole('textbox', { name: 'Mobile' }).fill(mobile);
    await invitation.getByLabel('Roles').first().click();
    await page.getByRole('option', { name: 'Night counter' }).click();
    await page.keyboard.press('Escape');
    await invitation.getByRole('combobox', { name: 'Access until' }).click();
    await page.getByRole('option', { name: 'A date' }).click();
    await invitation.getByRole('button', { name: 'Send the invitation' }).click();
    await invitation.getByRole('alert').getByText('Last day').waitFor(); // a date that was not chosen is not "no end"
    await expectAccessible(page);
    await invitation.getByRole('combobox', { name: 'Access until' }).click();
    await page.getByRole('option', { name: '2 weeks' }).click();
    await invitation.getByText(/Access ends by itself on .*23:59:59/).waitFor();
    await picture(page, 'invite-until-desktop-light-en');
    await invitation.getByRole('button', { name: 'Send the invitation' }).click();
    await page.getByRole('row', { name: /Leela Menon.*Night counter.*Waiting/ }).waitFor();

    const leela = await openDevice(browser, origins()[1], { device: 'phone' });
    await signInWithCode(leela, number);
    await leela.page.goto('/audit');
    await leela.page.getByRole('heading', { name: 'Audit log', level: 1 }).waitFor();
    await leela.page.getByRole('button', { name: 'Made an own role' }).first().waitFor();
    expect(leela.errors).toEqual([]);
    await leela.context.close();
  });

  test('two people change a role: the second chooses, and it holds for whoever has it', async () => {
    const leela = await openDevice(browser, origins()[1]);
    await signInWithCode(leela, number);
    const menu = leela.page.getByRole('navigation', { name: 'Main menu' });
    await menu.getByRole('link', { name: 'Audit log' }).waitFor();
    const other = await openDevice(browser, origins()[1]);
    await signInWithCode(other, OWNER);
    const dialogs = [];
    for (const { page } of [owner, other]) {
      await open(page, '/people?tab=roles');
      await page.getByRole('button', { name: 'Change the role Night counter' }).click();
      dialogs.push(page.getByRole('dialog', { name: 'Change the role Night counter' }));
    }
    const [first, second] = dialogs as [(typeof dialogs)[0], (typeof dialogs)[0]];
    await permission(first, 'Read the audit log').uncheck();
    await first.getByRole('button', { name: 'Save the role' }).click();
    await owner.page.getByText('The role Night counter is changed').waitFor();
    await second.getByRole('textbox', { name: 'Name' }).fill('Night desk');
    await second.getByRole('button', { name: 'Save the role' }).click();
    const merge = other.page.getByRole('dialog', { name: 'Somebody else changed this record' });
    await merge.waitFor();
    await expectAccessible(other.page);
    await merge.getByRole('button', { name: 'Save merged' }).click();
    const card = roleCard(other.page, 'Night desk');
    await card.waitFor();
    expect(await card.getByText('Read the audit log').count()).toBe(0);
    await leela.page.goto('/scan');
    await leela.page.getByRole('heading', { name: 'Scan', level: 1 }).waitFor();
    await expect.poll(() => menu.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
    expect([...other.errors, ...leela.errors]).toEqual([]);
    await other.context.close();
    await leela.context.close();
  });

  test('a role that somebody has stays until they have another one', async () => {
    const { page } = owner;
    await open(page, '/people?tab=roles');
    const archive = async () => {
      await page.getByRole('button', { name: 'Archive the role Night desk' }).click();
      const question = page.getByRole('dialog', { name: 'Archive the role Night desk?' });
      await question.getByRole('button', { name: 'Archive' }).click();
      return question;
    };
    const question = await archive();
    await question.getByText('People still hold this role or are invited to it').waitFor();
    await question.getByText('Members (1)').waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();

    await open(page, '/people?q=Leela');
    await page.getByRole('row', { name: /Leela Menon.*Night desk.*Active/ }).waitFor();
    await page.getByRole('button', { name: /Leela/ }).first().click();
    const panel = page.getByRole('dialog', { name: /Leela/ });
    await panel.getByText('Own role of your organisation').waitFor();
    await expectAccessible(page);
    await picture(page, 'member-own-role-desktop-light-en');
    await panel.getByRole('button', { name: 'Change roles' }).click();
    await panel.getByRole('combobox', { name: 'Roles' }).click();
    await page.getByRole('option', { name: 'Auditor' }).click();
    await page.keyboard.press('Tab');
    await panel.locator('.mantine-Pill-root', { hasText: 'Night desk' }).locator('button').click();
    await panel.getByRole('button', { name: 'Save roles' }).click();
    await page.getByText('Leela Menon has other roles now').waitFor();

    await open(page, '/people?tab=roles');
    await archive();
    await roleCard(page, 'Night desk').waitFor({ state: 'detached' });
    await open(page, '/people?tab=invitations');
    await page.getByRole('row', { name: /Leela Menon.*Night desk.*Accepted/ }).waitFor(); // as it was called then
  });

  test('the end of an access is changed and taken away', async () => {
    const { page } = owner;
    await open(page, '/people?q=Leela');
    await page.getByRole('button', { name: /Leela/ }).first().click();
    const panel = page.getByRole('dialog', { name: /Leela/ });
    await panel.getByRole('button', { name: 'Change end of access' }).click();
    await panel.getByLabel('Last day').fill('2031-03-31');
    await panel.getByText(/Access ends by itself on 31 Mar 2031/).waitFor();
    await expectAccessible(page);
    await panel.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /Leela Menon.*31 Mar 2031/ }).waitFor();
    await panel.getByRole('button', { name: 'Change end of access' }).click();
    await panel.getByRole('combobox', { name: 'Access until' }).click();
    await page.getByRole('option', { name: 'No end' }).click();
    await panel.getByRole('button', { name: 'Save' }).click();
    await panel.getByText('No end').waitFor();
  });

  test('a review shows what to look at, is saved, printed and recorded', async () => {
    const { page } = owner;
    await open(page, '/people?tab=review');
    await page.getByText('Access was never reviewed').waitFor();
    await page.getByRole('row', { name: /Leela Menon.*Auditor.*Auditor without an end/ }).waitFor();
    await page.getByRole('row', { name: /Asha Patel.*People, Settings, Keys/ }).waitFor();
    await expectAccessible(page);
    await expectNoOverflow(page);
    await picture(page, 'access-review-desktop-light-en');
    await page.getByText(/^To look at \(/).click();
    await page.getByRole('row', { name: /Asha Patel/ }).waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /Leela Menon/ }).waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^access-review-\d{4}-\d{2}-\d{2}\.csv$/);
    const csv = readFileSync(await file.path(), 'utf8');
    expect(csv).toContain('Members,Leela Menon,Auditor,');
    expect(csv).toContain('Asha Patel');

    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    await page.emulateMedia({ media: 'print' });
    await page.getByRole('heading', { name: 'Access review · Asha Medical Stores' }).waitFor();
    expect(await page.getByRole('navigation', { name: 'Main menu' }).isVisible()).toBe(false);
    expect(await page.getByRole('cell', { name: 'Asha Patel' }).isVisible()).toBe(true);
    await picture(page, 'access-review-printed');
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate("window.dispatchEvent(new Event('afterprint'))");

    await page.getByRole('button', { name: 'Record this review' }).click();
    const dialog = page.getByRole('dialog', { name: 'Record this review' });
    await dialog.getByRole('textbox', { name: 'Note' }).fill('Leela leaves in March.');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Record' }).click();
    await page.getByText('Access was reviewed', { exact: true }).waitFor();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('Leela leaves in March.').waitFor();
  });

  test('all of it fits a phone, in Hindi and in the dark', async () => {
    const phone = await openDevice(browser, origins()[1], { device: 'phone', colours: 'dark', language: 'hi' });
    const { page } = phone;
    await page.goto('/');
    await page.getByRole('textbox').first().fill('98000 00001');
    await page.keyboard.press('Enter');
    await typeCode(page, phone.origin, OWNER);
    await page.getByRole('heading', { name: hi['today.title'], level: 1 }).waitFor();
    await open(page, '/people?tab=review');
    await page.getByText('Leela Menon').first().waitFor();
    await expectAccessible(page);
    await expectNoOverflow(page);
    await picture(page, 'access-review-phone-dark-hi');
    await open(page, '/people?tab=roles');
    await page.getByRole('button', { name: hi['people.role.new'] }).click();
    await page.getByRole('dialog', { name: hi['people.role.new'] }).getByText(hi['permission.scan.create']).waitFor();
    await expectAccessible(page);
    await expectNoOverflow(page);
    await picture(page, 'role-form-phone-dark-hi');
    expect(phone.errors).toEqual([]);
    await phone.context.close();
  });

  test('no page reported an error', () => {
    expect(owner.errors).toEqual([]);
  });
});
