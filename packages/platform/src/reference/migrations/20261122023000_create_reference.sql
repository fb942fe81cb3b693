-- Facts that change by date, each with its source, and where an organisation lets something else hold.
create schema reference;
comment on schema reference is 'Facts that change by date: rates, thresholds, prices, weights';
grant usage on schema reference to sutra_app, sutra_operator, sutra_system;

create table reference.rule (
  id uuid primary key,
  kind text not null check (length(kind) between 1 and 80),
  key text not null check (length(key) between 1 and 80),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  body jsonb not null,
  source text not null check (length(source) between 1 and 500),
  created_at timestamptz not null,
  unique (kind, key, valid_from)
);
call kernel.shared_table('reference.rule', 'a fact that holds from one day on');
comment on column reference.rule.kind is 'technical: enumeration';
comment on column reference.rule.key is 'business: what it is about';
comment on column reference.rule.body is 'business: what it says';
comment on column reference.rule.source is 'business: who says so';

create table reference.override (
  org_id uuid not null,
  id uuid not null,
  kind text not null check (length(kind) between 1 and 80),
  key text not null check (length(key) between 1 and 80),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  body jsonb not null,
  reason text not null check (length(reason) between 1 and 500),
  created_at timestamptz not null,
  primary key (org_id, id)
);
create index override_rule on reference.override (org_id, kind, key, valid_from);
call kernel.tenant_table('reference.override', 'select, insert, delete', 'what holds in an organisation instead of a rule');
comment on column reference.override.kind is 'technical: enumeration';
comment on column reference.override.key is 'business: what it is about';
comment on column reference.override.body is 'business: what it says';
comment on column reference.override.reason is 'business: why';
