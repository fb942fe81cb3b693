// What a connection is told of its caller is what a call is told: the HTTP server reads the same headers with the same trust.
import fc from 'fast-check';
import { fastify } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { callerOf, trustIn } from './proxies.ts';

const PROXIES = ['10.0.0.0/8', '127.0.0.1', '2001:db8::/32', 'linklocal'];
const trusted = trustIn(PROXIES);
const app = fastify({ trustProxy: trusted });
app.get('/', ({ ip, protocol, host }) => ({ ip, origin: `${protocol}://${host}` }));

// oxfmt-ignore
const address = fc.constantFrom(
  '127.0.0.1', '::ffff:127.0.0.1', '10.1.2.3', '169.254.7.7', '2001:db8::7', 'fe80::1',
  '203.0.113.9', '11.0.0.1', '2001:db9::1', 'unknown', '1.2.3.4:5678', '',
);
const headers = fc.record(
  {
    'x-forwarded-for': fc.array(address, { minLength: 1, maxLength: 4 }).map((hops) => hops.join(', ')),
    'x-forwarded-host': fc.constantFrom('sutra.example', 'evil.example, sutra.example', 'sutra.example:8443'),
    'x-forwarded-proto': fc.constantFrom('https', 'http, https', 'http'),
  },
  { requiredKeys: [] },
);

test('a caller is seen as the HTTP server sees them', async () => {
  await fc.assert(
    fc.asyncProperty(
      address.filter((one) => /^[\da-f:]+[.\d]*$/.test(one) && !one.includes('5678')),
      headers,
      async (remoteAddress, told) => {
        const answer = await app.inject({ path: '/', remoteAddress, headers: { host: 'inside:3000', ...told } });
        const request = { headers: { host: 'inside:3000', ...told }, socket: { remoteAddress } };
        expect(callerOf(request as unknown as IncomingMessage, trusted)).toEqual(answer.json());
      },
    ),
    { numRuns: 200 },
  );
});

test('a proxy nobody trusts says nothing', () => {
  const told = { host: 'a', 'x-forwarded-for': '1.2.3.4', 'x-forwarded-host': 'b', 'x-forwarded-proto': 'https' };
  const request = (remoteAddress: string) =>
    ({ headers: told, socket: { remoteAddress } }) as unknown as IncomingMessage;
  expect(callerOf(request('203.0.113.9'), trusted)).toEqual({ ip: '203.0.113.9', origin: 'http://a' });
  expect(callerOf(request('127.0.0.1'), trusted)).toEqual({ ip: '1.2.3.4', origin: 'https://b' });
  expect(callerOf(request('127.0.0.1'), trustIn([]))).toEqual({ ip: '127.0.0.1', origin: 'http://a' });
  const secure = { headers: {}, socket: { remoteAddress: undefined, encrypted: true } } as unknown as IncomingMessage;
  expect(callerOf(secure, trusted)).toEqual({ ip: '', origin: 'https://' });
});

test.each(['proxy', '10.0.0.0/33', '10.0.0.0/x', '10.0.0/8', '300.0.0.1', '::1/129'])('%s is no proxy', (proxy) =>
  expect(() => trustIn([proxy])).toThrow(),
);
