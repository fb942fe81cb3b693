import { type Bench } from './bench.ts';
import { emailOf, prepareBetterAuth, startBetterAuth } from './better-auth.ts';
import { mobileOf, PASSWORD, seedPeople, startApplication } from './house.ts';

const PEOPLE = 100;
const CONNECTIONS = 4; // as many password hashes as libuv works on at once

function turns(bodyOf: (index: number) => object): () => string {
  let turn = 0;
  return () => JSON.stringify(bodyOf(turn++ % PEOPLE));
}

export const signIn: Bench = {
  name: 'sign-in',
  title: 'Sign-in with a password against better-auth',
  compares: 'rate',
  operation: 'sign-in',
  target: null,
  connections: CONNECTIONS,
  roundMs: 3000, // a handful of better-auth's fit into it
  prepare: async (database) => {
    await seedPeople(database, PEOPLE);
    await prepareBetterAuth(database, PEOPLE);
  },
  ours: {
    does: 'the whole application in the role `all`, `POST /api/v1/auth/login`: Argon2id (19 MiB, two passes), device, session, audit entry and event in one transaction, signed access token; relay and audit sequencer work in the same process',
    start: (database) => startApplication(database, null),
    requests: () => ({
      path: '/api/v1/auth/login',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      next: turns((index) => ({ identifier: mobileOf(index), password: PASSWORD })),
    }),
  },
  baseline: {
    does: 'better-auth 1.7.25, `POST /api/auth/sign-in/email`: scrypt (its default), session row; no audit',
    start: startBetterAuth,
    requests: () => ({
      path: '/api/auth/sign-in/email',
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://127.0.0.1' },
      next: turns((index) => ({ email: emailOf(index), password: PASSWORD })),
    }),
  },
  remarks: [
    `${CONNECTIONS} connections and ${PEOPLE} people in turn. The password hash decides: both follow the OWASP cheat sheet's advice for their algorithm, and neither may be made cheaper.`,
  ],
};
