// Asking somebody to join, keys of programs, and two people at one profile.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Device, expectAccessible, launch, openDevice, signInWithCode } from './browser.ts';
import { house } from './house.ts';

const OWNER = '+919800000001';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe.each([
  ['embedded defaults', () => [house('embedded'), house('embedded')] as const, '98111 00001'],
  ['PostgreSQL and Redis, on two instances', () => house('instances'), '98111 00002'],
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

  test('roles that are given show in the menu of whoever gets them; a suspension ends their work', async () => {
    const pharmacist = await openDevice(browser, origins()[1]);
    await signInWithCode(pharmacist, `+91${mobile.replace(' ', '')}`);
    const menu = pharmacist.page.getByRole('navigation', { name: 'Main menu' });
    expect(await menu.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
    const openPerson = async (path: string) => {
      await open(owner.page, path, 'People and roles');
      await owner.page.getByRole('button', { name: /Nisha/ }).first().click();
      return owner.page.getByRole('dialog', { name: /Nisha/ });
    };
    let panel = await openPerson('/people?q=Nisha');
    await panel.getByRole('button', { name: 'Change roles' }).click();
    await expectAccessible(owner.page);
    await panel.getByRole('combobox', { name: 'Roles' }).click();
    await owner.page.getByRole('option', { name: 'Auditor' }).click();
    await owner.page.keyboard.press('Tab');
    await panel.getByRole('button', { name: 'Save roles' }).click();
    await owner.page.getByText('Nisha Rao has other roles now').waitFor();
    await open(pharmacist.page, '/scan', 'Scan');
    await menu.getByRole('link', { name: 'Audit log' }).waitFor();

    panel = await openPerson('/people?q=Nisha');
    await panel.getByRole('button', { name: 'Suspend' }).click();
    const question = owner.page.getByRole('dialog', { name: 'Suspend Nisha Rao?' });
    await question.getByRole('button', { name: 'Suspend' }).click();
    await panel.getByText('Suspended').waitFor();
    await pharmacist.page.goto('/sessions');
    await pharmacist.page.getByText('You belong to no organisation').waitFor();

    await panel.getByRole('button', { name: 'Let work again' }).click();
    await owner.page
      .getByRole('dialog', { name: /^Let Nisha/ })
      .getByRole('button', { name: 'Let work again' })
      .click();
    await panel.getByText('Active', { exact: true }).waitFor();
    await panel.getByRole('button', { name: 'Change roles' }).click();
    await panel.locator('.mantine-Pill-root', { hasText: 'Auditor' }).locator('button').click();
    await panel.getByRole('button', { name: 'Save roles' }).click();
    await owner.page.getByText('Nisha Rao has other roles now').waitFor();
    expect(pharmacist.errors).toEqual([]);
    await pharmacist.context.close();
  });

  test('a person changes their own name, and the header knows it', async () => {
    const pharmacist = await openDevice(browser, origins()[1]);
    await signInWithCode(pharmacist, `+91${mobile.replace(' ', '')}`);
    const { page } = pharmacist;
    const rename = async (name: string) => {
      await page.getByRole('button', { name: 'Change my name' }).click();
      await page.getByRole('textbox', { name: 'My name' }).fill(name);
      await page.getByRole('button', { name: 'Save name' }).click();
      await page.getByRole('banner').getByText(name, { exact: true }).waitFor();
    };
    await open(page, '/sessions', 'Devices and sessions');
    await rename('Nisha R.');
    await rename('Nisha Rao');
    expect(pharmacist.errors).toEqual([]);
    await pharmacist.context.close();
  });

  test('whoever signed in with a code sets a password; wrong ones lock strangers out, and the history tells of it', async () => {
    const known = await openDevice(browser, origins()[1]);
    await signInWithCode(known, `+91${mobile.replace(' ', '')}`);
    const { page } = known;
    await open(page, '/sessions', 'Devices and sessions');
    await page.getByRole('button', { name: 'Change my password' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change my password' });
    const choose = async (password: string) => {
      await dialog.getByRole('textbox', { name: 'New password' }).fill(password);
      await dialog.getByRole('button', { name: 'Change password' }).click();
    };
    await choose('password12');
    await dialog
      .getByText(/Many people use this password/)
      .first()
      .waitFor();
    await expectAccessible(page);
    await choose('tulip ladder 49 gravel');
    await page.getByText('Your password was changed', { exact: true }).waitFor();

    const stranger = await openDevice(browser, origins()[0]);
    await stranger.page.goto('/sign-in?method=password');
    await stranger.page.getByRole('textbox', { name: 'Mobile number or e-mail' }).fill(mobile);
    const refusal = (words: RegExp) => stranger.page.getByText(words).waitFor();
    for (let guess = 1; guess <= 6; guess += 1) {
      await stranger.page.getByRole('textbox', { name: 'Password' }).fill(`a wrong one ${guess}`);
      // The first call of a device may be answered with a nonce for its key, and is repeated with it.
      const answered = stranger.page.waitForResponse(
        (response) =>
          response.url().endsWith('/auth/login') && !response.headers()['www-authenticate']?.includes('use_dpop_nonce'),
      );
      await stranger.page.getByRole('button', { name: 'Sign in', exact: true }).click();
      expect((await answered).status()).toBe(guess < 6 ? 401 : 423);
    }
    await refusal(/Too many wrong passwords were tried. Try again in \d+ seconds, or sign in with a code./);
    await expectAccessible(stranger.page);
    await stranger.context.close();

    await page.getByRole('tab', { name: 'Sign-in history' }).click();
    // One a minute of each kind is kept: where a minute ends meanwhile, there are two.
    for (const outcome of [/Password.*Wrong password/, /Password.*Refused: too many attempts/])
      await page.getByRole('row', { name: outcome }).first().waitFor();
    await page
      .getByRole('row', { name: /Mobile code.*Signed in/ })
      .first()
      .waitFor();
    await expectAccessible(page);
    await known.context.close();
  });

  test('no page reported an error', () => {
    expect(owner.errors).toEqual([]);
  });
});
