// A statement in its gate's scope in one round trip, leaving nothing on the connection.
//
// Extended protocol: all messages up to one Sync run in ONE implicit transaction. So Bind/Execute of the scope (role,
// organisation, person), then the statement, then Sync: the scope holds for exactly this statement and dies with its
// implicit transaction, after an error too. All values travel as bound parameters.
//
// This extends pg's own Query and uses internals that its types do not describe; `scoped-query.test.ts` pins them.
import { createHash } from 'node:crypto';
import pg from 'pg';

type Wire = {
  stream: { cork?(): void; uncork?(): void };
  parse(message: object): void;
  bind(message: object): void;
  describe(message: object): void;
  execute(message: object): void;
  close(message: object): void;
  sync(): void;
};
type QueryInternals = {
  text: string;
  values: unknown[];
  handleDataRow(message: object): void;
  handleCommandComplete(message: object, connection: Wire): void;
  handleError(error: Error, connection: Wire): void;
};
type Done = (error: Error | null, result: pg.QueryResult) => void;
const PG_UTILS: string = 'pg/lib/utils.js'; // has no types
const BaseQuery = pg.Query as unknown as new (config: object, values: undefined, done: Done) => QueryInternals;
const { prepareValue } = ((await import(PG_UTILS)) as { default: { prepareValue: unknown } }).default;

const INT8 = 20;
const DATE = 1082;
// int8 crosses as a number, and never loses a digit silently. A date is a calendar day, not an instant.
pg.types.setTypeParser(INT8, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`integer ${text} is beyond 2^53`);
  return value;
});
pg.types.setTypeParser(DATE, (text) => text);

/** The database role and the rows that are in sight. Empty strings mean none. */
export interface Scope {
  readonly role: string;
  readonly organisationId: string;
  readonly userId: string;
}

const SET_SCOPE =
  "select set_config('role', $1, true), set_config('app.org_id', $2, true), set_config('app.user_id', $3, true)";
const SCOPE_NAME = 'scope';

type State = 'ready' | 'unsure'; // unsure: Parse was sent, its outcome is unknown
const prepared = new WeakMap<object, Map<string, State>>();

interface Step {
  name: string;
  text: string;
  values: unknown[];
}

/** Runs steps up to one Sync and answers with the rows of the step at `#wanted`. */
class PipelineQuery extends BaseQuery {
  readonly #steps: readonly Step[];
  readonly #wanted: number;
  #current = 0;
  #known: Map<string, State> = new Map();

  constructor(steps: readonly Step[], wanted: number, done: Done) {
    super({ text: steps[wanted]!.text, values: steps[wanted]!.values }, undefined, done); // no `name`: pg would book the first ParseComplete on it
    this.#steps = steps;
    this.#wanted = wanted;
  }

  submit(connection: Wire): null {
    let known = prepared.get(connection);
    if (!known) prepared.set(connection, (known = new Map()));
    this.#known = known;
    connection.stream.cork?.();
    try {
      for (const [index, step] of this.#steps.entries()) send(connection, known, step, index === this.#wanted);
    } finally {
      connection.sync();
      connection.stream.uncork?.();
    }
    return null;
  }

  override handleDataRow(message: object): void {
    if (this.#current === this.#wanted) super.handleDataRow(message);
  }

  override handleCommandComplete(message: object, connection: Wire): void {
    const index = this.#current++;
    const { name } = this.#steps[index]!;
    if (name !== '') this.#known.set(name, 'ready');
    if (index === this.#wanted) super.handleCommandComplete(message, connection);
  }

  // A statement whose columns a migration has changed fails until it is prepared again.
  override handleError(error: Error, connection: Wire): void {
    for (const { name } of this.#steps) if (name !== '') this.#known.set(name, 'unsure');
    super.handleError(error, connection);
  }
}

function send(connection: Wire, known: Map<string, State>, step: Step, describe: boolean): void {
  const { name, text, values } = step;
  const state = name === '' ? undefined : known.get(name);
  if (state === 'unsure') connection.close({ type: 'S', name }); // closing what does not exist is no error
  if (state !== 'ready') {
    connection.parse({ name, text });
    if (name !== '') known.set(name, 'unsure');
  }
  connection.bind({ portal: '', statement: name, values, binary: false, valueMapper: prepareValue });
  if (describe) connection.describe({ type: 'P', name: '' });
  connection.execute({ portal: '', rows: 0 });
}

const MAX_NAMES = 1000; // generated SQL must not fill the server's memory with prepared statements
const names = new Map<string, string>();

/** A stable, short name for an SQL text; empty (unnamed) once the bound is reached. */
export function statementName(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) {
    if (names.size >= MAX_NAMES) return '';
    name = `s${createHash('sha256').update(sql).digest('base64url').slice(0, 22)}`;
    names.set(sql, name);
  }
  return name;
}

function run(client: pg.ClientBase, steps: readonly Step[], wanted: number): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    const query = new PipelineQuery(steps, wanted, (error, result) => (error ? reject(error) : resolve(result)));
    client.query(query as unknown as pg.Submittable);
  });
}

const scopeStep = (scope: Scope): Step => ({
  name: SCOPE_NAME,
  text: SET_SCOPE,
  values: [scope.role, scope.organisationId, scope.userId],
});
const step = (text: string, values: unknown[] = []): Step => ({ name: statementName(text), text, values });

/** One statement in `scope`; outside a transaction it is its own. */
export function scopedQuery(
  client: pg.ClientBase,
  scope: Scope,
  text: string,
  values: unknown[],
): Promise<pg.QueryResult> {
  return run(client, [scopeStep(scope), step(text, values)], 1);
}

/** `begin` and the scope in one round trip; what follows on this client until commit is in `scope`. */
export function scopedBegin(client: pg.ClientBase, scope: Scope, begin: string): Promise<pg.QueryResult> {
  return run(client, [step(begin), scopeStep(scope)], 0);
}

/** One statement of a transaction that `scopedBegin` began; prepared in the same book, so that no name is used twice. */
export function queryWithin(client: pg.ClientBase, text: string, values: unknown[]): Promise<pg.QueryResult> {
  return run(client, [step(text, values)], 0);
}

/** The last statements of a transaction and its commit in one round trip; the answer is the commit's. */
export function queriesAndCommit(
  client: pg.ClientBase,
  statements: readonly { sql: string; parameters: readonly unknown[] }[],
): Promise<pg.QueryResult> {
  return run(
    client,
    [...statements.map(({ sql, parameters }) => step(sql, [...parameters])), step('commit')],
    statements.length,
  );
}
