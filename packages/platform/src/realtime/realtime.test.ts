// Who is let in to the live connection, from where, and until when.
import { Once } from '@sutra/kernel/once';
import { Caller, type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { TestDevice } from '@sutra/testkit/device';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';

let app: TestApp;
let owner: SignedInCaller;
beforeAll(async () => {
  app = await startTestApp({ env: { SUTRA_TRUSTED_PROXIES: '127.0.0.1' } });
});
afterAll(() => app.close());
const OWNER = { identifier: '+919800000001', password: 'sutra-demo-2035' };
const PATH = '/api/v1/realtime';
const sockets: WebSocket[] = [];
beforeEach(async () => {
  owner = await app.signInWithPassword(OWNER.identifier);
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const socket of sockets.splice(0)) socket.terminate();
});

interface Live {
  heard: string[];
  closed: () => number | null;
}
function connect(headers: Record<string, string>, hello: (nonce: string) => Promise<object>): Live {
  const socket = new WebSocket(app.origin.replace('http', 'ws') + PATH, { headers });
  sockets.push(socket);
  const heard: string[] = [];
  let closed: number | null = null;
  socket.on('error', () => (closed ??= 0)); // refused before it was a WebSocket
  socket.on('close', (code) => (closed ??= code));
  const answer = async (text: string) => {
    const { type, nonce } = JSON.parse(text);
    heard.push(type);
    if (type === 'hello') socket.send(JSON.stringify(await hello(nonce)));
  };
  socket.on('message', (data) => void answer((data as Buffer).toString()));
  return { heard, closed: () => closed };
}
const from = (ip: string) => ({ 'x-forwarded-for': ip });
const withToken = (token: string) => async () => ({ token });
const ready = async (live: Live) => {
  await expect.poll(() => live.heard.slice(0, 2)).toEqual(['hello', 'ready']);
};
const refused = async (live: Live, code: number) => {
  await expect.poll(live.closed).toBe(code);
};

describe('behind a proxy', () => {
  test('a key is used from the address of its caller, not from that of the proxy', async () => {
    const account = (await owner.post('/api/v1/service-accounts', { name: 'Warehouse' })).body.id;
    const makeKey = async (network: string) => {
      const wanted = { name: network, permissions: ['people.read'], ipAllowList: [network] };
      return (await owner.post(`/api/v1/service-accounts/${account}/keys`, wanted)).body.secret as string;
    };
    const [ofProxy, ofCaller] = [await makeKey('127.0.0.1'), await makeKey('198.51.100.0/24')];
    const overHttp = (secret: string) => new Caller(app.origin, secret).get('/api/v1/users', from('198.51.100.9'));
    expect([(await overHttp(ofProxy)).status, (await overHttp(ofCaller)).status]).toEqual([403, 200]);
    await refused(connect(from('198.51.100.9'), withToken(ofProxy)), 4401);
    await ready(connect(from('198.51.100.9'), withToken(ofCaller)));
    await refused(connect(from('203.0.113.9'), withToken(ofCaller)), 4401);
  });

  test('a device proves the host and the scheme that it calls, and a page of another site may not try', async () => {
    const outside = 'https://sutra.example';
    const inside = await TestDevice.make(app.origin);
    const { accessToken } = (await inside.send('POST', '/api/v1/auth/login', { body: OWNER })).body;
    const proving = (origin: string) => async (nonce: string) => {
      inside.nonce = nonce;
      const proof = await inside.proof('GET', PATH, accessToken, { claims: { htu: origin + PATH } });
      return { token: accessToken, proof };
    };
    const proxied = { 'x-forwarded-host': 'sutra.example', 'x-forwarded-proto': 'https', ...from('198.51.100.9') };
    await ready(connect({ ...proxied, origin: outside }, proving(outside)));
    await refused(connect(proxied, proving(app.origin)), 4401);
    await ready(connect({}, proving(app.origin)));
    await refused(connect({}, proving(outside)), 4401);
    for (const origin of [app.origin, 'https://evil.example', 'null'])
      await refused(connect({ ...proxied, origin }, proving(outside)), 0);
  });
});

test('a session that ends while its connection is being let in loses it within a second', async () => {
  const device = await TestDevice.make(app.origin);
  const { accessToken, sessionId } = (await device.send('POST', '/api/v1/auth/login', { body: OWNER })).body;
  let letGo = () => {};
  let isAsked = false;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  // oxlint-disable-next-line typescript/unbound-method -- called with the store that it belongs to
  const { use } = Once.prototype;
  vi.spyOn(Once.prototype, 'use').mockImplementation(async function (this: Once, ...args) {
    const answer = await use.apply(this, args);
    isAsked = true;
    await held; // as a shared store far away
    return answer;
  });
  const live = connect({}, async (nonce) => {
    device.nonce = nonce;
    return { token: accessToken, proof: await device.proof('GET', PATH, accessToken) };
  });
  await expect.poll(() => isAsked).toBe(true);
  expect((await owner.delete(`/api/v1/auth/sessions/${sessionId}`)).status).toBe(200);
  const endedMs = performance.now();
  letGo();
  await refused(live, 4401);
  expect(performance.now() - endedMs).toBeLessThan(1000);
  expect(live.heard).toEqual(['hello']);
});
