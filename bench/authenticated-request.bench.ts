import { endpoint } from '@sutra/contracts/endpoint';
import { getMe } from '@sutra/contracts/identity';
import { route } from '@sutra/kernel/http/route';
import { fastify } from 'fastify';
import { type Bench, type BenchDatabase, CONNECTIONS, ROUND_MS, type Running, type Side } from './bench.ts';
import { listen, logIn, mobileOf, openHouse, ORGANISATION_ID, PERMISSION, personIdOf, seedPeople } from './house.ts';

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
