// Wires the house: every part is made here, once, and handed what it needs. No logic.
import { join } from 'node:path';
import type { Clock } from '@sutra/kernel/clock';
import { Ids, systemClock } from '@sutra/kernel/clock';
import { type Config, StartError } from '@sutra/kernel/config';
import { CannotOpen, Keyring, sha256 } from '@sutra/kernel/crypto';
import { openDatabase } from '@sutra/kernel/db/database';
import { Gates } from '@sutra/kernel/db/gates';
import { columnCategories } from '@sutra/kernel/db/schema.generated';
import { Relay } from '@sutra/kernel/events';
import { Files } from '@sutra/kernel/files';
import { type Feed, LocalFeed, RedisFeed } from '@sutra/kernel/feed';
import { Answers } from '@sutra/kernel/http/answers';
import { buildOpenApi } from '@sutra/kernel/http/openapi';
import { addOperations } from '@sutra/kernel/http/operations';
import { checkRoutes } from '@sutra/kernel/http/declarations';
import { createHttp } from '@sutra/kernel/http/server';
import { Writes } from '@sutra/kernel/http/writes';
import { Jobs } from '@sutra/kernel/jobs';
import type { Logger } from '@sutra/kernel/log';
import { Metrics } from '@sutra/kernel/metrics';
import type { Module } from '@sutra/kernel/module';
import { Once } from '@sutra/kernel/once';
import { Access } from '@sutra/platform/access/public';
import { auditModule, classifyBy, createAuditLog } from '@sutra/platform/audit/public';
import type { Sequencer } from '@sutra/platform/audit/sequencer';
import { rangeBreaches } from '@sutra/platform/identity/breaches';
import { NONCE_LIFE_MS } from '@sutra/platform/identity/dpop';
import { createIdentity, type Identity } from '@sutra/platform/identity/module';
import { httpPositions, nowhere } from '@sutra/platform/identity/risk/positions';
import { organisationsModule } from '@sutra/platform/organisations/module';
import { mailServer } from '@sutra/platform/messaging/mail-server';
import { messagingModule } from '@sutra/platform/messaging/module';
import { capture, Messaging, Spending } from '@sutra/platform/messaging/public';
import { smsGateway } from '@sutra/platform/messaging/sms-gateways';
import { createPersonKeys } from '@sutra/platform/privacy/person-keys';
import { createRealtime } from '@sutra/platform/realtime/module';
import { referenceModule } from '@sutra/platform/reference/module';
import { workspaceModule } from '@sutra/platform/workspace/module';
import { Notifications } from '@sutra/platform/workspace/public';
import { settingsModule } from '@sutra/cotton/settings/module';
import { libraryModule } from '@sutra/pharmacy/library/module';
import { scanningModule } from '@sutra/pharmacy/scanning/module';
import type { FastifyInstance } from 'fastify';
import { maintenanceModule } from './maintenance.ts';
import { migrationSources } from './migrations.ts';
import { readSecret } from './secret.ts';
import { seedDemo } from './seed.ts';

export const VERSION = '0.1.0';

export interface App {
  http: FastifyInstance;
  gates: Gates;
  relay: Relay;
  sequencer: Sequencer;
  jobs: Jobs;
  databaseKind: 'pglite' | 'server';
  inviteOperator: Identity['inviteOperator'];
  /** Starts what runs beside requests. */
  start(): Promise<void>;
  /** Stops taking requests, finishes what runs, closes everything. */
  close(): Promise<void>;
}

export interface AppOptions {
  clock?: Clock;
  /** Compares every answer with its schema. */
  checkAnswers?: boolean;
  /** Whether scheduled jobs run by themselves; a test runs those that it wants. */
  schedules?: boolean;
}

export async function createApp(config: Config, log: Logger, options: AppOptions = {}): Promise<App> {
  const clock = options.clock ?? systemClock;
  const ids = new Ids(clock);
  const metrics = new Metrics();
  const keyring = new Keyring(readSecret(config));
  const sms = config.sms && smsGateway(config.sms);
  const mail = config.mail && mailServer(config.mail);
  const database = await openDatabase(config, migrationSources, log);
  const gates = new Gates(database.pool, (gate, reason) => metrics.privilegedGates.inc({ gate, reason }));
  const { redisUrl } = config;
  const name = sha256(keyring.for('kernel.feed').export()).toString('hex').slice(0, 16);
  const feed: Feed = redisUrl === null ? new LocalFeed(clock, log) : new RedisFeed(redisUrl, name, clock, log);
  const once = new Once({ gates, clock, log, redisUrl, name, lifeMs: NONCE_LIFE_MS });
  const works = config.role !== 'api';

  const access = new Access();
  const captured = config.demo ? capture(gates, ids, clock) : null;
  const spending = new Spending({ gates, clock, log, rupeesPerDay: config.smsRupeesPerDay });
  const messaging = new Messaging({
    sms: sms ?? captured,
    mail: mail ?? captured,
    spending,
  });
  if (!config.demo && sms === null)
    log.warn('SUTRA_SMS_GATEWAY is not set: nobody can be invited, and nobody signs in by a code');
  const personKeys = createPersonKeys({ gates, keyring, clock, feed });
  const notifications = new Notifications({ ids, clock, feed });
  const identity = createIdentity({
    gates,
    clock,
    ids,
    feed,
    keyring,
    once,
    access,
    messaging,
    notifications,
    positions: config.positionUrl === null ? nowhere : httpPositions(config.positionUrl, clock, log),
    breaches: config.breachUrl === null ? null : rangeBreaches(config.breachUrl, log),
    issuer: config.issuer,
    address: config.publicUrl ?? `http://localhost:${config.port}`,
    recordSystem: (tx, action, organisationId, details) => auditLog.recordSystem(tx, action, organisationId, details),
  });
  const auditLog = createAuditLog({ ids, keyring, personKeys, classify: classifyBy(columnCategories) });
  const audit = auditModule({ gates, clock, feed, keyring, log, personKeys, nameOf: identity.namesOf, works });
  const { authenticator, afterSilence, check, register, namesOf } = identity;
  const { publicUrl, trustedProxies } = config;
  const realtime = createRealtime({ feed, authenticator, afterSilence, check, trustedProxies, publicUrl, clock, log });
  const analyze = database.kind === 'pglite' ? async () => void (await database.pool.query('analyze')) : null;
  const modules: Module[] = [
    maintenanceModule({ gates, clock, once, analyze }),
    identity.module,
    messagingModule({ gates, clock, spending, messaging }),
    workspaceModule({ gates, clock, modules: () => modules }),
    audit,
    referenceModule({ gates, ids, clock }),
    organisationsModule({
      gates,
      clock,
      ids,
      files: new Files(join(config.dataDir, 'files')),
      register,
      notifications,
      namesOf,
      log,
      send: (job, data) => jobs.send(job, data),
    }),
    libraryModule(),
    scanningModule({ gates, ids, feed }),
    settingsModule({
      gates,
      clock,
      ids,
      feed,
      notifications,
      namesOf: identity.namesOf,
      recordSystem: (tx, action, organisationId, details) => auditLog.recordSystem(tx, action, organisationId, details),
      send: (job, data) => jobs.send(job, data),
    }),
  ];

  access.declare(modules);
  const routes = modules.flatMap((module) => module.routes ?? []);
  checkRoutes(routes, access.permissions);
  const relay = new Relay(
    gates,
    modules.flatMap((module) => module.handlers ?? []),
    log,
  );
  const jobs = new Jobs(
    database.pool,
    modules.flatMap((module) => module.jobs ?? []),
    log,
  );
  const afterCommit = (left: { events: boolean; entries: boolean }) => {
    if (works && left.events) relay.wake();
    if (works && left.entries) audit.sequencer.wake();
  };
  const answers = new Answers(gates, clock, personKeys);
  const writes = new Writes({ gates, clock, ids, audit: auditLog, answers, afterCommit });
  const served = routes.filter(({ endpoint }) => config.demo || !endpoint.demoOnly);
  const http = createHttp({
    routes: served,
    clock,
    log,
    metrics,
    authenticator: identity.authenticator,
    writes,
    answers,
    trustedProxies: config.trustedProxies,
    publicUrl: config.publicUrl,
    checkAnswers: options.checkAnswers ?? false,
  });
  let draining = false;
  addOperations(http, {
    gates,
    feed,
    metrics,
    metricsToken: config.metricsToken,
    openApi: buildOpenApi(served, { version: VERSION, publicUrl: config.publicUrl }),
    isDraining: () => draining,
  });
  realtime.attach(http.server);

  return {
    http,
    gates,
    relay,
    sequencer: audit.sequencer,
    jobs,
    databaseKind: database.kind,
    inviteOperator: identity.inviteOperator,
    start: async () => {
      await feed.start();
      await once.start();
      if (config.demo) await seedDemo({ gates, clock, password: config.demoPassword });
      try {
        for (const module of modules) await module.start?.();
      } catch (cause) {
        if (!(cause instanceof CannotOpen)) throw cause;
        throw new StartError(
          `This database was made with another secret than the one of ${config.secret === null ? `${config.dataDir}/secret` : 'SUTRA_SECRET'}. Set SUTRA_SECRET to that one; without it what is sealed in the database is lost.`,
          { cause },
        );
      }
      await jobs.start(works, options.schedules);
      if (works) relay.start();
    },
    close: async () => {
      draining = true;
      realtime.close();
      await http.close();
      await jobs.close();
      await relay.close();
      for (const module of modules) await module.stop?.();
      await feed.close();
      once.close();
      await database.close();
    },
  };
}
