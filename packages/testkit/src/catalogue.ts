// Reads what PostgreSQL itself says of our tables and names everything that does not fit the classes
// (docs/architecture.md, Tenancy). Run by a test over the migrated database: a forgotten policy fails the build.
import type pg from 'pg';

interface Table {
  name: string;
  class: string | null;
  purpose: string | null;
  enabled: boolean;
  forced: boolean;
  partition: boolean;
  columns: { name: string; type: string; comment: string | null }[];
  policies: { name: string; roles: string[]; using: string | null; check: string | null }[];
  grants: { role: string; right: string }[];
  uniques: { name: string; columns: string[]; primary: boolean }[];
  foreignKeys: { name: string; columns: string[]; target: string; targetColumns: string[] }[];
  leadingIndexColumns: string[];
}

const CLASSES = ['tenant', 'person', 'shared', 'system'] as const;
const CATEGORIES = /^personal: (identity|contact|identifier|network|device|content|credential|sealed)\b/;
const FREE_TYPES = new Set(['text', 'jsonb', 'json', 'bytea', 'inet', 'cidr', 'text[]', 'cidr[]', 'character varying']);
const NAMES_A_PERSON = /^(user_id|person_id|actor_id|subject_id|created_by|updated_by|on_behalf_of|.*_by)$/;

/** Every way in which the database breaks the rules; empty when all is well. */
export async function findCatalogueProblems(owner: pg.Pool): Promise<string[]> {
  const tables = await readTables(owner);
  const byName = new Map(tables.map((table) => [table.name, table]));
  return tables.flatMap((table) =>
    (table.partition ? partitionProblems(table) : tableProblems(table, byName)).map(
      (problem) => `${table.name}: ${problem}`,
    ),
  );
}

function partitionProblems(table: Table): string[] {
  const open = table.grants.filter((grant) => grant.role.startsWith('sutra_'));
  return open.length > 0
    ? [`a partition is reached through its table, yet ${open[0]!.role} holds ${open[0]!.right} on it`]
    : [];
}

function tableProblems(table: Table, byName: ReadonlyMap<string, Table>): string[] {
  const problems: string[] = [];
  if (!CLASSES.some((one) => one === table.class))
    return [`has no class: declare it with call kernel.tenant_table, person_table, shared_table or system_table`];
  if (!table.purpose) problems.push('has a class but no purpose');
  if (!table.enabled || !table.forced) problems.push('row-level security is not enabled and forced');
  for (const grant of table.grants) {
    if (grant.role === 'PUBLIC') problems.push(`everybody holds ${grant.right}`);
    if (grant.right === 'TRUNCATE' && grant.role.startsWith('sutra_')) problems.push(`${grant.role} may TRUNCATE`);
  }
  for (const policy of table.policies) {
    const open = policy.using === 'true' || policy.check === 'true';
    const mayBeOpen =
      policy.roles.every(
        (role) => role === 'sutra_system' || role === 'sutra_operator' || !role.startsWith('sutra_'),
      ) && !policy.roles.includes('public');
    const isSharedRead = table.class === 'shared' && policy.name === 'shared_read';
    const isAppend = table.class === 'system' && policy.name === 'append' && policy.using === null;
    if (open && !mayBeOpen && !isSharedRead && !isAppend)
      problems.push(`policy ${policy.name} is open to ${policy.roles.join(', ')}`);
  }
  problems.push(...classProblems(table, byName), ...columnProblems(table));
  return problems;
}

function classProblems(table: Table, byName: ReadonlyMap<string, Table>): string[] {
  const problems: string[] = [];
  const appPolicy = (setting: string) =>
    table.policies.some(
      (policy) =>
        policy.roles.includes('sutra_app') && policy.using?.includes(setting) && policy.check?.includes(setting),
    );
  const appMay = table.grants.some((grant) => grant.role === 'sutra_app');
  if (table.class === 'tenant') {
    if (!table.columns.some((column) => column.name === 'org_id' && column.type === 'uuid'))
      problems.push('is a tenant table without org_id uuid');
    if (!appPolicy('kernel.current_org()')) problems.push('has no policy on the organisation');
    if (
      !table.leadingIndexColumns.includes('org_id') &&
      !table.uniques.some((unique) => unique.columns.includes('org_id'))
    )
      problems.push('has no index that begins with org_id');
    for (const unique of table.uniques) {
      // A lone UUID key cannot collide by intent; anything a person chooses can, and would tell of another tenant.
      const isSurrogate =
        unique.columns.length === 1 &&
        table.columns.find((column) => column.name === unique.columns[0])?.type === 'uuid';
      if (!unique.columns.includes('org_id') && !isSurrogate)
        problems.push(`unique constraint ${unique.name} lacks org_id`);
    }
    for (const key of table.foreignKeys) {
      const target = byName.get(key.target);
      if (target?.class === 'tenant' && !(key.columns.includes('org_id') && key.targetColumns.includes('org_id')))
        problems.push(`foreign key ${key.name} to ${key.target} lacks org_id: it would reach other tenants' rows`);
    }
  }
  if (table.class === 'person') {
    if (!appPolicy('kernel.current_person()')) problems.push('has no policy on the person');
  }
  if (table.class === 'system' && appMay && !table.policies.some((policy) => policy.roles.includes('sutra_app')))
    problems.push('the application role holds rights that no policy names');
  if (table.class === 'shared' && table.grants.some((grant) => grant.role === 'sutra_app' && grant.right !== 'SELECT'))
    problems.push('the application role may write a shared table');
  return problems;
}

function columnProblems(table: Table): string[] {
  return table.columns.flatMap(({ name, type, comment }) => {
    const classified = comment !== null && (CATEGORIES.test(comment) || /^(technical|business): \S/.test(comment));
    if (comment?.startsWith('personal:') && !CATEGORIES.test(comment))
      return [`column ${name} has an unknown category of personal data: ${comment}`];
    if (FREE_TYPES.has(type) && !classified && !isKernelText(table, name))
      return [
        `column ${name} (${type}) can hold personal data and is not classified: comment on column … is 'personal: …', 'technical: …' or 'business: …'`,
      ];
    if (type === 'uuid' && NAMES_A_PERSON.test(name) && !comment?.startsWith('personal:'))
      return [`column ${name} names a person and is not classified`];
    return [];
  });
}

// The kernel's own names of things: event types, handlers, endpoints, digests.
function isKernelText(table: Table, column: string): boolean {
  return (
    (table.name.startsWith('kernel.') || table.name.startsWith('events.')) &&
    ['name', 'checksum', 'endpoint', 'request_digest', 'type', 'subject', 'handler'].includes(column)
  );
}

async function readTables(owner: pg.Pool): Promise<Table[]> {
  const { rows } = await owner.query<Table>(`
    select n.nspname || '.' || c.relname as name,
      split_part(obj_description(c.oid), ':', 1) as class, nullif(trim(substr(obj_description(c.oid), strpos(obj_description(c.oid), ':') + 1)), '') as purpose,
      c.relrowsecurity as enabled, c.relforcerowsecurity as forced, c.relispartition as partition,
      (select coalesce(jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, null), 'comment', col_description(c.oid, a.attnum)) order by a.attnum), '[]')
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
      (select coalesce(jsonb_agg(jsonb_build_object('name', p.policyname, 'roles', p.roles, 'using', p.qual, 'check', p.with_check)), '[]')
        from pg_policies p where p.schemaname = n.nspname and p.tablename = c.relname) as policies,
      (select coalesce(jsonb_agg(jsonb_build_object('role', case when g.grantee = 0 then 'PUBLIC' else pg_get_userbyid(g.grantee) end, 'right', g.privilege_type)), '[]')
        from aclexplode(c.relacl) g where g.grantee <> c.relowner) as grants,
      (select coalesce(jsonb_agg(jsonb_build_object('name', i.indexrelid::regclass::text, 'primary', i.indisprimary, 'columns',
          (select jsonb_agg(a.attname order by k.place) from unnest(i.indkey::int2[]) with ordinality k(number, place) join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number))), '[]')
        from pg_index i where i.indrelid = c.oid and i.indisunique) as uniques,
      (select coalesce(jsonb_agg(jsonb_build_object('name', f.conname, 'target', (select tn.nspname || '.' || tc.relname from pg_class tc join pg_namespace tn on tn.oid = tc.relnamespace where tc.oid = f.confrelid),
          'columns', (select jsonb_agg(a.attname) from pg_attribute a where a.attrelid = f.conrelid and a.attnum = any (f.conkey)),
          'targetColumns', (select jsonb_agg(a.attname) from pg_attribute a where a.attrelid = f.confrelid and a.attnum = any (f.confkey)))), '[]')
        from pg_constraint f where f.conrelid = c.oid and f.contype = 'f') as "foreignKeys",
      (select coalesce(jsonb_agg(a.attname), '[]') from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0] where i.indrelid = c.oid) as "leadingIndexColumns"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pgboss', 'pg_toast')
    order by 1`);
  return rows;
}
