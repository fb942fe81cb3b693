// Asking somebody to join, keys of programs, and two people at one profile.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Device, expectAccessible, launch, openDevice, signInWithCode } from './browser.ts';

const OWNER = '+919800000001';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe.each([
  ['embedded defaults', () => [inject('embedded'), inject('embedded')] as const, '98111 00001'],
  ['PostgreSQL and Redis, on two instances', () => inject('instances'), '98111 00002'],
])('on %s', (_, origins, mobile) => {
  let owner: Device;
  beforeAll(async () => {
    owner = await openDevice(browser, origins()[0]);
    await signInWithCode(owner, OWNER);
  });
  afterAll(() => owner.context.close());

  const open = async (page: Page, path: string, title: string) => {
    await page.goto(path);
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
  };

  test('an owner invites a number; whoever has it signs in with a code and is a member', async () => {
    const { page } = owner;
    await open(page, '/people', 'People and roles');
    await page.getByRole('button', { name: 'Invite a person' }).click();
    const dialog = page.getByRole('dialog', { name: 'Invite a person' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Nisha Rao');
    await dialog.getByRole('textbox', { name: 'Mobile' }).fill(mobile);
    await dialog.getByLabel('Roles').first().click();
    await page.getByRole('option', { name: 'Pharmacist' }).click();
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Send the invitation' }).click();
    await page.getByRole('row', { name: /Nisha Rao.*Waiting/ }).waitFor();

    const phone = await openDevice(browser, origins()[1], { device: 'phone' });
    await signInWithCode(phone, `+91${mobile.replace(' ', '')}`);
    await phone.page.getByText('Asha Medical Stores').first().waitFor();
    expect(phone.errors).toEqual([]);
    await phone.context.close();

    await open(page, '/people?q=nisha', 'People and roles');
    await page.getByRole('row', { name: /Nisha Rao.*Pharmacist.*Active/ }).waitFor();
    await open(page, '/people?tab=invitations', 'People and roles');
    await page.getByRole('row', { name: /Nisha Rao.*Accepted/ }).waitFor();
  });

  test('an invitation that is withdrawn says so', async () => {
    const { page } = owner;
    await open(page, '/people', 'People and roles');
    await page.getByRole('button', { name: 'Invite a person' }).click();
    const dialog = page.getByRole('dialog', { name: 'Invite a person' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Farida Shaikh');
    await dialog.getByRole('textbox', { name: 'Mobile' }).fill(mobile.replace('98111', '98112'));
    await dialog.getByLabel('Roles').first().click();
    await page.getByRole('option', { name: 'Staff' }).click();
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Send the invitation' }).click();
    await page.getByRole('button', { name: 'Withdraw the invitation of Farida Shaikh' }).click();
    const question = page.getByRole('dialog', { name: 'Withdraw the invitation of Farida Shaikh?' });
    await question.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByRole('row', { name: /Farida Shaikh.*Withdrawn/ }).waitFor();
  });

  test('a key is shown once, works, and is refused once it is revoked', async () => {
    const { page, origin } = owner;
    await open(page, '/service-accounts', 'Service accounts');
    await page.getByRole('button', { name: 'Add a service account' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Till software');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog', { name: 'Till software', exact: true });
    await panel.getByRole('button', { name: 'New key' }).click();
    const form = page.getByRole('dialog', { name: 'New key for Till software' });
    await form.getByRole('textbox', { name: 'Name of the key' }).fill('Counter 1');
    await form.getByLabel('May').first().click();
    await page.getByRole('option', { name: 'See scans of the organisation' }).click();
    await page.keyboard.press('Escape');
    await form.getByRole('button', { name: 'Create the key' }).click();
    await page.getByText('This key is shown only now').waitFor();
    await expectAccessible(page);
    const secret = await page.getByRole('button', { name: /^Copy API key/ }).getAttribute('title');
    // Escape must not lose what cannot be shown again.
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'I have stored it' }).click();
    const scans = () =>
      fetch(`${origin}/api/v1/drug-scanning/scans`, { headers: { authorization: `Bearer ${secret}` } });
    expect((await scans()).status).toBe(200);

    await panel.getByRole('button', { name: 'Revoke Counter 1' }).click();
    const question = page.getByRole('dialog', { name: 'Revoke the key Counter 1?' });
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'hidden' });
    await panel.getByRole('button', { name: 'Revoke Counter 1' }).click();
    await question.getByRole('button', { name: 'Revoke' }).click();
    await panel.getByText('Revoked', { exact: true }).waitFor();
    expect((await scans()).status).toBe(401);
  });

  test('two people save one profile: the second chooses, and nothing is lost', async () => {
    const other = await openDevice(browser, origins()[1]);
    await signInWithCode(other, OWNER);
    for (const { page } of [owner, other]) await open(page, '/organisation', 'Organisation profile');
    const field = ({ page }: Device, name: string) => page.getByRole('textbox', { name });
    const save = ({ page }: Device) => page.getByRole('button', { name: 'Save the profile' }).click();
    await field(owner, 'E-mail').fill('first@asha.example');
    await save(owner);
    await owner.page.getByText('The profile is saved').waitFor();
    await field(other, 'E-mail').fill('second@asha.example');
    await field(other, 'PIN code').fill('360002');
    await save(other);
    const dialog = other.page.getByRole('dialog', { name: 'Somebody else changed this record' });
    await dialog.getByRole('radio', { name: /first@asha\.example/ }).click();
    await dialog.getByRole('button', { name: 'Save merged' }).click();
    await other.page.getByText('The profile is saved').waitFor();
    await open(owner.page, '/organisation', 'Organisation profile');
    await expect.poll(() => field(owner, 'E-mail').inputValue()).toBe('first@asha.example');
    expect(await field(owner, 'PIN code').inputValue()).toBe('360002');
    expect(other.errors).toEqual([]);
    await other.context.close();
  });

  test('no page reported an error', () => {
    expect(owner.errors).toEqual([]);
  });
});
