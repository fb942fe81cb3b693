// Second factors as a person sets them up and shows them, in an English page.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestAuthenticatorApp } from '@sutra/testkit/authenticator-app';
import pg from 'pg';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import en from '../apps/console/src/i18n/en/proof.json' with { type: 'json' };
import hi from '../apps/console/src/i18n/hi/proof.json' with { type: 'json' };
import { type Device, launch, openDevice, signInWithCode } from './browser.ts';
import { house } from './house.ts';

const WORDS = { en, hi };

const OPERATOR = { identifier: 'admin@sutra.example', password: 'sutra-demo-2035' };

/** As if none had ever been set up; and no code that was used in the same half minute by the test before. */
export async function forgetFactors(database: pg.Client, mobile: string): Promise<void> {
  for (const table of ['totp', 'recovery_code', 'passkey'])
    await database.query(
      `delete from identity.${table} where user_id = (select id from identity.person where mobile = $1)`,
      [mobile],
    );
  await database.query('delete from identity.attempt_count');
}

/** A telephone of their own in each test for somebody who has no second factor yet, and the database that it is kept in. */
export function withoutFactors(mobile: string) {
  let browser: Browser;
  let database: pg.Client;
  let device: Device;
  beforeAll(async () => {
    browser = await launch();
    database = new pg.Client({ connectionString: house('database') });
    await database.connect();
  });
  afterAll(async () => {
    await forgetFactors(database, mobile);
    await database.end();
    await browser.close();
  });
  beforeEach(async () => {
    await forgetFactors(database, mobile);
    device = await openDevice(browser, house('instances')[0]);
    device.context.setDefaultTimeout(30_000);
  });
  afterEach(async () => {
    expect(device.errors).toEqual([]);
    await device.context.close();
  });
  return {
    opened: () => ({ browser, database, device, page: device.page }),
    openSecurity: async () => {
      await signInWithCode(device, mobile);
      await device.page.getByRole('link', { name: 'Security' }).click();
      await heading(device.page, 'Security').waitFor();
    },
  };
}

export const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 });

/** Sets up an authenticator app on the page where second factors are; gives it with the recovery codes. */
export async function setUpApp(page: Page): Promise<{ app: TestAuthenticatorApp; recoveryCodes: string[] }> {
  const app = await confirmApp(page);
  return { app, recoveryCodes: await keepRecoveryCodes(page) };
}

/** The same up to the recovery codes, which wait to be kept. */
export async function confirmApp(page: Page): Promise<TestAuthenticatorApp> {
  await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set up an authenticator app' });
  const shown = await dialog.getByRole('button', { name: /^Copy secret of the app/ }).textContent();
  const app = new TestAuthenticatorApp(shown!.replaceAll(/[^A-Z2-7]/g, ''));
  await dialog.getByRole('textbox', { name: 'Code of the app' }).fill(await app.code());
  await page.getByRole('dialog', { name: 'Recovery codes', exact: true }).waitFor();
  return app;
}

/** Says that the codes are kept, which closes the dialog. */
export async function keepRecoveryCodes(page: Page): Promise<string[]> {
  const dialog = page.getByRole('dialog', { name: 'Recovery codes', exact: true });
  await dialog.waitFor();
  const recoveryCodes = await dialog.getByRole('listitem').allTextContents();
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'detached' });
  return recoveryCodes;
}

export async function signInWithPassword(page: Page, identifier: string, password: string, next = '/'): Promise<void> {
  await page.goto(`/sign-in?method=password&next=${encodeURIComponent(next)}`);
  await page.getByRole('textbox', { name: 'Mobile number or e-mail' }).fill(identifier);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

interface KeptFactors {
  secret: string;
  lastStep: number;
  recoveryCodes: string[];
}

/**
 * The operators' organisation asks for a second factor: set up at the first sign-in of a run, shown at the others, with a
 * recovery code while there are some, since a code of the app has to be waited for. The first must be in English.
 */
export async function signInAsOperator(
  { page, origin }: Device,
  next?: string,
  language: 'en' | 'hi' = 'en',
): Promise<void> {
  // Each test file is a process of its own; the instances share one database.
  const file = join(house('scratch'), `operator-${origin === house('embedded') ? 'embedded' : 'shared'}.json`);
  await page.goto(`/sign-in?method=password&next=${encodeURIComponent(next ?? '/')}`);
  await page.getByRole('textbox').first().fill(OPERATOR.identifier);
  await page.locator('input[autocomplete="current-password"]').fill(OPERATOR.password);
  await page.keyboard.press('Enter');
  if (!existsSync(file)) {
    await page.getByRole('heading', { name: 'A second factor first' }).waitFor();
    const { app, recoveryCodes } = await setUpApp(page);
    writeFileSync(file, JSON.stringify({ secret: app.secret, lastStep: app.lastStep, recoveryCodes }));
  } else {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as KeptFactors;
    const words = WORDS[language];
    const recoveryCode = kept.recoveryCodes.pop();
    if (recoveryCode !== undefined) {
      await page.getByRole('button', { name: words['proof.use.recovery'] }).click();
      await page.getByRole('textbox', { name: words['proof.recovery'] }).fill(recoveryCode);
      await page.keyboard.press('Enter');
    } else {
      const app = new TestAuthenticatorApp(kept.secret, kept.lastStep);
      await page.getByRole('textbox', { name: words['proof.totp'] }).fill(await app.code());
      kept.lastStep = app.lastStep;
    }
    writeFileSync(file, JSON.stringify(kept));
  }
  await page.getByRole('banner').waitFor();
}

/** A device that makes and uses passkeys by itself, as if its owner had touched it. */
export async function addAuthenticator(page: Page): Promise<Authenticator> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return new Authenticator(cdp, authenticatorId);
}

export class Authenticator {
  readonly #cdp: CDPSession;
  readonly #authenticatorId: string;
  constructor(cdp: CDPSession, authenticatorId: string) {
    this.#cdp = cdp;
    this.#authenticatorId = authenticatorId;
  }

  /** Whether its owner is there to touch it. */
  async setPresent(enabled: boolean): Promise<void> {
    await this.#cdp.send('WebAuthn.setAutomaticPresenceSimulation', {
      authenticatorId: this.#authenticatorId,
      enabled,
    });
  }

  /** Whether it knows its owner by fingerprint, face or PIN. */
  async setVerified(isUserVerified: boolean): Promise<void> {
    await this.#cdp.send('WebAuthn.setUserVerified', { authenticatorId: this.#authenticatorId, isUserVerified });
  }
}
