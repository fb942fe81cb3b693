// The pages and dialogs of second factors in every look: nothing overflows, nothing hinders a keyboard or a screen reader.
import en from '../apps/console/src/i18n/en.ts' with { type: 'json' };
import hi from '../apps/console/src/i18n/hi.ts' with { type: 'json' };
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestAuthenticatorApp } from '@sutra/testkit/authenticator-app';
import {
  type Device,
  expectAccessible,
  expectNoOverflow,
  latestCode,
  launch,
  LOOKS,
  openDevice,
  picture,
} from './browser.ts';
import { house } from './house.ts';
import { addAuthenticator, forgetFactors } from './second-factors.ts';

const words = { en, hi };
const PERSON = '+919800000012';
let browser: Browser;
let database: pg.Client;
beforeAll(async () => {
  browser = await launch();
  database = new pg.Client({ connectionString: house('database') });
  await database.connect();
});
afterAll(async () => {
  await forgetFactors(database, PERSON);
  await database.end();
  await browser.close();
});

/** An operator who has never signed in, with the password of the others. */
async function newOperator(who: string): Promise<string> {
  const email = `${who}@sutra.example`;
  await database.query(
    `with person as (
       insert into identity.person (id, name, email, email_verified_at, password_hash, created_at)
       select gen_random_uuid(), 'New Operator', $1, now(), password_hash, now()
       from identity.person where email = 'admin@sutra.example' returning id)
     insert into identity.membership (org_id, user_id, roles, created_at)
     select o.org_id, person.id, '{platform_admin}', now() from person, identity.organisation o where o.kind = 'operator'`,
    [email],
  );
  return email;
}

const look = async (page: Page, name: string) => {
  await expectNoOverflow(page);
  await expectAccessible(page);
  await picture(page, name);
};

describe.each(LOOKS)('$device, $colours, $language', ({ device: kind, colours, language }) => {
  const name = (shown: string) => `${shown}-${kind}-${colours}-${language}`;
  const say = words[language];
  let device: Device;
  let page: Page;
  beforeAll(async () => {
    await forgetFactors(database, PERSON);
    device = await openDevice(browser, house('instances')[0], { device: kind, colours, language });
    ({ page } = device);
    await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false');
    await addAuthenticator(page);
  });
  afterAll(() => device.context.close());
  const dialog = (title: string) => page.getByRole('dialog', { name: title });
  const firstStep = async () => {
    await page.goto('/sign-in');
    await page.getByRole('textbox').first().fill(PERSON);
    await page.keyboard.press('Enter');
    const code = page.locator('input[autocomplete="one-time-code"]');
    await code.waitFor();
    await database.query("update identity.otp_challenge set created_at = created_at - interval '2 minutes'");
    await code.fill(await latestCode(device.origin, PERSON));
  };

  test('no second factor yet; the app, its codes, and what there is then', async () => {
    await firstStep();
    await page.getByRole('heading', { name: say['today.title'], level: 1 }).waitFor();
    await page.goto('/security');
    await page.getByText(say['security.none']).waitFor();
    await look(page, name('security-none'));
    await page.getByRole('button', { name: say['security.app.setUp'] }).click();
    const secret = await dialog(say['security.app.setUp'])
      .getByRole('button', { name: new RegExp(say['security.app.secret.name']) })
      .textContent();
    await look(page, name('security-app'));
    const app = new TestAuthenticatorApp(secret!.replaceAll(/[^A-Z2-7]/g, ''));
    await page.locator('input[autocomplete="one-time-code"]').fill(await app.code());
    await dialog(say['recovery.title']).waitFor();
    await look(page, name('security-recovery-codes'));
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: say['recovery.done'] }).click();
    await page.getByRole('button', { name: say['security.passkey.add'] }).click();
    await look(page, name('security-add-passkey'));
    await page.getByRole('button', { name: say['security.passkey.add.submit'], exact: true }).click();
    await page.getByRole('listitem').first().waitFor();
    await dialog(say['security.passkey.add']).waitFor({ state: 'detached' });
    await look(page, name('security'));
  });

  test('shown once more before something dangerous, in each way', async () => {
    await database.query("update identity.session set proved_at = now() - interval '11 minutes'");
    await page.reload();
    await page.getByRole('button', { name: say['security.app.remove'] }).click();
    await dialog(say['security.app.remove.ask']).waitFor();
    await look(page, name('security-remove'));
    await dialog(say['security.app.remove.ask']).getByRole('button', { name: say['security.app.remove'] }).click();
    const question = dialog(say['stepUp.title']);
    await question.getByRole('button', { name: say['proof.passkey'], exact: true }).waitFor();
    await look(page, name('step-up-passkey'));
    await question.getByRole('button', { name: say['proof.use.recovery'] }).click();
    await question.getByRole('textbox').fill('7K3Q');
    await page.keyboard.press('Enter');
    await look(page, name('step-up-recovery'));
    await page.keyboard.press('Escape');
    await page.getByText(say['problem.auth.step_up_required']).waitFor();
    await question.waitFor({ state: 'detached' });
    await look(page, name('step-up-cancelled'));
  });

  test('the second step of a sign-in, and what the organisation asks for', async () => {
    await device.context.clearCookies();
    await firstStep();
    await page.getByRole('heading', { name: say['signIn.second'] }).waitFor();
    await page.getByRole('button', { name: say['proof.passkey'], exact: true }).waitFor();
    await look(page, name('sign-in-second-passkey'));
    await page.getByRole('button', { name: say['proof.use.totp'] }).click();
    await page.getByRole('textbox', { name: say['proof.totp'] }).waitFor();
    await look(page, name('sign-in-second-code'));
    await page.goto('/sign-in?method=password');
    await page
      .getByRole('textbox')
      .first()
      .fill(await newOperator(`${kind}-${colours}`));
    await page.locator('input[autocomplete="current-password"]').fill('sutra-demo-2035');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: say['security.waiting.title'] }).waitFor();
    await page.getByText(say['security.none']).waitFor();
    await look(page, name('security-required'));
    expect(device.errors).toEqual([]);
  });
});
