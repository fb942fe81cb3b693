// Our side: the real application, or the real pipeline with a bench's own endpoints, configured as in production.
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, Ids, systemClock } from '@sutra/kernel/clock';
import { type Config, readConfig } from '@sutra/kernel/config';
import { Keyring } from '@sutra/kernel/crypto';
import { openDatabase } from '@sutra/kernel/db/database';
import { Gates } from '@sutra/kernel/db/gates';
import { columnCategories } from '@sutra/kernel/db/schema.generated';
import { LocalFeed } from '@sutra/kernel/feed';
import { Answers } from '@sutra/kernel/http/answers';
import type { Route } from '@sutra/kernel/http/route';
import { createHttp } from '@sutra/kernel/http/server';
import { Writes } from '@sutra/kernel/http/writes';
import { createLog } from '@sutra/kernel/log';
import { Metrics } from '@sutra/kernel/metrics';
import { Once } from '@sutra/kernel/once';
import { NONCE_LIFE_MS } from '@sutra/platform/identity/dpop';
import type { Module } from '@sutra/kernel/module';
import { Access } from '@sutra/platform/access/public';
import { classifyBy, createAuditLog } from '@sutra/platform/audit/public';
import { createIdentity } from '@sutra/platform/identity/module';
import { nowhere } from '@sutra/platform/identity/risk/positions';
import { hashPassword } from '@sutra/platform/identity/public';
import { Messaging, Spending } from '@sutra/platform/messaging/public';
import { Notifications } from '@sutra/platform/workspace/public';
import { createPersonKeys } from '@sutra/platform/privacy/person-keys';
import { createApp } from '@sutra/server/app';
import { migrationSources } from '@sutra/server/migrations';
import type { FastifyInstance } from 'fastify';
import { type BenchDatabase, POOL_SIZE, type Running } from './bench.ts';
import { asOwner } from './postgres.ts';

const SECRET = Buffer.alloc(32, 'bench').toString('base64url');
export const PASSWORD = 'a long enough password';
export const PERMISSION = 'bench.read';
export const ORGANISATION_ID = '01900000-0000-7000-8000-00000000b001';

export interface Parts {
  gates: Gates;
  clock: Clock;
  ids: Ids;
  writes: Writes;
}

export interface House extends Parts {
  http: FastifyInstance;
  close: () => Promise<void>;
}

/** The configuration of one production instance that does everything itself. */
export function productionConfig(database: BenchDatabase, dataDir: string): Config {
  return readConfig({
    SUTRA_ENV: 'production',
    DATABASE_URL: database.appUrl,
    SUTRA_DATABASE_POOL: String(POOL_SIZE),
    SUTRA_SECRET: SECRET,
    SUTRA_PUBLIC_URL: 'https://bench.example',
    SUTRA_DATA_DIR: dataDir,
    SUTRA_LOG_LEVEL: 'warn',
    PORT: '0',
  });
}

/** The whole application, listening. */
export async function startApplication(database: BenchDatabase, handover: unknown): Promise<Running> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sutra-bench-'));
  const config = productionConfig(database, dataDir);
  const app = await createApp(config, createLog(config.logLevel));
  await app.start();
  return {
    origin: await listen(app.http),
    handover,
    close: async () => {
      await app.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Database, identity, audit, writes and HTTP as apps/server wires them, with a bench's routes in the place of the verticals'. */
export async function openHouse(
  database: BenchDatabase,
  makeRoutes: (parts: Parts) => readonly Route[] = () => [],
): Promise<House> {
  const config = productionConfig(database, tmpdir());
  const log = createLog(config.logLevel);
  const clock = systemClock;
  const ids = new Ids(clock);
  const keyring = new Keyring(Buffer.from(SECRET, 'base64url'));
  const open = await openDatabase(config, migrationSources, log);
  const metrics = new Metrics();
  const gates = new Gates(open.pool, (gate, reason) => metrics.privilegedGates.inc({ gate, reason }));
  const feed = new LocalFeed(clock, log);
  const once = new Once({ gates, clock, log, redisUrl: null, name: 'bench', lifeMs: NONCE_LIFE_MS });
  const access = new Access();
  const personKeys = createPersonKeys({ gates, keyring, clock, feed });
  const identity = createIdentity({
    gates,
    clock,
    ids,
    feed,
    keyring,
    once,
    access,
    messaging: new Messaging({ sms: null, mail: null, spending: new Spending({ gates, clock, log, rupeesPerDay: 0 }) }),
    notifications: new Notifications({ ids, clock, feed }),
    breaches: null,
    positions: nowhere,
    issuer: config.issuer,
    address: config.publicUrl ?? 'http://localhost',
    recordSystem: (tx, action, organisationId, details) => audit.recordSystem(tx, action, organisationId, details),
  });
  const audit = createAuditLog({ ids, keyring, personKeys, classify: classifyBy(columnCategories) });
  const answers = new Answers(gates, clock, personKeys);
  const writes = new Writes({ gates, clock, ids, audit, answers, afterCommit: () => {} });
  const parts: Parts = { gates, clock, ids, writes };
  const bench: Module = { name: 'bench', permissions: { [PERMISSION]: ['owner'] }, routes: makeRoutes(parts) };
  const modules = [identity.module, bench];
  access.declare(modules);
  const routes = modules.flatMap((module) => module.routes ?? []);
  const http = createHttp({
    routes,
    clock,
    log,
    metrics,
    authenticator: identity.authenticator,
    writes,
    answers,
    trustedProxies: [],
    publicUrl: null,
    checkAnswers: false,
  });
  await feed.start();
  for (const module of modules) await module.start?.();
  return {
    ...parts,
    http,
    close: async () => {
      await http.close();
      await feed.close();
      await open.close();
    },
  };
}

export async function listen(http: FastifyInstance): Promise<string> {
  await http.listen({ host: '127.0.0.1', port: 0 });
  return `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`;
}

export interface SignedIn {
  accessToken: string;
  refreshToken: string;
}

export async function logIn(origin: string, identifier: string, headers = {}): Promise<SignedIn> {
  const response = await fetch(`${origin}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ identifier, password: PASSWORD }),
  });
  if (response.status !== 200) throw new Error(`sign-in answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as SignedIn;
}

export const mobileOf = (index: number) => `+9190000${String(index).padStart(5, '0')}`;
export const personIdOf = (index: number) =>
  `01900000-0000-7000-8000-${(0xa000 + index).toString(16).padStart(12, '0')}`;

/** An organisation and its people, all owners with the same password. */
export async function seedPeople(database: BenchDatabase, count: number): Promise<void> {
  const passwordHash = await hashPassword(PASSWORD);
  const people = Array.from({ length: count }, (_, index) => index);
  await asOwner(database.ownerUrl, async (owner) => {
    await owner.query(
      "insert into identity.organisation (org_id, name, kind, created_at) values ($1, 'Bench Medical Stores', 'pharmacy', now())",
      [ORGANISATION_ID],
    );
    await owner.query(
      'insert into identity.person (id, name, mobile, password_hash, created_at) select id, name, mobile, $4, now() from unnest($1::uuid[], $2::text[], $3::text[]) as p (id, name, mobile)',
      [people.map(personIdOf), people.map((index) => `Person ${index}`), people.map(mobileOf), passwordHash],
    );
    await owner.query(
      "insert into identity.membership (org_id, user_id, roles, created_at) select $1, id, '{owner}', now() from unnest($2::uuid[]) as p (id)",
      [ORGANISATION_ID, people.map(personIdOf)],
    );
    await owner.query('analyze');
  });
}
