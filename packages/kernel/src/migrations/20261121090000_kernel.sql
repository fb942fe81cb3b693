-- The classes of table, declared in one line each, and the kernel's own tables.

comment on schema kernel is 'What every module stands on: classes of table, idempotency, outbox';
grant usage on schema kernel to sutra_app, sutra_operator, sutra_system;

create function kernel.current_org() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.org_id', true), '')::uuid;
create function kernel.current_person() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.user_id', true), '')::uuid;

-- tenant: rows of one organisation, in its column org_id.
create procedure kernel.tenant_table(target regclass, app_rights text, purpose text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', target);
  execute format('create policy tenant on %s to sutra_app using (org_id = (select kernel.current_org())) with check (org_id = (select kernel.current_org()))', target);
  execute format('grant %s on %s to sutra_app', app_rights, target);
  execute format('comment on table %s is %L', target, 'tenant: ' || purpose);
end $$;

-- person: rows of one person across organisations, in the column user_id (or, on the person itself, id).
create procedure kernel.person_table(target regclass, app_rights text, purpose text, owner_column text default 'user_id') language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', target);
  execute format('create policy person on %s to sutra_app using (%I = (select kernel.current_person())) with check (%I = (select kernel.current_person()))', target, owner_column, owner_column);
  execute format('grant %s on %s to sutra_app', app_rights, target);
  execute format('comment on table %s is %L', target, 'person: ' || purpose);
end $$;

-- shared: everybody reads, operators write.
create procedure kernel.shared_table(target regclass, purpose text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', target);
  execute format('create policy shared_read on %s for select using (true)', target);
  execute format('create policy shared_write on %s to sutra_operator using (true) with check (true)', target);
  execute format('grant select on %s to sutra_app, sutra_system', target);
  execute format('grant select, insert, update, delete on %s to sutra_operator', target);
  execute format('comment on table %s is %L', target, 'shared: ' || purpose);
end $$;

-- system: the machine's own; the application role has no access but what the table names beside this call.
create procedure kernel.system_table(target regclass, system_rights text, purpose text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', target);
  execute format('create policy system on %s to sutra_system using (true) with check (true)', target);
  execute format('grant %s on %s to sutra_system', system_rights, target);
  execute format('comment on table %s is %L', target, 'system: ' || purpose);
end $$;

-- Lets the machine, or an operator, into a table of another class; `why` is kept as the policy's comment.
create procedure kernel.admit(target regclass, admitted text, rights text, why text) language plpgsql as $$
begin
  if admitted not in ('sutra_system', 'sutra_operator') then raise exception 'only the machine or an operator can be admitted'; end if;
  execute format('create policy admit_%s on %s to %I using (true) with check (true)', admitted, target, admitted);
  execute format('grant %s on %s to %I', rights, target, admitted);
  execute format('comment on policy admit_%s on %s is %L', admitted, target, why);
end $$;

comment on table kernel.migration is 'system: the migrations that made this database';
alter table kernel.migration enable row level security, force row level security;
create policy system on kernel.migration to sutra_system using (true);
create policy migrator on kernel.migration to current_user using (true) with check (true);
grant select on kernel.migration to sutra_system;

-- Answers to POSTs with an Idempotency-Key, kept 24 hours, sealed.
create table kernel.idempotency_answer (
  scope_id uuid not null,
  actor_id uuid not null,
  endpoint text not null,
  key text not null,
  request_digest bytea not null,
  status smallint not null,
  sealed_answer bytea not null,
  created_at timestamptz not null,
  primary key (scope_id, actor_id, endpoint, key)
);
create index idempotency_answer_created_at on kernel.idempotency_answer (created_at);
call kernel.system_table('kernel.idempotency_answer', 'select, delete', 'answers to POSTs with an Idempotency-Key, kept 24 hours');
-- `scope_id` is the organisation or the person whose gate the write passed.
create policy scope on kernel.idempotency_answer to sutra_app
  using (scope_id in ((select kernel.current_org()), (select kernel.current_person())))
  with check (scope_id in ((select kernel.current_org()), (select kernel.current_person())));
grant select, insert, delete on kernel.idempotency_answer to sutra_app;
comment on column kernel.idempotency_answer.actor_id is 'personal: identifier';
comment on column kernel.idempotency_answer.key is 'technical: chosen by the client';
comment on column kernel.idempotency_answer.sealed_answer is 'personal: sealed with the key of the person';

-- Events, written in the transaction of the change they tell of, relayed in the order of their aggregate.
create schema events;
grant usage on schema events to sutra_app, sutra_operator, sutra_system;
create table events.outbox (
  id uuid primary key,
  position bigint generated always as identity unique,
  org_id uuid,
  type text not null,
  subject text not null,
  data jsonb not null,
  occurred_at timestamptz not null
);
call kernel.system_table('events.outbox', 'select, insert, delete', 'events waiting for the relay');
create policy append on events.outbox for insert to sutra_app with check (true);
grant insert on events.outbox to sutra_app;
comment on column events.outbox.data is 'technical: ids and states only; personal values stay in their tables';
