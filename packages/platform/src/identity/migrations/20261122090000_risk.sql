-- How far a sign-in is like those before it, what an organisation wants done where it is not, and what a person says of it.

alter table identity.login_event
  add column score smallint not null default 0 check (score between 0 and 100),
  add column session_id uuid,
  add column country text check (country ~ '^[A-Z]{2}$'),
  drop constraint login_event_reasons_check,
  add constraint login_event_reasons_check check (reasons <@ array['new-device', 'new-network', 'new-country',
    'impossible-travel', 'agent-changed', 'odd-hour', 'recent-failures', 'refresh-reused']),
  drop constraint login_event_outcome_check,
  add constraint login_event_outcome_check check (outcome in ('signed-in', 'wrong-password', 'wrong-code',
    'wrong-second-factor', 'locked', 'refused', 'number-unconfirmed', 'continued', 'ended'));
comment on column identity.login_event.country is 'personal: network';

-- Where the session was active last, to about a kilometre: the next place is compared with it.
alter table identity.session
  add column country text check (country ~ '^[A-Z]{2}$'),
  add column latitude_hundredths int check (latitude_hundredths between -9000 and 9000),
  add column longitude_hundredths int check (longitude_hundredths between -18000 and 18000),
  drop constraint session_revoked_because_check,
  add constraint session_revoked_because_check check (revoked_because in ('logged-out', 'logged-out-elsewhere',
    'refresh-reused', 'device-mismatch', 'too-many', 'password-changed', 'risk', 'not-me'));
create index session_placed on identity.session (user_id, last_active_at desc) where latitude_hundredths is not null;
create index session_device on identity.session (user_id, device_id, last_active_at desc);
comment on column identity.session.country is 'personal: network';
comment on column identity.session.latitude_hundredths is 'personal: network';
comment on column identity.session.longitude_hundredths is 'personal: network';

-- A mobile number that nobody has shown to be theirs for long may be somebody else's by now.
alter table identity.person
  add column mobile_reported_at timestamptz,
  add column mobile_confirmed_until timestamptz;
grant select (mobile_reported_at, mobile_confirmed_until) on identity.person to sutra_app;
grant update (mobile_reported_at, mobile_confirmed_until) on identity.person to sutra_system;
comment on policy admit_sutra_system on identity.person is
  'sign-in looks a person up before anybody is known; names for the audit log; an invited number that proves itself becomes a person; whoever manages people says whether a number is still theirs';

-- The other half of sign-in: what else is asked for where a sign-in looks unusual and there is no second factor.
alter table identity.ceremony
  add column asks text check (asks in ('otp', 'pwd'));
comment on column identity.ceremony.asks is 'technical: enumeration';

alter table identity.organisation
  add column risk_low text not null default 'nothing' check (risk_low in ('nothing', 'alert', 'step-up', 'revoke')),
  add column risk_elevated text not null default 'alert' check (risk_elevated in ('nothing', 'alert', 'step-up', 'revoke')),
  add column risk_high text not null default 'step-up' check (risk_high in ('nothing', 'alert', 'step-up', 'revoke')),
  add column security_version int not null default 1,
  add column security_updated_at timestamptz,
  add column security_updated_by uuid;
grant update (risk_low, risk_elevated, risk_high, security_version, security_updated_at, security_updated_by)
  on identity.organisation to sutra_app;
comment on column identity.organisation.risk_low is 'technical: enumeration';
comment on column identity.organisation.risk_elevated is 'technical: enumeration';
comment on column identity.organisation.risk_high is 'technical: enumeration';
comment on column identity.organisation.security_updated_by is 'personal: identifier';

-- A message about a sign-in, with a link that ends its session. The link is an HMAC over the row's id, kept nowhere.
create table identity.sign_in_alert (
  id uuid primary key,
  user_id uuid not null references identity.person,
  session_id uuid not null references identity.session,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  sent_at timestamptz,
  used_at timestamptz
);
create index sign_in_alert_person on identity.sign_in_alert (user_id, created_at);
create index sign_in_alert_session on identity.sign_in_alert (session_id);
create index sign_in_alert_unsent on identity.sign_in_alert (id) where sent_at is null;
create index sign_in_alert_expires_at on identity.sign_in_alert (expires_at);
call kernel.person_table('identity.sign_in_alert', 'select, insert, update (used_at)', 'a message about a sign-in that looked unusual');
call kernel.admit('identity.sign_in_alert', 'sutra_system', 'select, update (sent_at), delete',
  'messages are sent, and what is over is forgotten, by the machine; whoever opens the link is not signed in');
comment on column identity.sign_in_alert.user_id is 'personal: identifier';
