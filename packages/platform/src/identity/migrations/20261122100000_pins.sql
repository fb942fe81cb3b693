-- PINs: at a counter that several people share, each switches to themselves on a device that they have signed in on before.

-- Belongs to one person on one device. Of the PIN there is an Argon2id hash of an HMAC with a key that is not in the database.
create table identity.pin (
  user_id uuid not null,
  device_id uuid not null,
  pin_hash text not null,
  failed smallint not null default 0 check (failed between 0 and 5),
  proved_at timestamptz not null,
  set_at timestamptz not null,
  primary key (user_id, device_id),
  foreign key (user_id, device_id) references identity.device (user_id, id) on delete cascade
);
call kernel.person_table('identity.pin', 'select, insert, update (pin_hash, failed, proved_at, set_at), delete',
  'a PIN of a person on one device');
comment on column identity.pin.user_id is 'personal: identifier';
comment on column identity.pin.pin_hash is 'personal: credential';

alter table identity.session
  drop constraint session_authentication_method_check,
  add constraint session_authentication_method_check check (authentication_method in ('otp', 'pwd', 'passkey', 'pin')),
  drop constraint session_revoked_because_check,
  add constraint session_revoked_because_check check (revoked_because in ('logged-out', 'logged-out-elsewhere',
    'refresh-reused', 'device-mismatch', 'too-many', 'password-changed', 'risk', 'not-me', 'switched'));

alter table identity.login_event
  drop constraint login_event_method_check,
  add constraint login_event_method_check check (method in ('otp', 'pwd', 'passkey', 'pin')),
  drop constraint login_event_outcome_check,
  add constraint login_event_outcome_check check (outcome in ('signed-in', 'wrong-password', 'wrong-code',
    'wrong-second-factor', 'locked', 'refused', 'number-unconfirmed', 'continued', 'ended', 'wrong-pin', 'pin-not-enough'));
