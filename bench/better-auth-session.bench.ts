import { ourAuthenticatedRequest } from './authenticated-request.bench.ts';
import { type Bench, type BenchDatabase, CONNECTIONS, ROUND_MS, type Side } from './bench.ts';
import { prepareBetterAuth, startBetterAuth } from './better-auth.ts';
import { logIn, mobileOf, seedPeople, startApplication } from './house.ts';

const getSession: Side = {
  does: 'better-auth 1.7.25, `GET /api/auth/get-session` with its session cookie, its database store through its Kysely adapter (no cookie cache, its default), `toNodeHandler` on a plain Node server',
  start: startBetterAuth,
  requests: (cookie: string) => ({ path: '/api/auth/get-session', headers: { cookie } }),
};

const prepare = async (database: BenchDatabase) => {
  await seedPeople(database, 1);
  await prepareBetterAuth(database, 1);
};

export const betterAuthSession: Bench = {
  name: 'better-auth-session',
  title: 'Authenticated request against get-session of better-auth',
  compares: 'rate',
  operation: 'request',
  target: { atLeast: 10 },
  connections: CONNECTIONS,
  roundMs: ROUND_MS,
  prepare,
  ours: ourAuthenticatedRequest,
  baseline: getSession,
  remarks: [
    'Both answer "who is calling?" for one request, which every protected call of an application has to ask. Ours asks no database, because a revocation is told to every instance by the feed; better-auth reads its session from the database, as it must to see a revocation at once.',
  ],
};

export const betterAuthMe: Bench = {
  name: 'better-auth-me',
  title: '`GET /auth/me`, read from the database, against get-session of better-auth',
  compares: 'rate',
  operation: 'request',
  target: null,
  connections: CONNECTIONS,
  roundMs: ROUND_MS,
  prepare,
  ours: {
    does: 'the whole application, `GET /api/v1/auth/me`: token check as above, then two statements through the gates (person with memberships; session with device)',
    start: async (database) => {
      const running = await startApplication(database, null);
      const { accessToken } = await logIn(running.origin!, mobileOf(0));
      return { ...running, handover: accessToken };
    },
    requests: (accessToken: string) => ({
      path: '/api/v1/auth/me',
      headers: { authorization: `Bearer ${accessToken}` },
    }),
  },
  baseline: getSession,
  remarks: ['For information: the same question where ours reads the database as well.'],
};
