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
const refusals = (results: readonly PromiseSettledResult<unknown>[]) =>
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
    const all = await Promise.allSettled(Array.from({ length: 100 }, () => spending(10).take(OWNER, 'code')));
    expect(refusals(all)).toBe(60);
    expect(await spent()).toContainEqual({ calling_code: '', messages: 40, paise: 1000 });
  });

  test('a message that nobody asked for counts too, and is not sent beyond it', async () => {
    await expect(spending(0).take(OWNER, 'notice')).rejects.toThrow('messaging.sms_used_up');
    expect(await spent()).toEqual([]);
    await spending(1).take(OWNER, 'notice');
    await expect(spending(0).take(OWNER, 'code')).rejects.toThrow('messaging.sms_used_up');
    expect(await spent()).toContainEqual({ calling_code: '', messages: 1, paise: 25 });
  });

  test('is never spent whole on what is no code: who signs in has a quarter', async () => {
    const all = await Promise.allSettled(Array.from({ length: 40 }, () => spending(10).take(OWNER, 'notice')));
    expect(refusals(all)).toBe(10);
    await expect(spending(10).check(OWNER, 'notice')).rejects.toThrow('messaging.sms_used_up');
    await spending(10).check(OWNER, 'code');
    const codes = await Promise.allSettled(Array.from({ length: 20 }, () => spending(10).take(OWNER, 'code')));
    expect(refusals(codes)).toBe(10);
  });

  test('is given back what did not go out, and said once a day to whoever reads the log', async () => {
    const giveBack = await spending(100).take('+37258000001', 'code');
    expect(await spent()).toHaveLength(3);
    await giveBack();
    expect(await spent()).toEqual(['', '0', '372'].map((calling_code) => ({ calling_code, messages: 0, paise: 0 })));
    const lines: string[] = [];
    const log = createLog('error', { write: (line) => void lines.push(line) });
    const empty = new Spending({ gates: app.database.gates, clock, log, rupeesPerDay: 0 });
    for (let count = 0; count < 3; count += 1) await expect(empty.check(OWNER, 'code')).rejects.toThrow();
    expect(lines).toHaveLength(1);
    clock.advance(24 * HOUR_MS);
    await expect(empty.check(OWNER, 'code')).rejects.toThrow();
    expect(lines).toHaveLength(2);
  });
});

test('a country abroad gets fifty a day, and what it may not have costs no other country anything', async () => {
  const dear = spending(10_000);
  const all = await Promise.allSettled(Array.from({ length: 55 }, () => dear.take('+37258000001', 'code')));
  expect(refusals(all)).toBe(5);
  await expect(dear.check('+37258999999', 'code')).rejects.toThrow('messaging.sms_used_up');
  await dear.check('+37112345678', 'code');
  await dear.check(OWNER, 'code');
  expect(await spent()).toEqual([
    { calling_code: '', messages: 50, paise: 50_000 },
    { calling_code: '0', messages: 50, paise: 50_000 },
    { calling_code: '372', messages: 50, paise: 50_000 },
  ]);
});

test('all countries abroad together get half of the ceiling, however many at once', async () => {
  const usual = spending(500);
  const abroad = ['+37258000001', '+37112345678', '+442071838750', '+12025550123'];
  const all = await Promise.allSettled(
    Array.from({ length: 60 }, (_, index) => usual.take(abroad[index % 4]!, 'code')),
  );
  expect(refusals(all)).toBe(35);
  await expect(usual.check('+8801712345678', 'code')).rejects.toThrow('messaging.sms_used_up');
  await usual.check(OWNER, 'notice');
});

test('what was spent is forgotten after 400 days', async () => {
  await spending(1).take(OWNER, 'code');
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
