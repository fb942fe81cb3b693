-- By which second factor a session proved its person: a recovery code is another thing than an app, for them and for an auditor.
alter table identity.session
  add column second_method text check (second_method in ('totp', 'recovery', 'passkey'));
alter table identity.login_event
  add column second_method text check (second_method in ('totp', 'recovery', 'passkey'));
comment on column identity.session.second_method is 'technical: enumeration';
comment on column identity.login_event.second_method is 'technical: enumeration';
