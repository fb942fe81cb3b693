-- Devices that a browser proves again, lockout of guesses, the history of sign-ins, and changing one's own password.

-- A browser keeps the value in a cookie that scripts cannot read; here is only its hash.
alter table identity.device add column token_hash bytea;
create unique index device_token on identity.device (user_id, token_hash) where token_hash is not null;
comment on column identity.device.token_hash is 'personal: credential';

-- Guesses in a row by what is guessed at and from where. The key is an HMAC: whether a number or address is somebody's
-- cannot be told from a row, and both have rows.
create table identity.attempt_count (
  key bytea primary key,
  attempts int not null,
  last_at timestamptz not null,
  locked_until timestamptz
);
create index attempt_count_last_at on identity.attempt_count (last_at);
call kernel.system_table('identity.attempt_count', 'select, insert, update, delete', 'attempts to sign in that have not succeeded');
comment on column identity.attempt_count.key is 'personal: identifier';

create table identity.login_event (
  id uuid primary key,
  user_id uuid not null references identity.person,
  occurred_at timestamptz not null,
  method text not null check (method in ('otp', 'pwd')),
  outcome text not null check (outcome in ('signed-in', 'wrong-password', 'wrong-code', 'locked')),
  ip inet not null,
  user_agent text not null check (length(user_agent) <= 300),
  device_id uuid,
  reasons text[] not null default '{}' check (reasons <@ array['new-device', 'new-network']),
  foreign key (user_id, device_id) references identity.device (user_id, id)
);
create index login_event_newest on identity.login_event (user_id, id desc);
create index login_event_occurred_at on identity.login_event (occurred_at);
-- Whoever guesses cannot fill the table: one row a minute of each way to fail.
create unique index login_event_failed on identity.login_event
  (user_id, method, outcome, date_trunc('minute', occurred_at at time zone 'UTC')) where outcome <> 'signed-in';
call kernel.person_table('identity.login_event', 'select, insert', 'a sign-in of a person, or an attempt at one');
call kernel.admit('identity.login_event', 'sutra_system', 'select, insert, delete', 'who fails to sign in is not known yet; what is old is forgotten');
comment on column identity.login_event.user_id is 'personal: identifier';
comment on column identity.login_event.method is 'technical: enumeration';
comment on column identity.login_event.outcome is 'technical: enumeration';
comment on column identity.login_event.ip is 'personal: network';
comment on column identity.login_event.user_agent is 'personal: device';
comment on column identity.login_event.reasons is 'technical: enumeration';

-- A new password ends the sessions that the old one may have opened.
alter table identity.session
  drop constraint session_revoked_because_check,
  add constraint session_revoked_because_check check (revoked_because in
    ('logged-out', 'logged-out-elsewhere', 'refresh-reused', 'device-mismatch', 'too-many', 'password-changed'));

-- Whoever proved the old password while it was being changed gets no session: the version tells.
alter table identity.person add column password_version int not null default 0;
grant select (password_version) on identity.person to sutra_app;
