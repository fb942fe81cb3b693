-- What happened while a person looked elsewhere.
create schema workspace;
comment on schema workspace is 'What a person sees first: notifications';
grant usage on schema workspace to sutra_app, sutra_operator, sutra_system;

create table workspace.notification (
  id uuid primary key,
  user_id uuid not null,
  organisation_id uuid,
  kind text not null check (length(kind) between 1 and 80),
  values jsonb not null,
  path text check (path like '/%' and length(path) <= 300),
  created_at timestamptz not null,
  read_at timestamptz
);
create index notification_person on workspace.notification (user_id, id desc);
create index notification_unread on workspace.notification (user_id) where read_at is null;
create index notification_created_at on workspace.notification (created_at);
call kernel.person_table('workspace.notification', 'select, update', 'what a person is told of, until 90 days later');
call kernel.admit('workspace.notification', 'sutra_system', 'select, insert, delete', 'event handlers and jobs tell a person; old ones are forgotten');
comment on column workspace.notification.user_id is 'personal: identifier';
comment on column workspace.notification.organisation_id is 'identity.organisation, in the schema of another module and so without a foreign key';
comment on column workspace.notification.kind is 'technical: enumeration';
comment on column workspace.notification.values is 'personal: content';
comment on column workspace.notification.path is 'technical: address in the console';
