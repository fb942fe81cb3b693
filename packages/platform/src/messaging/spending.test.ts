import { HOUR_MS, ManualClock } from '@sutra/kernel/clock';
import { createLog } from '@sutra/kernel/log';
import { type Answer, startTestApp, type TestApp } from '@sutra/testkit/app';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callingCodeOf, indianDay, priceOf } from './spending.rules.ts';
import { Spending } from './spending.ts';

const OWNER = '+919800000001';
const NOBODY = '+919899999999';
// Noon in India.
const clock = new ManualClock(Date.parse('2035-06-01T06:30:00Z'));
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clock, env: { SUTRA_SMS_RUPEES_A_DAY: '1' } });
});
afterAll(() => app.close());
beforeEach(async () => {
  await settle();
  await app.database.owner.query('delete from messaging.sms_day');
  await app.database.owner.query('delete from identity.attempt_count');
});

const requestCode = (mobile: string) => app.anonymous.post('/api/v1/auth/otp', { mobile });
/** Until nothing is underway any more. */
const settle = () => app.anonymous.get('/api/v1/dev/messages?to=nobody');
const spent = async () => {
  await settle();
  return (await app.database.owner.query('select calling_code, messages, paise::int from messaging.sms_day order by 1'))
    .rows;
};
const spending = (rupeesPerDay: number) =>
  new Spending({ gates: app.database.gates, clock, log: createLog('silent'), rupeesPerDay });
const refusals = (results: readonly PromiseSettledResult<void>[]) =>
  results.filter(({ status }) => status === 'rejected').length;

describe('the ceiling of costs', () => {
  test('is reached after what it pays for, known and unknown numbers are told the same, and the next day it is over', async () => {
    for (let sent = 0; sent < 4; sent += 1) expect((await requestCode(OWNER)).status).toBe(202);
    expect(await spent()).toEqual([
      { calling_code: '', messages: 4, paise: 100 },
      { calling_code: '91', messages: 4, paise: 100 },
    ]);
    const answers = [await requestCode(OWNER), await requestCode(NOBODY)];
    const withoutId = ({ body, status }: Answer) => ({ ...body, status, requestId: '' });
    expect(answers.map(withoutId)[0]).toMatchObject({ status: 503, code: 'messaging.sms_used_up' });
    expect(answers.map(withoutId)[1]).toEqual(answers.map(withoutId)[0]);
    expect(answers[0]!.headers.get('retry-after')).toBe(String(12 * 3600));
    expect(app.logged.join('')).toContain('no more SMS today');
    clock.advance(12 * HOUR_MS);
    expect((await requestCode(OWNER)).status).toBe(202);
  });

  test('a code to nobody’s number costs nothing', async () => {
    expect((await requestCode(NOBODY)).status).toBe(202);
    expect(await spent()).toEqual([]);
  });

  test('holds however many are sent at once', async () => {
    const all = await Promise.allSettled(Array.from({ length: 100 }, () => spending(10).take(OWNER)));
    expect(refusals(all)).toBe(60);
    expect(await spent()).toContainEqual({ calling_code: '', messages: 40, paise: 1000 });
  });

  test('a message that nobody asked for counts too, and is not sent beyond it', async () => {
    await spending(1).take(OWNER);
    await expect(spending(0).take(OWNER)).rejects.toThrow('messaging.sms_used_up');
    expect(await spent()).toContainEqual({ calling_code: '', messages: 1, paise: 25 });
  });
});

test('a country abroad gets fifty a day, and what it may not have costs no other country anything', async () => {
  const dear = spending(10_000);
  const all = await Promise.allSettled(Array.from({ length: 55 }, () => dear.take('+37258000001')));
  expect(refusals(all)).toBe(5);
  await expect(dear.check('+37258999999')).rejects.toThrow('messaging.sms_used_up');
  await dear.check('+37112345678');
  await dear.check(OWNER);
  expect(await spent()).toEqual([
    { calling_code: '', messages: 50, paise: 50_000 },
    { calling_code: '372', messages: 50, paise: 50_000 },
  ]);
});

test('what was spent is forgotten after 400 days', async () => {
  await spending(1).take(OWNER);
  clock.advance(400 * 24 * HOUR_MS);
  await spending(1).tidy();
  expect(await spent()).toHaveLength(2);
  clock.advance(24 * HOUR_MS);
  await spending(1).tidy();
  expect(await spent()).toEqual([]);
});

describe('the rules', () => {
  test.each([
    ['+919800000001', '91'],
    ['+12025550123', '1'],
    ['+77010000000', '7'],
    ['+442071838750', '44'],
    ['+37258000001', '372'],
    ['+9779841000000', '977'],
    ['+8801712345678', '880'],
    ['+97150123456', '971'],
  ])('the calling code of %s is %s', (mobile, code) => {
    expect(callingCodeOf(mobile)).toBe(code);
    expect(mobile.slice(1)).toMatch(new RegExp(`^${code}`));
    expect(priceOf(mobile).paise).toBe(code === '91' ? 25 : 1000);
  });

  test('a day of India is 24 hours, and each moment is in one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (nowMs) => {
        const { day, endsAtMs } = indianDay(nowMs);
        expect(endsAtMs - nowMs).toBeGreaterThan(0);
        expect(endsAtMs - nowMs).toBeLessThanOrEqual(24 * HOUR_MS);
        expect(indianDay(endsAtMs).day > day).toBe(true);
        expect(new Date(nowMs).toLocaleDateString('sv-SE', { timeZone: 'Asia/Kolkata' })).toBe(day);
      }),
    );
  });
});
