-- Messages to people.
create schema messaging;
comment on schema messaging is 'Messages to people: captured in demo mode';
grant usage on schema messaging to sutra_app, sutra_operator, sutra_system;

create table messaging.captured (
  id uuid primary key,
  recipient text not null,
  body text not null,
  code text,
  sent_at timestamptz not null
);
create index captured_recipient on messaging.captured (recipient, id desc);
call kernel.system_table('messaging.captured', 'select, insert, delete', 'messages of demo mode, shown instead of sent');
comment on column messaging.captured.recipient is 'personal: contact';
comment on column messaging.captured.body is 'personal: content';
comment on column messaging.captured.code is 'personal: credential';
