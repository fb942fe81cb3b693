import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLog } from '@sutra/kernel/log';
import { ManualClock, MINUTE_MS } from '@sutra/kernel/clock';
import { startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Breaches, rangeBreaches } from './breaches.ts';

const STOLEN = 'tulip ladder 49 gravel';
const hashOf = (password: string) => createHash('sha1').update(password.normalize('NFKC')).digest('hex').toUpperCase();
const suffixOf = (password: string) => hashOf(password).slice(5);
const line = (suffix: string, count: number) => `${suffix}:${count}`;
const other = (index: number) => hashOf(`other ${index}`).slice(5);
const range = (...lines: string[]) => [line(other(1), 3), ...lines, line(other(2), 0)].join('\r\n');

let requests: IncomingMessage[] = [];
let answer: RequestListener;
const says =
  (body: string, status = 200): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
const server = createServer((request, response) => {
  requests.push(request);
  answer(request, response);
});
let base: string;
let lines: string[];
let breaches: Breaches;
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  [requests, lines] = [[], []];
  breaches = rangeBreaches(`${base}/`, createLog('info', { write: (text) => void lines.push(text) }));
});

describe('a password in a breach', () => {
  test('is found by the rest of its hash; of the hash five characters leave, and the answer is padded', async () => {
    answer = says(range(line(suffixOf(STOLEN), 42)));
    expect(await breaches.isKnown(STOLEN)).toBe(true);
    expect(requests).toHaveLength(1);
    const [{ url, headers }] = requests as [IncomingMessage];
    expect(url).toBe(`/range/${hashOf(STOLEN).slice(0, 5)}`);
    expect(headers['add-padding']).toBe('true');
    expect(JSON.stringify([url, headers])).not.toContain(hashOf(STOLEN).slice(0, 6));
    expect(lines).toEqual([]);
  });

  test('is found in small letters, between line feeds, and however its characters are composed', async () => {
    answer = says(
      range(line(suffixOf('नदी के पार é'), 1))
        .toLowerCase()
        .replaceAll('\r', ''),
    );
    expect(await breaches.isKnown('नदी के पार é'.normalize('NFD'))).toBe(true);
  });

  test.each([
    ['of another hash', range(line(other(3), 9))],
    ['of padding', range(line(suffixOf(STOLEN), 0))],
  ])('is not one %s', async (_, body) => {
    answer = says(body);
    expect(await breaches.isKnown(STOLEN)).toBe(false);
    expect(lines).toEqual([]);
  });
});

describe('an outage', () => {
  const hit = () => range(line(suffixOf(STOLEN), 42));
  test.each<[string, RequestListener, string]>([
    ['a server that fails', says('down', 503), 'status 503'],
    ['a page instead of a range', says('<html>Welcome to the airport</html>'), 'not a range'],
    ['a range that is broken in the middle', (q, s) => says(`${hit()}\r\nxx`)(q, s), 'not a range'],
    ['nothing', says(''), 'not a range'],
    ['a giant answer', (_, s) => void s.end(`${line(other(1), 1)}\r\n`.repeat(20_000)), 'too large'],
    ['a redirect', (_, s) => void s.writeHead(302, { location: 'http://127.0.0.1:1/somewhere' }).end(), 'unreachable'],
    ['a connection that breaks', (_, s) => void s.destroy(), 'unreachable'],
  ])('by %s keeps nobody from a password, and says so without a word of it', async (_, listener, why) => {
    answer = listener;
    expect(await breaches.isKnown(STOLEN)).toBe(false);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 40, why });
    expect(lines[0]!.toUpperCase()).not.toContain(hashOf(STOLEN).slice(0, 5));
  });

  test.each<[string, RequestListener]>([
    ['never answers', () => {}],
    ['begins and never ends', (_, s) => void s.writeHead(200).write(`${line(other(1), 1)}\r\n`)],
  ])('by a server that %s takes no longer than a second and a half', async (_, listener) => {
    answer = listener;
    const startedMs = performance.now();
    expect(await breaches.isKnown(STOLEN)).toBe(false);
    expect(performance.now() - startedMs).toBeLessThan(2500);
    expect(JSON.parse(lines[0]!)).toMatchObject({ why: 'timeout' });
  });

  test('by nobody at the address is the same', async () => {
    const nowhere = rangeBreaches('http://127.0.0.1:1', createLog('info', { write: (text) => void lines.push(text) }));
    expect(await nowhere.isKnown(STOLEN)).toBe(false);
    expect(JSON.parse(lines[0]!)).toMatchObject({ why: 'unreachable' });
  });
});

describe('where breaches are asked for', () => {
  const clock = new ManualClock(Date.now());
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ clock, env: { SUTRA_BREACH_URL: base } });
  });
  afterAll(() => app.close());

  test('a published password is refused beside its field; one that is not, or an outage, changes it', async () => {
    const caller = await app.signIn('+919800000002');
    const change = (newPassword: string) => caller.send('PUT', '/api/v1/auth/password', { newPassword });
    answer = says(range(line(suffixOf(STOLEN), 42)));
    expect(await change(STOLEN)).toMatchObject({
      status: 422,
      body: { code: 'password.breached', errors: [{ path: 'body.newPassword' }] },
    });
    expect((await change('chai at four, rain at five')).status).toBe(200);
    answer = says('down', 500);
    expect((await change(STOLEN)).status).toBe(200);
    expect(app.logged.join('')).toContain('not compared with breaches');
    expect(app.logged.join('')).not.toMatch(/tulip|gravel/);
  });

  test('is asked only for whoever has proved who they are', async () => {
    const caller = await app.signInWithPassword('+919800000012');
    clock.advance(10 * MINUTE_MS + 1);
    requests = [];
    const answer = await caller.send('PUT', '/api/v1/auth/password', { newPassword: STOLEN });
    expect([answer.body.code, requests]).toEqual(['auth.step_up_required', []]);
  });
});
