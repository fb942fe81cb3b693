-- What was used once while Redis did not answer.
create table kernel.used_once (
  key text primary key,
  expires_at timestamptz not null
);
create index used_once_expires_at on kernel.used_once (expires_at);
call kernel.system_table('kernel.used_once', 'select, insert, delete', 'proofs that were used while Redis was away');
comment on column kernel.used_once.key is 'technical: digest';
