// better-auth as its documentation sets it up for production with e-mail and password, on a pool of the same size.
import { betterAuth } from 'better-auth';
import { hashPassword } from 'better-auth/crypto';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { barePool, serve } from './bare.ts';
import type { BenchDatabase, Running } from './bench.ts';
import { PASSWORD } from './house.ts';
import { asOwner } from './postgres.ts';

const BASE_URL = 'http://127.0.0.1';
export const emailOf = (index: number) => `person${index}@bench.example`;

function options(connectionString: string) {
  return {
    baseURL: BASE_URL,
    secret: 'a secret of at least thirty-two characters',
    database: barePool(connectionString),
    emailAndPassword: { enabled: true },
    rateLimit: { enabled: false }, // ours has none in this measurement
    telemetry: { enabled: false },
    logger: { level: 'warn' as const },
  };
}

/** Its tables, made by its own migration, and its users, all with the same password. */
export async function prepareBetterAuth(database: BenchDatabase, users: number): Promise<void> {
  const config = options(database.ownerUrl);
  await (await getMigrations(config)).runMigrations();
  await config.database.end();
  const password = await hashPassword(PASSWORD);
  const indexes = Array.from({ length: users }, (_, index) => index);
  await asOwner(database.ownerUrl, async (owner) => {
    await owner.query(
      `grant select, insert, update, delete on "user", "session", "account", "verification" to sutra_login`,
    );
    await owner.query(
      `insert into "user" (id, name, email, "emailVerified", "createdAt", "updatedAt") select 'u' || i, 'Person ' || i, 'person' || i || '@bench.example', true, now(), now() from unnest($1::int[]) i`,
      [indexes],
    );
    await owner.query(
      `insert into "account" (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt") select 'a' || i, 'u' || i, 'credential', 'u' || i, $2, now(), now() from unnest($1::int[]) i`,
      [indexes, password],
    );
    await owner.query('analyze');
  });
}

export async function startBetterAuth(database: BenchDatabase): Promise<Running> {
  const config = options(database.appUrl);
  const auth = betterAuth(config);
  const server = await serve(toNodeHandler(auth));
  const response = await fetch(`${server.origin}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: BASE_URL },
    body: JSON.stringify({ email: emailOf(0), password: PASSWORD }),
  });
  if (response.status !== 200) throw new Error(`better-auth answered ${response.status}: ${await response.text()}`);
  const cookie = response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return {
    origin: server.origin,
    handover: cookie,
    close: server.close, // the pool ends with the process: requests that the last round cut off still use it
  };
}
