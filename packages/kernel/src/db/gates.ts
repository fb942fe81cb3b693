// The only ways to a table: one gate for each class of table (docs/architecture.md, Tenancy).
//
// A gate gives a Kysely whose every statement runs under the gate's database role and settings, in one round trip. The
// login itself has no rights at all, so a statement outside a gate fails.
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  sql,
  type Transaction,
  type TransactionSettings,
} from 'kysely';
import type pg from 'pg';
import type { Actor } from '../actor.ts';
import type { DB } from './schema.generated.ts';
import { queriesAndCommit, queryWithin, type Scope, scopedBegin, scopedQuery } from './scoped-query.ts';

export type Reads = Kysely<DB>;
export type Tx = Transaction<DB>;

export class Gates {
  readonly #pool: pg.Pool;
  readonly #onPrivileged: (gate: 'operator' | 'system', reason: string) => void;
  constructor(pool: pg.Pool, onPrivileged: (gate: 'operator' | 'system', reason: string) => void = () => {}) {
    this.#pool = pool;
    this.#onPrivileged = onPrivileged;
  }

  /** Rows of the actor's organisation; each statement stands alone. */
  tenant(actor: Pick<Actor, 'organisationId'>): Reads {
    return this.#open({ role: 'sutra_app', organisationId: actor.organisationId, userId: '' });
  }
  withTenant<T>(actor: Pick<Actor, 'organisationId'>, fn: (tx: Tx) => Promise<T>): Promise<T> {
    return transact(this.tenant(actor), fn);
  }

  /** Rows of one person across organisations. */
  person(userId: string): Reads {
    return this.#open({ role: 'sutra_app', organisationId: '', userId });
  }
  withPerson<T>(userId: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
    return transact(this.person(userId), fn);
  }

  /** Rows of the actor's organisation and of the actor as a person, for what the kernel keeps for either. */
  actor(actor: Pick<Actor, 'id' | 'organisationId'>): Reads {
    return this.#open({ role: 'sutra_app', organisationId: actor.organisationId, userId: actor.id });
  }

  /** Platform staff, by the policies `to sutra_operator`; every use is counted and logged with its reason. */
  operator(reason: string): Reads {
    this.#onPrivileged('operator', reason);
    return this.#open({ role: 'sutra_operator', organisationId: '', userId: '' });
  }
  withOperator<T>(reason: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
    return transact(this.operator(reason), fn);
  }

  /** The machine itself: sign-in before anybody is known, jobs, relays. `reason` is a short constant, never data. */
  system(reason: string): Reads {
    this.#onPrivileged('system', reason);
    return this.#open({ role: 'sutra_system', organisationId: '', userId: '' });
  }
  withSystem<T>(reason: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
    return transact(this.system(reason), fn);
  }

  #open(scope: Scope): Reads {
    return new Kysely<DB>({ dialect: new GateDialect(this.#pool, scope) });
  }
}

function transact<T>(db: Reads, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    const result = await fn(tx);
    await flushAtCommit(tx);
    return result;
  });
}

/** From here on the transaction is in the gate of one organisation: that of an operator who goes on inside one. */
export async function enterTenant(tx: Tx, organisationId: string): Promise<void> {
  await sql`select set_config('role', 'sutra_app', true), set_config('app.org_id', ${organisationId}, true),
    set_config('app.user_id', '', true)`.execute(tx);
}

const lastStatements = new WeakMap<object, CompiledQuery[]>();

/**
 * Queues a statement whose answer nobody needs (audit entry, event) to travel with the commit: no round trip of its own.
 * If it fails, the commit fails and the transaction is rolled back.
 */
export function atCommit(tx: Tx, query: CompiledQuery): void {
  const queue = lastStatements.get(tx);
  if (queue) queue.push(query);
  else lastStatements.set(tx, [query]);
}

/** Runs the queued statements now and hands them to the connection that will commit. */
export async function flushAtCommit(tx: Tx): Promise<void> {
  const queue = lastStatements.get(tx);
  if (!queue || queue.length === 0) return;
  lastStatements.delete(tx);
  await tx.executeQuery({ ...queue[0]!, sql: HELD, parameters: queue });
}
const HELD = '-- held until commit';

class GateDialect implements Dialect {
  readonly #pool: pg.Pool;
  readonly #scope: Scope;
  constructor(pool: pg.Pool, scope: Scope) {
    this.#pool = pool;
    this.#scope = scope;
  }
  createDriver(): Driver {
    return new GateDriver(this.#pool, this.#scope);
  }
  createAdapter(): PostgresAdapter {
    return new PostgresAdapter();
  }
  createQueryCompiler(): PostgresQueryCompiler {
    return new PostgresQueryCompiler();
  }
  createIntrospector(db: Kysely<unknown>): PostgresIntrospector {
    return new PostgresIntrospector(db);
  }
}

class GateDriver implements Driver {
  readonly #pool: pg.Pool;
  readonly #scope: Scope;
  constructor(pool: pg.Pool, scope: Scope) {
    this.#pool = pool;
    this.#scope = scope;
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<GateConnection> {
    return new GateConnection(await this.#pool.connect(), this.#scope);
  }
  async beginTransaction(connection: GateConnection, settings: TransactionSettings): Promise<void> {
    await connection.begin(settings);
  }
  async commitTransaction(connection: GateConnection): Promise<void> {
    await connection.commit();
  }
  async rollbackTransaction(connection: GateConnection): Promise<void> {
    await connection.rollback();
  }
  async releaseConnection(connection: GateConnection): Promise<void> {
    connection.release();
  }
  async destroy(): Promise<void> {} // the pool belongs to the database
}

class GateConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  readonly #scope: Scope;
  #inTransaction = false;
  #lost = false;
  #held: { sql: string; parameters: readonly unknown[] }[] = [];
  constructor(client: pg.PoolClient, scope: Scope) {
    this.#client = client;
    this.#scope = scope;
  }

  async begin(settings: TransactionSettings): Promise<void> {
    let sql = 'begin';
    if (settings.isolationLevel) sql += ` isolation level ${settings.isolationLevel}`;
    if (settings.accessMode) sql += ` ${settings.accessMode}`;
    await scopedBegin(this.#client, this.#scope, sql);
    this.#inTransaction = true;
  }

  async commit(): Promise<void> {
    const result =
      this.#held.length > 0 ? await queriesAndCommit(this.#client, this.#held) : await this.#client.query('commit');
    this.#inTransaction = false;
    // PostgreSQL answers the commit of a failed transaction with ROLLBACK and no error.
    if (result.command === 'ROLLBACK') throw new Error('the transaction had failed before its commit');
  }

  async rollback(): Promise<void> {
    await this.#client.query('rollback');
    this.#inTransaction = false;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (query.sql === HELD) {
      this.#held.push(...(query.parameters as readonly CompiledQuery[]));
      return { rows: [] };
    }
    const values = query.parameters as unknown[];
    const running = this.#inTransaction
      ? queryWithin(this.#client, query.sql, values)
      : scopedQuery(this.#client, this.#scope, query.sql, values);
    const result = await running.catch((error: { code?: string }) => {
      this.#lost = error.code === undefined || error.code.startsWith('57P'); // the server ended the connection, or it broke
      throw error;
    });
    return {
      rows: result.rows as R[],
      ...(result.command !== 'SELECT' && result.rowCount !== null && { numAffectedRows: BigInt(result.rowCount) }),
    };
  }

  // oxlint-disable-next-line require-yield -- the interface asks for a generator; lists are read in pages instead
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('read in pages');
  }

  /** A connection that is not idle never goes back to the pool. */
  release(): void {
    const status = (this.#client as unknown as { getTransactionStatus(): string | null }).getTransactionStatus();
    this.#client.release(this.#lost || status !== 'I');
  }
}
