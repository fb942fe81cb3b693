-- The audit log: entries that can only be added, and the hash chain over them.

create schema audit;
comment on schema audit is 'Tamper-evident record of every write';
grant usage on schema audit to sutra_app, sutra_operator, sutra_system;

-- By year of the id (UUIDv7), so that retention drops whole sealed partitions. The time in the id is `recorded_at`.
create table audit.entry (
  id uuid not null,
  org_id uuid not null,
  transaction_id xid8 not null default pg_current_xact_id(),
  recorded_at timestamptz(3) not null,
  action text not null,
  actor_kind text not null check (actor_kind in ('person', 'service', 'system')),
  actor_id uuid,
  on_behalf_of uuid,
  object_type text,
  object_id text,
  request_id text,
  before_digest bytea,
  after_digest bytea,
  changes jsonb not null,
  subject_id uuid,
  personal bytea,
  origin bytea,
  primary key (org_id, id),
  constraint entry_actor check ((actor_kind = 'system') = (actor_id is null)),
  constraint entry_object check ((object_type is null) = (object_id is null)),
  constraint entry_subject check (personal is null or subject_id is not null)
) partition by range (id);
create index entry_order on audit.entry (transaction_id, id);
create index entry_object_id on audit.entry (org_id, object_type, object_id, id);
create index entry_actor_id on audit.entry (org_id, actor_id, id);

-- Without the column transaction_id: nobody but the database says in which transaction an entry was written.
call kernel.tenant_table('audit.entry',
  'select, insert (id, org_id, recorded_at, action, actor_kind, actor_id, on_behalf_of, object_type, object_id, request_id, before_digest, after_digest, changes, subject_id, personal, origin)',
  'who changed what, when and from where; never changed, never deleted');
call kernel.admit('audit.entry', 'sutra_system',
  'select, insert (id, org_id, recorded_at, action, actor_kind, actor_id, on_behalf_of, object_type, object_id, request_id, before_digest, after_digest, changes, subject_id, personal, origin)',
  'the sequencer reads all entries; the machine records what it does by itself');
comment on column audit.entry.action is 'technical: the action of the endpoint';
comment on column audit.entry.actor_kind is 'technical: person, service or system';
comment on column audit.entry.actor_id is 'personal: identifier';
comment on column audit.entry.on_behalf_of is 'personal: identifier';
comment on column audit.entry.object_type is 'technical: name of a table';
comment on column audit.entry.object_id is 'personal: identifier';
comment on column audit.entry.request_id is 'technical: made by the server';
comment on column audit.entry.before_digest is 'technical: keyed digest';
comment on column audit.entry.after_digest is 'technical: keyed digest';
comment on column audit.entry.changes is 'business: changed fields that are not personal, and the names of those that are';
comment on column audit.entry.subject_id is 'personal: identifier';
comment on column audit.entry.personal is 'personal: content';
comment on column audit.entry.origin is 'personal: network';

-- Statement triggers, so that a command that would find no row is refused as well; `always`, so that no session setting switches them off.
create function audit.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log can only be added to: % on %.% is refused', tg_op, tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
end $$;
create procedure audit.make_append_only(target regclass) language plpgsql as $$
begin
  execute format('create trigger append_only before update or delete or truncate on %s for each statement execute function audit.refuse_change()', target);
  execute format('alter table %s enable always trigger append_only', target);
end $$;

-- A partition has no policy and no grant: it is reached through audit.entry only.
create procedure audit.add_partition(part text, lower_bound text, upper_bound text) language plpgsql as $$
begin
  execute format('create table audit.%I partition of audit.entry for values from (%s) to (%s)', part, lower_bound, upper_bound);
  execute format('alter table audit.%I enable row level security, force row level security', part);
  execute format('comment on table audit.%I is %L', part, 'tenant: a year of audit.entry, reached only through it');
  call audit.make_append_only(format('audit.%I', part)::regclass);
end $$;
create function audit.year_start(year integer) returns text language sql stable
  return quote_literal(rpad(lpad(to_hex((extract(epoch from make_timestamptz(year, 1, 1, 0, 0, 0, 'UTC')) * 1000)::bigint), 12, '0'), 32, '0')::uuid);

call audit.make_append_only('audit.entry');
-- The outer two are open, so that no write ever fails for want of a partition.
do $$
begin
  for year in 2026..2045 loop
    call audit.add_partition('entry_' || year,
      case year when 2026 then 'minvalue' else audit.year_start(year) end,
      case year when 2045 then 'maxvalue' else audit.year_start(year + 1) end);
  end loop;
end $$;

-- No foreign key to audit.entry: seals outlive the partitions that retention drops.
create table audit.seal (
  org_id uuid not null,
  sequence bigint not null check (sequence > 0),
  entry_id uuid not null,
  previous_hash bytea not null check (length(previous_hash) = 32),
  hash bytea not null check (length(hash) = 32),
  primary key (org_id, sequence),
  unique (org_id, entry_id)
);
call kernel.tenant_table('audit.seal', 'select', 'place of each entry in the hash chain of its organisation');
call kernel.admit('audit.seal', 'sutra_system', 'select, insert', 'the sequencer appends to the chains');
call audit.make_append_only('audit.seal');
comment on column audit.seal.previous_hash is 'technical: hash of the entry before';
comment on column audit.seal.hash is 'technical: hash over the entry and all before it';

create table audit.head (
  org_id uuid primary key,
  sequence bigint not null,
  hash bytea not null,
  updated_at timestamptz not null
);
call kernel.tenant_table('audit.head', 'select', 'the newest link of each organisation''s chain');
call kernel.admit('audit.head', 'sutra_system', 'select, insert, update', 'the sequencer moves the heads');
comment on column audit.head.hash is 'technical: hash over all entries';

create table audit.sequencer (
  name text primary key,
  transaction_id xid8 not null,
  entry_id uuid not null,
  restored boolean not null default false
);
call kernel.system_table('audit.sequencer', 'select, insert, update', 'how far the sequencer has come');
comment on column audit.sequencer.name is 'technical: one row';
comment on column audit.sequencer.restored is 'technical: the database came from another server, where entries after this place may have been sealed';

create table audit.signing_key (
  generation integer primary key check (generation > 0),
  name text not null,
  public_key bytea not null check (length(public_key) = 32),
  sealed_private_key bytea not null,
  created_at timestamptz not null
);
call kernel.system_table('audit.signing_key', 'select, insert', 'Ed25519 keys that sign checkpoints; the newest generation signs, all verify');
comment on column audit.signing_key.name is 'technical: name in signatures';
comment on column audit.signing_key.public_key is 'technical: public';
comment on column audit.signing_key.sealed_private_key is 'technical: sealed with the platform key';
