// Chromium as a person has it: one browser, any number of devices, and a look for what assistive technology would trip over.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect, inject } from 'vitest';

const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
const PICTURES = fileURLToPath(new URL('../docs/pictures/', import.meta.url));

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: inject('chromium'), args: FLAGS });
}

export interface Look {
  device: 'desktop' | 'phone';
  colours: 'light' | 'dark';
  language: 'en' | 'hi';
}

/** Every device, colour and language: each once, and each with each other where pictures are kept. */
export const LOOKS: readonly Look[] = inject('pictures')
  ? [
      { device: 'desktop', colours: 'light', language: 'en' },
      { device: 'desktop', colours: 'dark', language: 'hi' },
      { device: 'phone', colours: 'light', language: 'hi' },
      { device: 'phone', colours: 'dark', language: 'en' },
    ]
  : [
      { device: 'desktop', colours: 'light', language: 'en' },
      { device: 'phone', colours: 'dark', language: 'hi' },
    ];

const PHONE_AGENT =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36';

/** A device of its own: no cookie and no storage is shared with another. Every error on its pages fails the test. */
export async function openDevice(browser: Browser, origin: string, look: Partial<Look> = {}): Promise<Device> {
  const { device = 'desktop', colours = 'light', language = 'en' } = look;
  const context = await browser.newContext({
    baseURL: origin,
    colorScheme: colours,
    locale: language === 'hi' ? 'hi-IN' : 'en-IN',
    timezoneId: 'Asia/Kolkata',
    reducedMotion: 'reduce',
    ...(device === 'phone'
      ? {
          viewport: { width: 390, height: 844 },
          deviceScaleFactor: 2,
          isMobile: true,
          hasTouch: true,
          userAgent: PHONE_AGENT,
        }
      : { viewport: { width: 1280, height: 800 } }),
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    // The browser reports every refused call; those are what the tests provoke.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text());
  });
  return { context, page, errors, origin };
}

export interface Device {
  context: BrowserContext;
  page: Page;
  errors: string[];
  origin: string;
}

/** Signs in with the code that the demo captured, as a person would. */
export async function signInWithCode({ page, origin }: Device, mobile: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByRole('textbox', { name: 'Mobile number' }).fill(mobile);
  await page.getByRole('button', { name: 'Send code' }).click();
  const field = page.getByRole('textbox', { name: 'Code' });
  await field.waitFor();
  await field.fill(await latestCode(origin, mobile));
  await page
    .getByRole('navigation', { name: 'Main menu' })
    .or(page.getByRole('button', { name: 'Open the menu' }))
    .first()
    .waitFor();
}

/** Types the code that was sent to a number, as soon as the page asks for one: before, an older one is the latest. */
export async function typeCode(page: Page, origin: string, mobile: string): Promise<void> {
  const field = page.locator('input[autocomplete="one-time-code"]');
  await field.waitFor();
  await field.fill(await latestCode(origin, mobile));
}

export async function latestCode(origin: string, mobile: string): Promise<string> {
  const response = await fetch(`${origin}/api/v1/dev/messages?to=${encodeURIComponent(mobile)}`);
  const { messages } = (await response.json()) as { messages: { code: string }[] };
  return messages[0]!.code;
}

/** Types into the field that has the focus, looks at what its list offers, and takes the first of it. */
export async function takeFirst(page: Page, typed: string, option: RegExp): Promise<void> {
  await page.keyboard.type(typed);
  await page.getByRole('option', { name: option }).first().waitFor();
  await page.evaluate('new Promise((after) => setTimeout(after, 50))'); // a person looks before choosing
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}

/** Serious findings of axe on the page as it stands; WCAG 2.2 AA. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode() // which only leaves out frames of other origins; otherwise each look opens a page of its own
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const findings: string[] = [];
  for (const { id, help, nodes } of violations) {
    for (const { html, target } of nodes)
      if (!(await isListOfField(page, id, String(target[0])))) findings.push(`${id}: ${help}: ${html.slice(0, 120)}`);
  }
  expect(findings).toEqual([]);
}

/** One moves through the list of a field with the arrow keys, from the field; Tab passes it. */
async function isListOfField(page: Page, finding: string, target: string): Promise<boolean> {
  if (finding !== 'scrollable-region-focusable') return false;
  return (await page.locator(`[role=listbox] :is(${target})`).count()) > 0;
}

/** Nothing hangs over the right edge. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const [content, window] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  expect(content).toBeLessThanOrEqual(window);
}

/** Keeps a picture when they were asked for (`npm run e2e -- --pictures`). */
export async function picture(page: Page, name: string): Promise<void> {
  if (!inject('pictures')) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}${name}.png`, animations: 'disabled' });
}
