-- The first second factor ends the sessions that were opened without it.
alter table identity.session
  drop constraint session_revoked_because_check,
  add constraint session_revoked_because_check check (revoked_because in ('logged-out', 'logged-out-elsewhere',
    'refresh-reused', 'device-mismatch', 'too-many', 'password-changed', 'risk', 'not-me', 'switched',
    'second-factor-added'));
comment on column identity.person.password_version is
  'technical: goes up with a new password and with the first second factor, so that what was shown before opens nothing';
