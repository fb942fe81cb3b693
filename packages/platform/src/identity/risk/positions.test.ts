import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HOUR_MS, ManualClock, MINUTE_MS } from '@sutra/kernel/clock';
import { createLog } from '@sutra/kernel/log';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { httpPositions, nowhere, type Positions } from './positions.ts';

const RAJKOT = { country: 'IN', latitude: 22.3, longitude: 70.8 };
let asked: string[] = [];
let answer: RequestListener;
const says =
  (body: unknown, status = 200): RequestListener =>
  (_, response) =>
    void response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
const server = createServer((request, response) => {
  asked.push(request.url!);
  answer(request, response);
});
const clock = new ManualClock(Date.now());
let base: string;
let lines: string[];
let positions: Positions;
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ip/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  [asked, lines] = [[], []];
  positions = httpPositions(base, clock, createLog('info', { write: (text) => void lines.push(text) }));
});

describe('the place of an address', () => {
  test('is asked for once an hour, also when it is asked for at the same moment', async () => {
    answer = says(RAJKOT);
    const found = await Promise.all(Array.from({ length: 20 }, () => positions.find('203.0.113.5')));
    expect(found).toEqual(Array.from({ length: 20 }, () => RAJKOT));
    expect(await positions.find('::ffff:203.0.113.5')).toEqual(RAJKOT);
    expect(asked).toEqual(['/ip/203.0.113.5']);
    clock.advance(HOUR_MS);
    await positions.find('203.0.113.5');
    await positions.find('2001:db8::7');
    expect(asked).toEqual(['/ip/203.0.113.5', '/ip/203.0.113.5', '/ip/2001%3Adb8%3A%3A7']);
    expect(lines).toEqual([]);
  });

  test('may be a country without a point, or nothing at all', async () => {
    answer = says({ country: 'IN', latitude: 22.3 });
    expect(await positions.find('203.0.113.6')).toEqual({ country: 'IN', latitude: null, longitude: null });
    answer = says({ country: null });
    expect(await positions.find('203.0.113.7')).toBeNull();
    expect(await nowhere.find('203.0.113.7')).toBeNull();
  });

  test.each(
    (
      '10.1.2.3 127.0.0.1 192.168.1.1 172.20.0.1 100.64.0.9 169.254.1.1 224.0.0.1 0.0.0.0 ' +
      '::1 :: fe80::1%eth0 fd12::1 ::ffff:10.1.2.3 not-an-address'
    ).split(' '),
  )('is not asked for where the address is private or none: %s', async (ip) => {
    answer = says(RAJKOT);
    expect(await positions.find(ip)).toBeNull();
    expect(asked).toEqual([]);
  });

  test('is kept for ten thousand addresses', async () => {
    answer = says(RAJKOT);
    for (let index = 0; index < 10_001; index += 20)
      await Promise.all(
        Array.from({ length: Math.min(20, 10_001 - index) }, (_, more) => {
          const number = index + more;
          return positions.find(`11.0.${number >> 8}.${number & 255}`);
        }),
      );
    expect(asked).toHaveLength(10_001);
    await positions.find('11.0.39.16');
    expect(asked).toHaveLength(10_001);
    await positions.find('11.0.0.0');
    expect(asked).toHaveLength(10_002);
  }, 60_000);
});

describe('an outage', () => {
  test.each<[string, RequestListener, string]>([
    ['a server that fails', says('down', 503), 'status 503'],
    ['a page instead of an answer', says('<html>Welcome</html>'), 'not a position'],
    ['a country that is none', says({ country: 'India' }), 'not a position'],
    ['a place that is none', says({ country: 'IN', latitude: 122, longitude: 70 }), 'not a position'],
    ['nothing', says(''), 'not a position'],
    ['a giant answer', says(`"${'x'.repeat(20_000)}"`), 'too large'],
    ['a redirect', (_, s) => void s.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), 'unreachable'],
    ['a connection that breaks', (_, s) => void s.destroy(), 'unreachable'],
  ])('by %s means that nothing is known, and nobody waits again for a while', async (_, listener, why) => {
    answer = listener;
    expect(await positions.find('203.0.113.9')).toBeNull();
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 40, why });
    expect(lines[0]).not.toContain('203.0.113.9');
    answer = says(RAJKOT);
    expect(await positions.find('203.0.113.9')).toBeNull();
    expect(asked).toHaveLength(1);
    clock.advance(MINUTE_MS);
    expect(await positions.find('203.0.113.9')).toEqual(RAJKOT);
  });

  test('by a server that never answers takes no longer than 800 ms', async () => {
    answer = () => {};
    const startedMs = performance.now();
    expect(await positions.find('203.0.113.10')).toBeNull();
    expect(performance.now() - startedMs).toBeLessThan(1300);
    expect(JSON.parse(lines[0]!)).toMatchObject({ why: 'timeout' });
  });
});
