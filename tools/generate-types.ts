// Writes packages/kernel/src/db/schema.generated.ts from a freshly migrated database; with --check only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { createLog } from '@sutra/kernel/log';
import { migrate } from '@sutra/kernel/db/migrate';
import pg from 'pg';
import { migrationSources } from '../apps/server/src/migrations.ts';

const TARGET = new URL('../packages/kernel/src/db/schema.generated.ts', import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  uuid: 'string',
  text: 'string',
  inet: 'string',
  cidr: 'string',
  date: 'string',
  xid8: 'string',
  bool: 'boolean',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  bytea: 'Buffer',
  timestamptz: 'Date',
};

interface Column {
  table: string;
  column: string;
  type: string;
  is_array: boolean;
  nullable: boolean;
  has_default: boolean;
  comment: string | null;
}

const text = generate(await readColumns());
if (process.argv.includes('--check')) {
  if (readFileSync(TARGET, 'utf8') !== text) {
    console.error('packages/kernel/src/db/schema.generated.ts is not what the migrations make: run npm run generate');
    process.exit(1);
  }
  console.log('generated types are current');
} else {
  writeFileSync(TARGET, text);
  console.log(`wrote ${text.split('\n').length} lines`);
}

async function readColumns(): Promise<Column[]> {
  const engine = await PGlite.create();
  const pool = new pg.Pool(createPgConfig(engine));
  try {
    await migrate(pool, migrationSources, { login: 'postgres', log: createLog('warn') });
    const { rows } = await pool.query<Column>(`
      select n.nspname || '.' || c.relname as table, a.attname as column,
        coalesce(e.typname, t.typname) as type, e.oid is not null as is_array, not a.attnotnull as nullable,
        (a.atthasdef or a.attidentity <> '' or a.attgenerated <> '') as has_default, col_description(c.oid, a.attnum) as comment
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        join pg_type t on t.oid = a.atttypid left join pg_type e on e.oid = t.typelem and t.typcategory = 'A'
      where c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
        and n.nspname not in ('pg_catalog', 'information_schema', 'pgboss')
      order by 1, a.attnum`);
    return rows;
  } finally {
    await pool.end();
    await engine.close();
  }
}

function generate(columns: readonly Column[]): string {
  const tables = Map.groupBy(columns, (column) => column.table);
  const interfaces = [...tables].map(
    ([table, own]) =>
      `export interface ${interfaceName(table)} {\n${own.map((column) => `  ${column.column}: ${columnType(column)};`).join('\n')}\n}`,
  );
  const categories = [...tables].map(([table, own]) => {
    const columns = own.map(({ column, comment }) => `${column}: ${category(comment)}`);
    return `  '${table}': { ${columns.join(', ')} },`;
  });
  return `// Made by npm run generate from the migrations. Do not edit.
import type { ColumnType, Generated } from 'kysely';

type Json = ColumnType<unknown, string, string>;

${interfaces.join('\n\n')}

export interface DB {
${[...tables.keys()].map((table) => `  '${table}': ${interfaceName(table)};`).join('\n')}
}

/** Every column, with the category of personal data that it holds, as the schema's comments say, or null. */
export const columnCategories: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
${categories.join('\n')}
};
`;
}

function columnType(column: Column): string {
  const base = column.type === 'jsonb' ? 'Json' : TYPES[column.type];
  if (base === undefined) throw new Error(`${column.table}.${column.column}: no TypeScript type for ${column.type}`);
  let type = column.is_array ? `${base}[]` : base;
  if (column.nullable) type += ' | null';
  return column.has_default ? `Generated<${type}>` : type;
}

function interfaceName(table: string): string {
  return table.replaceAll(/(?:^|[._])([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function category(comment: string | null): string {
  const found = /^personal: (\w+)/.exec(comment ?? '')?.[1];
  return found === undefined ? 'null' : `'${found}'`;
}
