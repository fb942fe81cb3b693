-- Scans: what was read, what it was taken for, and what the person was told.
create schema scanning;
comment on schema scanning is 'Scanned codes and what they were resolved to';
grant usage on schema scanning to sutra_app, sutra_operator, sutra_system;

create table scanning.scan (
  org_id uuid not null,
  id uuid not null,
  client_scan_id text not null check (length(client_scan_id) between 1 and 80),
  actor_id uuid not null,
  device_id text check (length(device_id) between 1 and 80),
  raw text not null check (length(raw) between 1 and 8192),
  status text not null check (status in ('resolved', 'ambiguous', 'unknown', 'invalid')),
  parsed jsonb,
  error jsonb,
  resolution jsonb not null,
  warnings jsonb not null,
  gtin text check (gtin ~ '^[0-9]{14}$'),
  batch text check (length(batch) between 1 and 100),
  serial text check (length(serial) between 1 and 100),
  serial_first_scanned_at timestamptz,
  review_item_id uuid,
  scanned_at timestamptz not null,
  recorded_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, client_scan_id),
  check ((error is null) = (status <> 'invalid'))
);
create index scan_serial on scanning.scan (org_id, gtin, serial) where serial is not null;
call kernel.tenant_table('scanning.scan', 'select, insert', 'one reading of a code; it never changes');
comment on column scanning.scan.client_scan_id is 'technical: chosen by the client, so that a repeat is harmless';
comment on column scanning.scan.actor_id is 'personal: identifier';
comment on column scanning.scan.device_id is 'personal: device';
comment on column scanning.scan.raw is 'personal: content';
comment on column scanning.scan.status is 'technical: enumeration';
comment on column scanning.scan.parsed is 'personal: content';
comment on column scanning.scan.error is 'technical: code and place of a parse error';
comment on column scanning.scan.resolution is 'business: the library entries as they were shown';
comment on column scanning.scan.warnings is 'business: the warnings as they were shown';
comment on column scanning.scan.gtin is 'business: product number';
comment on column scanning.scan.batch is 'business: batch number';
comment on column scanning.scan.serial is 'business: serial number of a pack';
comment on column scanning.scan.serial_first_scanned_at is 'when the organisation had scanned the same GTIN and serial before';
comment on column scanning.scan.review_item_id is 'library.review_item, in the schema of another module and so without a foreign key';
