-- What operators do for whole organisations beside identity: their data as a file.
create schema organisations;
comment on schema organisations is 'What operators do for whole organisations: exports';
grant usage on schema organisations to sutra_app, sutra_operator, sutra_system;

-- The row belongs to the operator's organisation; organisation_id is the one whose data it holds.
create table organisations.export (
  org_id uuid not null references identity.organisation,
  id uuid not null,
  organisation_id uuid not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'ready', 'failed', 'expired')),
  tables_total int,
  tables_done int not null default 0,
  rows_done bigint not null default 0,
  size_bytes bigint,
  file_digest text,
  started_by uuid not null,
  starter_kind text not null check (starter_kind in ('person', 'service')),
  created_at timestamptz not null,
  progressed_at timestamptz not null,
  finished_at timestamptz,
  expires_at timestamptz,
  primary key (org_id, id),
  constraint export_file check ((state = 'ready') = (file_digest is not null))
);
create unique index export_unfinished on organisations.export (org_id, organisation_id) where state in ('waiting', 'running');
create index export_newest on organisations.export (org_id, organisation_id, id desc);
call kernel.tenant_table('organisations.export', 'select, insert, update', 'an export of an organisation that an operator asked for');
call kernel.admit('organisations.export', 'sutra_system', 'select, update, delete',
  'files are removed after seven days, and what a stopped server left is ended');
comment on column organisations.export.state is 'technical: enumeration';
comment on column organisations.export.file_digest is 'technical: SHA-256 of the file';
comment on column organisations.export.started_by is 'personal: identifier';
comment on column organisations.export.starter_kind is 'technical: enumeration';
