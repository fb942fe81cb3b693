-- Wrong codes are counted by the number that they were sent to, also where nobody has it and so no number is kept. A code
-- waits sealed until its message has gone out; whoever sends it has so long before somebody else tries.
alter table identity.otp_challenge
  add column attempt_key bytea,
  add column sealed_code bytea,
  add column sending_until timestamptz;
create index otp_challenge_unsent on identity.otp_challenge (id) where sealed_code is not null;
comment on column identity.otp_challenge.attempt_key is 'personal: identifier';
comment on column identity.otp_challenge.sealed_code is 'personal: credential';
