// How the pages feel on a slow phone: the processor slowed four times, every interaction timed by the browser itself, and
// nothing that moves under the thumb.
import type { Browser, CDPSession, Page, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Device, launch, openDevice, signInWithCode } from './browser.ts';
import { house } from './house.ts';

const PEOPLE = { pharmacy: '+919800000001', cotton: '+919800000011' };
const SLOWED = 4;
/** What a person does not notice (design: 100 ms), measured as the browser measures it: from the touch to the next picture. */
const INTERACTION_MS = 100;
/** One that is slower, on a machine that does other work too, is not yet a slow page. */
const WORST_MS = 500;
/** Good by Core Web Vitals is 0.1. */
const SHIFT = 0.05;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

// Runs in the page.
const OBSERVE = `
  window.felt = { interactions: [], shifts: [] };
  new PerformanceObserver((list) => {
    for (const { name, duration, interactionId } of list.getEntries())
      if (interactionId > 0) window.felt.interactions.push({ name, duration, interactionId });
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries())
      if (!hadRecentInput) window.felt.shifts.push({ value, what: sources.map(({ node }) => node?.outerHTML?.slice(0, 120) ?? '').join(' | ') });
  }).observe({ type: 'layout-shift', buffered: true });
`;
interface Felt {
  interactions: { name: string; duration: number; interactionId: number }[];
  shifts: { value: number; what: string }[];
}

async function felt(page: Page): Promise<Felt> {
  await page.waitForTimeout(300); // the browser tells of an interaction after its picture was shown
  return page.evaluate<Felt>('window.felt');
}

/** The longest event of each interaction. */
function durations({ interactions }: Felt): number[] {
  const longest = new Map<number, number>();
  for (const { interactionId, duration } of interactions)
    longest.set(interactionId, Math.max(duration, longest.get(interactionId) ?? 0));
  return [...longest.values()];
}

type Act = (page: Page) => Promise<unknown>;
const menu: Act = (page) => page.getByRole('button', { name: 'Open the menu' }).tap();
const type =
  (field: string, text: string): Act =>
  (page) =>
    page.getByRole('textbox', { name: field, exact: true }).pressSequentially(text);

const PAGES: Record<keyof typeof PEOPLE, [path: string, act: Act][]> = {
  pharmacy: [
    ['/', menu],
    ['/scan', type('Code', '0108901')],
    ['/sessions', menu],
    [
      '/audit',
      (page) =>
        page
          .getByRole('button', { name: /Signed in/ })
          .first()
          .tap(),
    ],
  ],
  cotton: [
    ['/people', (page) => page.getByRole('tab', { name: 'Roles' }).tap()],
    ['/organisation', type('Name', 'Sutra')],
    ['/settings', (page) => page.getByRole('link', { name: 'Commodities' }).tap()],
    [
      '/settings/parameters',
      (page) => page.getByRole('searchbox', { name: 'Name or code' }).pressSequentially('staple'),
    ],
    ['/settings/commodities/new', type('Name', 'Guar seed')],
    ['/settings/quality-grids', (page) => page.getByRole('button', { name: /NCDEX/ }).first().tap()],
    ['/settings/rules', menu],
  ],
};

describe.each(Object.entries(PAGES))('for the %s on a phone whose processor is slowed four times', (who, pages) => {
  const all: number[] = [];
  let phone: Device;
  let slow: CDPSession;
  beforeAll(async () => {
    phone = await openDevice(browser, house('embedded'), { device: 'phone' });
    await signInWithCode(phone, PEOPLE[who as keyof typeof PEOPLE]);
    await phone.page.addInitScript(OBSERVE);
    slow = await phone.context.newCDPSession(phone.page);
    await slow.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  });
  afterAll(() => phone.context.close());

  test.each(pages)('%s stands still while it loads, and answers a touch', async (path, act) => {
    const { page } = phone;
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.waitForLoadState('networkidle');
    const { shifts } = await felt(page);
    await act(page);
    const took = durations(await felt(page));
    all.push(...took);
    expect(took.length).toBeGreaterThan(0);
    expect(Math.max(...took)).toBeLessThan(WORST_MS);
    expect(
      shifts.reduce((sum, { value }) => sum + value, 0),
      JSON.stringify(shifts),
    ).toBeLessThan(SHIFT);
  });

  test('half of all interactions are not felt', () => {
    const sorted = all.toSorted((a, b) => a - b);
    console.log(`${who}: interactions took ${sorted.join(', ')} ms`);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(INTERACTION_MS);
  });
});

test('what a first visit loads is compressed, kept for good, and comes in few files', async () => {
  const stranger = await openDevice(browser, house('embedded'), { device: 'phone' });
  const responses: Response[] = [];
  stranger.page.on('response', (response) => responses.push(response));
  await stranger.page.goto('/sign-in');
  await stranger.page.getByRole('textbox', { name: 'Mobile number' }).waitFor();
  await stranger.page.waitForLoadState('networkidle');
  const assets = responses.filter((one) => one.url().includes('/assets/'));
  const texts = assets.filter((one) => /\.(?:js|css)$/.test(one.url()));
  const plain: string[] = [];
  for (const one of texts) {
    const { 'content-encoding': encoding, 'cache-control': kept, vary } = await one.allHeaders();
    expect(kept).toContain('immutable');
    if (encoding === undefined) {
      expect((await one.body()).length).toBeLessThan(1200);
      plain.push(one.url());
    } else expect([encoding, vary?.toLowerCase()]).toEqual(['br', 'accept-encoding']);
  }
  expect(texts.length - plain.length).toBeGreaterThan(3);
  expect(responses.length).toBeLessThan(45);
  await stranger.context.close();
});
