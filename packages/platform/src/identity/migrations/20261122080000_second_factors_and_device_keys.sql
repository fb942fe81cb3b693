-- Second factors (TOTP, recovery codes, passkeys), how surely a session proved its person, and keys of devices.

-- A device or session that has one proves it with every call (DPoP); it is a thumbprint by RFC 7638.
alter table identity.device add column key_thumbprint text;
create unique index device_key on identity.device (user_id, key_thumbprint) where key_thumbprint is not null;
comment on column identity.device.key_thumbprint is 'personal: device';

alter table identity.session
  add column key_thumbprint text,
  add column acr text not null default 'aal1' check (acr in ('aal1', 'aal2')),
  add column proved_at timestamptz,
  drop constraint session_authentication_method_check,
  add constraint session_authentication_method_check check (authentication_method in ('otp', 'pwd', 'passkey'));
update identity.session set proved_at = created_at;
alter table identity.session alter column proved_at set not null;
comment on column identity.session.key_thumbprint is 'personal: device';
comment on column identity.session.acr is 'technical: enumeration';

alter table identity.login_event
  drop constraint login_event_method_check,
  add constraint login_event_method_check check (method in ('otp', 'pwd', 'passkey')),
  drop constraint login_event_outcome_check,
  add constraint login_event_outcome_check check (outcome in
    ('signed-in', 'wrong-password', 'wrong-code', 'wrong-second-factor', 'locked'));

-- What an organisation asks of its people; an operator organisation always asks for a second factor.
alter table identity.organisation
  add column second_factor_required boolean not null default false,
  add column device_key_required boolean not null default false;
grant update (second_factor_required, device_key_required) on identity.organisation to sutra_app;

create table identity.totp (
  user_id uuid primary key references identity.person,
  sealed_secret bytea not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  last_step bigint not null default 0
);
call kernel.person_table('identity.totp', 'select, insert, update, delete', 'an authenticator app of a person');
call kernel.admit('identity.totp', 'sutra_system', 'select, update (last_step)', 'the second factor is asked for before anybody is signed in');
comment on column identity.totp.user_id is 'personal: identifier';
comment on column identity.totp.sealed_secret is 'personal: credential';

create table identity.recovery_code (
  user_id uuid not null references identity.person,
  code_hash bytea not null,
  created_at timestamptz not null,
  primary key (user_id, code_hash)
);
call kernel.person_table('identity.recovery_code', 'select, insert, delete', 'a code that stands in once for a lost second factor');
call kernel.admit('identity.recovery_code', 'sutra_system', 'select, delete', 'the second factor is asked for before anybody is signed in');
comment on column identity.recovery_code.user_id is 'personal: identifier';
comment on column identity.recovery_code.code_hash is 'personal: credential';

create table identity.passkey (
  id uuid primary key,
  user_id uuid not null references identity.person,
  credential_id bytea not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  is_backed_up boolean not null,
  name text not null check (length(name) between 1 and 80),
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkey_person on identity.passkey (user_id);
call kernel.person_table('identity.passkey', 'select, insert, update (name, counter, is_backed_up, last_used_at), delete', 'a passkey of a person (W3C WebAuthn)');
call kernel.admit('identity.passkey', 'sutra_system', 'select, update (counter, is_backed_up, last_used_at)', 'a passkey says who signs in');
comment on column identity.passkey.user_id is 'personal: identifier';
comment on column identity.passkey.credential_id is 'personal: credential';
comment on column identity.passkey.public_key is 'personal: credential';
comment on column identity.passkey.transports is 'technical: enumeration of W3C WebAuthn';
comment on column identity.passkey.name is 'personal: device';

-- Something that takes two calls: a first factor that waits for the second, or a challenge that a passkey must sign.
create table identity.ceremony (
  id uuid primary key,
  user_id uuid references identity.person,
  purpose text not null check (purpose in ('second-factor', 'passkey-sign-in', 'passkey-registration', 'step-up')),
  secret_hash bytea,
  challenge text not null,
  first_method text check (first_method in ('otp', 'pwd')),
  password_version int,
  delivery text check (delivery in ('cookie', 'body')),
  device_name text,
  device_kind text,
  key_thumbprint text,
  guesses smallint not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index ceremony_expires_at on identity.ceremony (expires_at);
call kernel.person_table('identity.ceremony', 'select', 'a sign-in or a proof that takes two calls');
call kernel.admit('identity.ceremony', 'sutra_system', 'select, insert, update, delete', 'sign-in happens before anybody is known');
comment on column identity.ceremony.user_id is 'personal: identifier';
comment on column identity.ceremony.purpose is 'technical: enumeration';
comment on column identity.ceremony.secret_hash is 'personal: credential';
comment on column identity.ceremony.challenge is 'technical: random';
comment on column identity.ceremony.first_method is 'technical: enumeration';
comment on column identity.ceremony.delivery is 'technical: enumeration';
comment on column identity.ceremony.device_name is 'personal: device';
comment on column identity.ceremony.device_kind is 'technical: enumeration';
comment on column identity.ceremony.key_thumbprint is 'personal: device';
