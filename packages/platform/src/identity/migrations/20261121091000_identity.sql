-- Organisations, people, their devices and sessions; service accounts and API keys.
create schema identity;
comment on schema identity is 'Who is who: organisations, people, devices, sessions, service accounts';
grant usage on schema identity to sutra_app, sutra_operator, sutra_system;

create table identity.organisation (
  org_id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  kind text not null check (kind in ('pharmacy', 'cotton', 'operator')),
  status text not null default 'active' check (status in ('active', 'suspended')),
  created_at timestamptz not null
);
call kernel.tenant_table('identity.organisation', 'select', 'an organisation: the tenant itself');
call kernel.admit('identity.organisation', 'sutra_system', 'select, insert', 'sign-in shows the organisations of a person; start makes the operator organisation');
call kernel.admit('identity.organisation', 'sutra_operator', 'select, insert, update', 'operators create and suspend organisations');
comment on column identity.organisation.name is 'business: the name of a firm';
comment on column identity.organisation.kind is 'technical: enumeration';
comment on column identity.organisation.status is 'technical: enumeration';

create table identity.person (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  mobile text unique,
  email text unique check (email = lower(email)),
  password_hash text,
  status text not null default 'active' check (status in ('active', 'suspended')),
  created_at timestamptz not null,
  check (mobile is not null or email is not null)
);
call kernel.person_table('identity.person', 'select, update', 'a person who can sign in', 'id');
call kernel.admit('identity.person', 'sutra_system', 'select', 'sign-in looks a person up before anybody is known; names for the audit log');
call kernel.admit('identity.person', 'sutra_operator', 'select, insert', 'operators make the first owner of an organisation');
comment on column identity.person.id is 'personal: identifier';
comment on column identity.person.name is 'personal: identity';
comment on column identity.person.mobile is 'personal: contact';
comment on column identity.person.email is 'personal: contact';
comment on column identity.person.password_hash is 'personal: credential';
comment on column identity.person.status is 'technical: enumeration';

create table identity.membership (
  org_id uuid not null references identity.organisation,
  user_id uuid not null references identity.person,
  roles text[] not null check (cardinality(roles) between 1 and 20),
  status text not null default 'active' check (status in ('active', 'suspended')),
  created_at timestamptz not null,
  primary key (org_id, user_id)
);
create index membership_user on identity.membership (user_id);
call kernel.tenant_table('identity.membership', 'select', 'a person in an organisation, with roles');
call kernel.admit('identity.membership', 'sutra_system', 'select', 'sign-in and refresh read the memberships of one person');
call kernel.admit('identity.membership', 'sutra_operator', 'select, insert, update', 'operators make the first owner of an organisation');
comment on column identity.membership.user_id is 'personal: identifier';
comment on column identity.membership.roles is 'technical: names of roles';
comment on column identity.membership.status is 'technical: enumeration';

create table identity.device (
  id uuid primary key,
  user_id uuid not null references identity.person,
  name text not null check (length(name) between 1 and 80),
  kind text not null check (kind in ('desktop', 'mobile', 'browser')),
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  unique (user_id, id)
);
call kernel.person_table('identity.device', 'select, insert, update', 'a device that a person has signed in on');
comment on column identity.device.user_id is 'personal: identifier';
comment on column identity.device.name is 'personal: device';
comment on column identity.device.kind is 'technical: enumeration';

-- One person on one device. The organisation lives in the access token; organisation_id is only where a refresh that
-- names none goes on.
create table identity.session (
  id uuid primary key,
  user_id uuid not null references identity.person,
  device_id uuid not null,
  organisation_id uuid not null,
  generation int not null default 0,
  refresh_hash bytea not null,
  rotated_at timestamptz not null,
  user_agent_family text not null,
  ip inet not null,
  user_agent text not null check (length(user_agent) <= 300),
  authentication_method text not null check (authentication_method in ('otp', 'pwd')),
  created_at timestamptz not null,
  last_active_at timestamptz not null,
  expires_at timestamptz not null,
  ends_at timestamptz not null,
  revoked_at timestamptz,
  revoked_because text check (revoked_because in ('logged-out', 'logged-out-elsewhere', 'refresh-reused', 'device-mismatch', 'too-many')),
  check ((revoked_at is null) = (revoked_because is null)),
  foreign key (user_id, device_id) references identity.device (user_id, id)
);
create index session_person on identity.session (user_id, last_active_at desc) where revoked_at is null;
create index session_revoked_at on identity.session (revoked_at) where revoked_at is not null;
call kernel.person_table('identity.session', 'select, insert, update', 'a person signed in on a device');
call kernel.admit('identity.session', 'sutra_system', 'select', 'instances read recent revocations when the feed has been silent');
comment on column identity.session.user_id is 'personal: identifier';
comment on column identity.session.refresh_hash is 'personal: credential';
comment on column identity.session.user_agent_family is 'personal: device';
comment on column identity.session.ip is 'personal: network';
comment on column identity.session.user_agent is 'personal: device';
comment on column identity.session.authentication_method is 'technical: enumeration';
comment on column identity.session.revoked_because is 'technical: enumeration';

-- An unknown number gets a challenge as well, so that the answer tells nothing; it has no person and cannot succeed.
create table identity.otp_challenge (
  id uuid primary key,
  user_id uuid references identity.person,
  code_hash bytea not null,
  guesses smallint not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index otp_challenge_expires_at on identity.otp_challenge (expires_at);
call kernel.person_table('identity.otp_challenge', 'select', 'a sign-in code that was sent');
call kernel.admit('identity.otp_challenge', 'sutra_system', 'select, insert, update, delete', 'sign-in happens before anybody is known');
comment on column identity.otp_challenge.user_id is 'personal: identifier';
comment on column identity.otp_challenge.code_hash is 'personal: credential';

create table identity.service_account (
  id uuid primary key,
  org_id uuid not null references identity.organisation,
  name text not null check (length(name) between 1 and 80),
  created_by uuid not null,
  created_at timestamptz not null,
  unique (org_id, id)
);
call kernel.tenant_table('identity.service_account', 'select, insert', 'an integration that acts for an organisation');
comment on column identity.service_account.name is 'business: what the integration is called';
comment on column identity.service_account.created_by is 'personal: identifier';

create table identity.api_key (
  id uuid primary key,
  org_id uuid not null references identity.organisation,
  service_account_id uuid not null,
  name text not null check (length(name) between 1 and 80),
  hint text not null,
  key_hash bytea not null,
  permissions text[] not null,
  ip_allow_list inet[] not null default '{}',
  created_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  foreign key (org_id, service_account_id) references identity.service_account (org_id, id)
);
create index api_key_account on identity.api_key (org_id, service_account_id);
create index api_key_revoked_at on identity.api_key (revoked_at) where revoked_at is not null;
call kernel.tenant_table('identity.api_key', 'select, insert, update', 'a secret with which a service account signs its calls');
call kernel.admit('identity.api_key', 'sutra_system', 'select', 'instances read recent revocations when the feed has been silent');
comment on column identity.api_key.name is 'business: what the key is for';
comment on column identity.api_key.hint is 'technical: first characters of the key';
comment on column identity.api_key.key_hash is 'technical: hash of a secret of an integration';
comment on column identity.api_key.permissions is 'technical: names of permissions';
comment on column identity.api_key.ip_allow_list is 'technical: networks of servers';
comment on column identity.api_key.created_by is 'personal: identifier';

create table identity.signing_key (
  kid text primary key,
  public_jwk jsonb not null,
  sealed_private_jwk bytea not null,
  created_at timestamptz not null,
  retires_at timestamptz not null
);
call kernel.system_table('identity.signing_key', 'select, insert, delete', 'keys that sign access tokens');
comment on column identity.signing_key.kid is 'technical: RFC 7638 thumbprint';
comment on column identity.signing_key.public_jwk is 'technical: public key';
comment on column identity.signing_key.sealed_private_jwk is 'technical: sealed with the platform key';
