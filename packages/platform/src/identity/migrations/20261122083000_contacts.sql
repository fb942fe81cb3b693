-- A person's own number and address: proved by a code, changed, taken away.

alter table identity.person
  add column mobile_verified_at timestamptz,
  add column email_verified_at timestamptz,
  add constraint person_verified_mobile check (mobile_verified_at is null or mobile is not null),
  add constraint person_verified_email check (email_verified_at is null or email is not null);
grant select (mobile_verified_at, email_verified_at) on identity.person to sutra_app;

-- Until now nobody could enter an address but whoever runs the server, and a number was proved by signing in with a code.
-- The owner of the tables sees rows only while its own policies are not forced on it.
alter table identity.person no force row level security;
alter table identity.session no force row level security;
alter table identity.otp_challenge no force row level security;
update identity.person set email_verified_at = created_at where email is not null;
update identity.person p set mobile_verified_at = s.first_at
  from (select user_id, min(created_at) as first_at from identity.session where authentication_method = 'otp' group by user_id) s
  where s.user_id = p.id and p.mobile is not null;

-- A code proves the number that it was sent to, which a person may have given up meanwhile.
alter table identity.otp_challenge drop constraint otp_challenge_is_for_one;
update identity.otp_challenge c set mobile = p.mobile from identity.person p where p.id = c.user_id;
alter table identity.person force row level security;
alter table identity.session force row level security;
alter table identity.otp_challenge force row level security;

-- What belongs to somebody else already gets a challenge as well, so that the answer tells nothing; without a hash it cannot
-- succeed.
create table identity.contact_challenge (
  id uuid primary key,
  user_id uuid not null references identity.person,
  kind text not null check (kind in ('mobile', 'email')),
  contact text not null check (length(contact) <= 254),
  code_hash bytea,
  guesses smallint not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index contact_challenge_person on identity.contact_challenge (user_id, id);
create index contact_challenge_expires_at on identity.contact_challenge (expires_at);
call kernel.person_table('identity.contact_challenge', 'select, insert, update (guesses, used_at)', 'a code sent to a number or address that shall be a person''s own');
call kernel.admit('identity.contact_challenge', 'sutra_system', 'select, delete', 'codes that have run out are forgotten');
comment on column identity.contact_challenge.user_id is 'personal: identifier';
comment on column identity.contact_challenge.kind is 'technical: enumeration';
comment on column identity.contact_challenge.contact is 'personal: contact';
comment on column identity.contact_challenge.code_hash is 'personal: credential';

-- What is said to a number or address that is not the person's any more: it is kept nowhere else.
create table identity.contact_notice (
  id uuid primary key,
  user_id uuid not null references identity.person,
  kind text not null check (kind in ('mobile', 'email')),
  contact text not null,
  change text not null check (change in ('changed', 'removed')),
  created_at timestamptz not null,
  sent_at timestamptz
);
create index contact_notice_person on identity.contact_notice (user_id, id);
create index contact_notice_unsent on identity.contact_notice (id) where sent_at is null;
create index contact_notice_created_at on identity.contact_notice (created_at);
call kernel.person_table('identity.contact_notice', 'insert', 'a message to the number or address that a person has given up');
call kernel.admit('identity.contact_notice', 'sutra_system', 'select, update (sent_at), delete', 'messages are sent, and what is over is forgotten, by the machine');
comment on column identity.contact_notice.user_id is 'personal: identifier';
comment on column identity.contact_notice.kind is 'technical: enumeration';
comment on column identity.contact_notice.contact is 'personal: contact';
comment on column identity.contact_notice.change is 'technical: enumeration';
