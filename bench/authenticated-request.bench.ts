import { createHash, createPrivateKey, generateKeyPairSync, type JsonWebKey, randomUUID, sign } from 'node:crypto';
import { endpoint } from '@sutra/contracts/endpoint';
import { getMe } from '@sutra/contracts/sessions';
import { route } from '@sutra/kernel/http/route';
import { fastify } from 'fastify';
import { type Bench, type BenchDatabase, CONNECTIONS, ROUND_MS, type Running, type Side } from './bench.ts';
import {
  listen,
  logIn,
  mobileOf,
  openHouse,
  ORGANISATION_ID,
  PASSWORD,
  PERMISSION,
  personIdOf,
  seedPeople,
} from './house.ts';

const PATH = '/api/v1/bench/me';
const readMe = endpoint({
  id: 'benchReadMe',
  method: 'GET',
  path: PATH,
  summary: 'Who is signed in, from memory',
  access: { permission: PERMISSION },
  limit: 'default',
  response: getMe.response,
});

const at = new Date('2035-01-02T03:04:05.678Z');
const organisation = { id: ORGANISATION_ID, name: 'Bench Medical Stores', kind: 'pharmacy' as const };
/** In the shape of `GET /api/v1/auth/me`, about 1 kB. */
const ME = {
  user: {
    id: personIdOf(0),
    name: 'Person 0',
    mobile: mobileOf(0),
    email: null,
    mobileVerifiedAt: at,
    emailVerifiedAt: null,
  },
  organisation,
  permissions: Array.from({ length: 24 }, (_, index) => `module-${index}.thing.${index % 2 === 0 ? 'read' : 'manage'}`),
  session: {
    id: personIdOf(1),
    deviceName: 'Chrome on Windows',
    deviceKind: 'desktop' as const,
    ip: '127.0.0.1',
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
    createdAt: at,
    lastActiveAt: at,
    expiresAt: at,
    isCurrent: true,
  },
};

export const ourAuthenticatedRequest: Side = {
  does: `createHttp with an endpoint \`{ access: { permission } }\`: bearer token (EdDSA, verified once, then from the cache of canonical tokens), revocation check, permission check, security headers, request id, metrics, ${JSON.stringify(ME).length} bytes of JSON through the serializer compiled from the contract (four instants)`,
  start: async (database: BenchDatabase): Promise<Running> => {
    const house = await openHouse(database, () => [route(readMe, () => ME)]);
    const origin = await listen(house.http);
    const { accessToken } = await logIn(origin, mobileOf(0));
    return { origin, handover: accessToken, close: house.close };
  },
  requests: (accessToken: string) => ({ path: PATH, headers: { authorization: `Bearer ${accessToken}` } }),
};

export const authenticatedRequest: Bench = {
  name: 'authenticated-request',
  title: 'Authenticated request against bare Fastify',
  compares: 'rate',
  operation: 'request',
  target: { atLeast: 0.45 },
  connections: CONNECTIONS,
  roundMs: ROUND_MS,
  prepare: (database) => seedPeople(database, 1),
  ours: ourAuthenticatedRequest,
  baseline: {
    does: 'Fastify with its default options and one route that returns the same object, serialised by JSON.stringify',
    start: async (): Promise<Running> => {
      const http = fastify();
      http.get(PATH, async () => ME);
      return { origin: await listen(http), close: () => http.close() };
    },
    requests: () => ({ path: PATH }),
  },
  remarks: [
    'The endpoint is a bench’s own, since every endpoint of the product that needs a token reads the database; it runs through the same `createHttp`, and its answer has the shape of `GET /auth/me`.',
    'Profile: two fifths of the time in our process is the write of the answer to the socket, as in the baseline; what is ours spreads thin, no function above 3 % (serializer, request id, histogram, headers).',
  ],
};

const bareRoute: Side = authenticatedRequest.baseline!;

interface Bound {
  origin: string;
  accessToken: string;
  nonce: string;
  privateJwk: JsonWebKey;
}
const SIGNED_AHEAD = 30_000;

/** What a device writes on every proof. */
function proofs({ origin, nonce, privateJwk }: Omit<Bound, 'accessToken'>) {
  const key = createPrivateKey({ key: privateJwk, format: 'jwk' });
  const { kty, crv, x, y } = privateJwk;
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = encode({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } });
  return (method: string, path: string, token: string | null): string => {
    const ath = token === null ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
    const text = `${header}.${encode({ jti: randomUUID(), htm: method, htu: origin + path, iat: 0, nonce, ...ath })}`;
    return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  };
}

export const boundRequest: Bench = {
  ...authenticatedRequest,
  name: 'bound-request',
  title: 'Request of a session that is bound to a device (DPoP) against bare Fastify',
  target: { atLeast: 0.2 },
  ours: {
    does: 'the same endpoint, called with a token that is bound to a key and a new proof for each request: signature (ES256), nonce, method, address, token and single use checked (in the process’s memory, as with one instance)',
    start: async (database: BenchDatabase): Promise<Running> => {
      const house = await openHouse(database, () => [route(readMe, () => ME)]);
      const origin = await listen(house.http);
      const privateJwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
      const login = async (nonce: string) =>
        fetch(`${origin}/api/v1/auth/login`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            dpop: proofs({ origin, nonce, privateJwk })('POST', '/api/v1/auth/login', null),
          },
          body: JSON.stringify({ identifier: mobileOf(0), password: PASSWORD }),
        });
      const nonce = (await login('')).headers.get('dpop-nonce')!;
      const { accessToken } = (await (await login(nonce)).json()) as { accessToken: string };
      return { origin, handover: { origin, accessToken, nonce, privateJwk } satisfies Bound, close: house.close };
    },
    requests: ({ accessToken, ...bound }: Bound) => {
      const prove = proofs(bound);
      const authorization = `DPoP ${accessToken}`;
      // Signed before the round: the generator would be the slower side.
      const ready = Array.from({ length: SIGNED_AHEAD }, () => prove('GET', PATH, accessToken));
      return {
        path: PATH,
        nextHeaders: () => ({ authorization, dpop: ready.pop() ?? prove('GET', PATH, accessToken) }),
      };
    },
  },
  baseline: bareRoute,
  remarks: [
    'One verification of ES256 costs about as much as three bare requests (60 µs alone, 85 µs between requests), the rest of the proof a fifth of that. It runs on another thread: on two cores that is half as much again for the rate, and less processor time too, since its tables stay in the cache there. A machine with one core has the ratio of the processor time. With several instances each proof also costs one round trip to Redis.',
  ],
};
