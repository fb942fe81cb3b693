// Operators: an organisation is made and its owner joins, it is suspended and its people are told why, and it is exported.
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
} from './browser.ts';
import { house } from './house.ts';
import { signInAsOperator } from './second-factors.ts';

const PATH = '/operator/organisations';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe.each([
  ['embedded defaults', () => [house('embedded'), house('embedded')] as const, '98113 00001'],
  ['PostgreSQL and Redis, on two instances', () => house('instances'), '98113 00002'],
])('on %s', (_, origins, mobile) => {
  let operator: Device;
  /** The owner of the organisation that is made here, at the other instance. */
  let owner: Device;
  beforeAll(async () => {
    operator = await openDevice(browser, origins()[0]);
    owner = await openDevice(browser, origins()[1], { device: 'phone' });
    await signInAsOperator(operator);
  });
  afterAll(async () => {
    await owner.context.close();
    await operator.context.close();
  });

  const open = async (page: Page, path = PATH) => {
    await page.goto(path);
    await page.getByRole('heading', { name: 'Organisations', level: 1 }).waitFor();
  };
  const panelOf = async (name: string) => {
    await open(operator.page, `${PATH}?q=${encodeURIComponent(name)}`);
    await operator.page
      .getByRole('button', { name: new RegExp(name) })
      .first()
      .click();
    const panel = operator.page.getByRole('dialog', { name });
    await panel.getByText('Owners').waitFor();
    return panel;
  };

  test('the menu leads to the organisations, which are found by name, kind and status', async () => {
    const { page } = operator;
    await page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name: 'Organisations' }).click();
    await page.getByRole('row', { name: /Asha Medical Stores.*Pharmacy.*Active/ }).waitFor();
    await expectAccessible(page);
    await picture(page, 'operator-desktop-light-en');
    await page.getByRole('combobox', { name: 'Kind' }).selectOption('cotton');
    await page.getByRole('row', { name: /Asha Medical Stores/ }).waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /Narmada Cotton Traders/ }).waitFor();
    await page.getByRole('searchbox', { name: 'Search by name' }).fill('asha');
    await page.getByText('No organisation matches').waitFor();
    await page.getByRole('combobox', { name: 'Kind' }).selectOption('');
    await page.getByRole('row', { name: /Asha Medical Stores/ }).waitFor();
    expect(page.url()).toContain('q=asha');
  });

  test('a new organisation waits for its owner, who joins with the invited number', async () => {
    const { page } = operator;
    await open(page);
    await page.getByRole('button', { name: 'New organisation' }).click();
    const dialog = page.getByRole('dialog', { name: 'New organisation' });
    await dialog.getByRole('button', { name: 'Create and invite the owner' }).click();
    await dialog.getByText('4 things have to be put right').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Tapti Pharmacy');
    await dialog.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('listbox', { name: 'Kind' }).getByRole('option', { name: 'Pharmacy' }).click();
    await dialog.getByRole('textbox', { name: 'Name of the owner' }).fill('Leela Joshi');
    await dialog.getByRole('textbox', { name: 'Mobile of the owner' }).fill(mobile);
    await picture(page, 'operator-new-desktop-light-en');
    await dialog.getByRole('button', { name: 'Create and invite the owner' }).click();
    const panel = page.getByRole('dialog', { name: 'Tapti Pharmacy' });
    await panel.getByText('Owner invited').waitFor();
    await panel.getByText('Leela Joshi').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('row', { name: /Tapti Pharmacy.*Owner invited/ }).waitFor();

    await panelOf('Tapti Pharmacy').then((again) =>
      again.getByRole('button', { name: 'Invite the owner again' }).click(),
    );
    const invite = page.getByRole('dialog', { name: 'Invite the owner of Tapti Pharmacy' });
    expect(await invite.getByRole('textbox', { name: 'Name of the owner' }).inputValue()).toBe('Leela Joshi');
    await invite.getByRole('button', { name: 'Send the invitation' }).click();
    await page.getByText('Leela Joshi is invited').waitFor();

    await signInWithCode(owner, `+91${mobile.replace(' ', '')}`);
    await owner.page.getByText('Tapti Pharmacy').first().waitFor();
    await owner.page.goto(PATH);
    await owner.page.getByText('You do not have the permission for this page').waitFor();
    const joined = await panelOf('Tapti Pharmacy');
    await joined.getByText('Leela Joshi').waitFor();
    await joined.getByText('Active', { exact: true }).first().waitFor();
    expect(await joined.getByRole('button', { name: 'Invite the owner again' }).count()).toBe(0);
  });

  test('a suspension takes the typed name and a reason; its people are told why, and come back after it', async () => {
    const { page } = operator;
    await owner.page.goto('/sessions');
    await owner.page.getByRole('heading', { name: 'Devices and sessions', level: 1 }).waitFor();
    const panel = await panelOf('Tapti Pharmacy');
    await panel.getByRole('button', { name: 'Suspend' }).click();
    const question = page.getByRole('dialog', { name: 'Suspend Tapti Pharmacy?' });
    const suspend = question.getByRole('button', { name: 'Suspend' });
    await question.getByRole('textbox', { name: 'Type Tapti Pharmacy to confirm' }).fill('Tapti Pharmacy');
    expect(await suspend.isDisabled()).toBe(true);
    await question.getByRole('textbox', { name: 'Reason' }).fill('The drug licence has run out;\nsend us the new one.');
    await question.getByRole('textbox', { name: 'Type Tapti Pharmacy to confirm' }).fill('Tapti');
    expect(await suspend.isDisabled()).toBe(true);
    await question.getByRole('textbox', { name: 'Type Tapti Pharmacy to confirm' }).fill('Tapti Pharmacy');
    await expectAccessible(page);
    await picture(page, 'operator-suspend-desktop-light-en');
    await suspend.click();
    // Its field holds the same words while it closes.
    await question.waitFor({ state: 'hidden' });
    await panel.getByText('The drug licence has run out; send us the new one.').waitFor();
    await expectAccessible(page);

    // The owner's open page hears of it by itself.
    await owner.page.getByText('Your organisation is suspended').waitFor();
    await owner.page.getByText('The drug licence has run out; send us the new one.').waitFor();
    await expectAccessible(owner.page);
    await expectNoOverflow(owner.page);
    await picture(owner.page, 'operator-suspended-phone-light-en');
    await owner.page.goto('/sign-in');
    await owner.page.getByRole('textbox', { name: 'Mobile number' }).waitFor();

    await page.goto(`${PATH}?status=suspended`);
    await page.getByRole('row', { name: /Tapti Pharmacy.*Suspended/ }).waitFor();
    const again = await panelOf('Tapti Pharmacy');
    await again.getByRole('button', { name: 'Let work again' }).click();
    const over = page.getByRole('dialog', { name: 'Let Tapti Pharmacy work again?' });
    await over.getByRole('button', { name: 'Let work again' }).click();
    await page.getByText('Tapti Pharmacy can work again').first().waitFor();
    await again.getByText('Active', { exact: true }).first().waitFor();
    // The session was not ended: the same cookie goes on.
    await owner.page.goto('/sessions');
    await owner.page.getByRole('heading', { name: 'Devices and sessions', level: 1 }).waitFor();
  });

  test('whoever belongs elsewhere goes on there', async () => {
    const asha = await openDevice(browser, origins()[1]);
    await signInWithCode(asha, '+919800000001');
    const here = (name: string) => asha.page.getByRole('banner').getByText(name).first();
    await here('Asha Medical Stores').waitFor();
    const decide = async (button: string, title: RegExp) => {
      const panel = await panelOf('Asha Medical Stores');
      await panel.getByRole('button', { name: button, exact: true }).click();
      const question = operator.page.getByRole('dialog', { name: title });
      if (button === 'Suspend') {
        await question.getByRole('textbox', { name: 'Reason' }).fill('a test');
        await question.getByRole('textbox', { name: /^Type/ }).fill('Asha Medical Stores');
      }
      await question.getByRole('button', { name: button, exact: true }).click();
      await question.waitFor({ state: 'hidden' });
    };
    await decide('Suspend', /^Suspend Asha/);
    await here('Narmada Cotton Traders').waitFor();
    await decide('Let work again', /^Let Asha/);
    expect(asha.errors).toEqual([]);
    await asha.context.close();
  });

  test('an export is made, downloaded, and told of in both logs', async () => {
    const { page } = operator;
    const panel = await panelOf('Narmada Cotton Traders');
    await panel.getByRole('button', { name: 'Export', exact: true }).click();
    const question = page.getByRole('dialog', { name: 'Export everything of Narmada Cotton Traders?' });
    await question.getByRole('button', { name: 'Export', exact: true }).click();
    await panel.getByText('Ready').first().waitFor();
    await expectAccessible(page);
    await picture(page, 'operator-export-desktop-light-en');
    const downloading = page.waitForEvent('download');
    await panel
      .getByRole('button', { name: /^Download the export of/ })
      .first()
      .click();
    expect((await downloading).suggestedFilename()).toMatch(/^Narmada Cotton Traders \d{4}-\d\d-\d\d\.zip$/);
    await page.goto('/audit');
    await page
      .getByRole('row', { name: /Downloaded an export of the organisation/ })
      .first()
      .waitFor();
    const trader = await openDevice(browser, origins()[1]);
    await signInWithCode(trader, '+919800000011');
    await trader.page.goto('/audit');
    await trader.page
      .getByRole('row', { name: /Downloaded an export of the organisation/ })
      .first()
      .waitFor();
    await trader.context.close();
  });

  test.each([
    ['desktop', 'dark', 'en'],
    ['phone', 'light', 'hi'],
    ['phone', 'dark', 'en'],
  ] as const)('the page on a %s in %s colours, %s', async (device, colours, language) => {
    const other = await openDevice(browser, origins()[0], { device, colours, language });
    await signInAsOperator(other, PATH, language);
    await other.page.getByText('Asha Medical Stores').first().waitFor();
    await expectAccessible(other.page);
    await expectNoOverflow(other.page);
    await picture(other.page, `operator-${device}-${colours}-${language}`);
    await other.page
      .getByRole('button', { name: /Narmada/ })
      .first()
      .click();
    await other.page
      .getByRole('dialog', { name: /Narmada/ })
      .getByText('Harish Chauhan')
      .waitFor();
    await expectAccessible(other.page);
    await expectNoOverflow(other.page);
    await picture(other.page, `operator-panel-${device}-${colours}-${language}`);
    expect(other.errors).toEqual([]);
    await other.context.close();
  });

  test('no page reported an error', () => {
    expect([...operator.errors, ...owner.errors]).toEqual([]);
  });
});
