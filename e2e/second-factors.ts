// Second factors as a person sets them up and shows them, in an English page.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestAuthenticatorApp } from '@sutra/testkit/authenticator-app';
import type { CDPSession, Page } from 'playwright-core';
import { inject } from 'vitest';
import type { Device } from './browser.ts';

const OPERATOR = { identifier: 'admin@sutra.example', password: 'sutra-demo-2035' };

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
  await page.getByRole('dialog', { name: 'Recovery codes' }).waitFor();
  return app;
}

/** Says that the codes are kept, which closes the dialog. */
export async function keepRecoveryCodes(page: Page): Promise<string[]> {
  const dialog = page.getByRole('dialog', { name: 'Recovery codes' });
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

/** The operators' organisation asks for a second factor: set up at the first sign-in of a run, shown at the others. */
export async function signInAsOperator({ page, origin }: Device, next?: string): Promise<TestAuthenticatorApp> {
  // Each test file is a process of its own; the instances share one database.
  const kept = join(inject('scratch'), `operator-${origin === inject('embedded') ? 'embedded' : 'shared'}.json`);
  const keep = ({ secret, lastStep }: TestAuthenticatorApp) =>
    writeFileSync(kept, JSON.stringify({ secret, lastStep }));
  await signInWithPassword(page, OPERATOR.identifier, OPERATOR.password, next);
  let app: TestAuthenticatorApp;
  if (existsSync(kept)) {
    const { secret, lastStep } = JSON.parse(readFileSync(kept, 'utf8')) as { secret: string; lastStep: number };
    app = new TestAuthenticatorApp(secret, lastStep);
    await page.getByRole('textbox', { name: 'Code of the app' }).fill(await app.code());
  } else {
    await page.getByRole('heading', { name: 'A second factor first' }).waitFor();
    ({ app } = await setUpApp(page));
  }
  await page.getByRole('button', { name: 'Search and commands' }).waitFor();
  keep(app);
  return app;
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
