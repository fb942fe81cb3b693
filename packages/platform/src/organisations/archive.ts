// The archive of an organisation: a ZIP with one file of lines for each of its tables, as they were at one moment.
//
// Which tables and columns there are is asked of the database itself, so that none of tomorrow is forgotten. The gate of
// the organisation shows no rows of others; one that it could not read would fail the export, not shorten it.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import type { StoredFile } from '@sutra/kernel/files';
import { sql } from 'kysely';
import { ZipFile } from 'yazl';
import { FORMAT, isWithheld, readme } from './archive.rules.ts';

const BATCH_BYTES = 256 * 1024;
const MAX_BATCH_ROWS = 1000;
const FIRST_BATCH_ROWS = 10;

export interface Archived {
  id: string;
  name: string;
  kind: string;
}
export interface Progress {
  tables: number;
  tablesDone: number;
  rows: number;
}
interface Table {
  name: string;
  columns: { name: string; comment: string | null }[];
}
interface Written {
  table: string;
  file: string;
  rows: number;
  bytes: number;
  sha256: string;
  columns: string[];
  withheld: string[];
}

/** Streams the archive into `store`, in one transaction that sees one moment and changes nothing. */
export async function writeArchive(
  gates: Gates,
  organisation: Archived,
  at: Date,
  tell: (progress: Progress) => void,
  store: (zip: AsyncIterable<Uint8Array>) => Promise<StoredFile>,
): Promise<StoredFile & { tables: number; rows: number }> {
  const schema = await readSchemaVersion(gates);
  return gates
    .tenant({ organisationId: organisation.id })
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const tables = await readTables(tx);
      const written: Written[] = [];
      const zip = new Archive(at);
      let rows = 0;
      for (const table of tables)
        zip.add(`tables/${table.name}.ndjson`, () =>
          linesOf(tx, table, written, (count) => {
            rows += count;
            tell({ tables: tables.length, tablesDone: written.length, rows });
          }),
        );
      zip.add('manifest.json', async function* manifest() {
        const content = { format: FORMAT, organisation, exportedAt: at.toISOString(), schema, tables: written };
        yield Buffer.from(`${JSON.stringify(content, null, 2)}\n`);
      });
      zip.add('README.txt', async function* words() {
        yield Buffer.from(readme(organisation.name, at));
      });
      const stored = await zip.writeTo(store);
      return { ...stored, tables: tables.length, rows };
    });
}

/** A ZIP whose parts are read one after another, each when its turn has come. */
class Archive {
  readonly #zip = new ZipFile();
  readonly #output = this.#zip.outputStream as Readable;
  readonly #mtime: Date;
  #open: Readable | null = null;
  constructor(mtime: Date) {
    this.#mtime = mtime;
    this.#zip.on('error', this.#fail);
    this.#output.on('error', () => {}); // it may fail before it is read; whoever reads it then hears of it
  }
  readonly #fail = (error: Error): void => void this.#output.destroy(error);

  add(path: string, content: () => AsyncGenerator<Buffer>): void {
    this.#zip.addReadStreamLazy(path, { mtime: this.#mtime }, (give) => {
      this.#open = Readable.from(content(), { objectMode: false });
      this.#open.on('error', this.#fail);
      give(null, this.#open);
    });
  }

  async writeTo<T>(store: (zip: AsyncIterable<Uint8Array>) => Promise<T>): Promise<T> {
    this.#zip.end();
    try {
      return await store(this.#output);
    } finally {
      this.#open?.destroy();
    }
  }
}

/** The rows of a table, one JSON text a line, in batches of about a quarter of a megabyte. */
async function* linesOf(
  tx: Tx,
  { name, columns }: Table,
  written: Written[],
  onRows: (count: number) => void,
): AsyncGenerator<Buffer> {
  const kept = columns.filter(({ comment }) => !isWithheld(comment)).map((column) => column.name);
  const withheld = columns.filter(({ comment }) => isWithheld(comment)).map((column) => column.name);
  const hash = createHash('sha256');
  let [rows, bytes, limit] = [0, 0, FIRST_BATCH_ROWS];
  await sql`declare exported no scroll cursor for
    select row_to_json(part)::text as line from (select ${sql.join(kept.map((column) => sql.ref(column)))} from ${sql.table(name)}) part`.execute(
    tx,
  );
  for (;;) {
    const { rows: found } = await sql<{ line: string }>`fetch ${sql.raw(String(limit))} from exported`.execute(tx);
    if (found.length === 0) break;
    const batch = Buffer.from(found.map(({ line }) => `${line}\n`).join(''));
    hash.update(batch);
    rows += found.length;
    bytes += batch.length;
    onRows(found.length);
    yield batch;
    const largest = Math.max(...found.map(({ line }) => line.length));
    // Doubled at most: after small rows may come large ones.
    limit = Math.max(1, Math.min(limit * 2, Math.floor(BATCH_BYTES / largest), MAX_BATCH_ROWS));
  }
  await sql`close exported`.execute(tx);
  const file = `tables/${name}.ndjson`;
  written.push({ table: name, file, rows, bytes, sha256: hash.digest('hex'), columns: kept, withheld });
}

/** Every table of the class `tenant`; a partition is read through its table. */
async function readTables(tx: Tx): Promise<Table[]> {
  const { rows } = await sql<Table>`
    select n.nspname || '.' || c.relname as name,
      (select jsonb_agg(jsonb_build_object('name', a.attname, 'comment', col_description(c.oid, a.attnum)) order by a.attnum)
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and obj_description(c.oid, 'pg_class') like 'tenant:%'
    order by 1`.execute(tx);
  return rows;
}

async function readSchemaVersion(gates: Gates): Promise<string> {
  const { name } = await gates
    .system('name the version of an export')
    .selectFrom('kernel.migration')
    .select('name')
    .orderBy('name', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return name;
}
