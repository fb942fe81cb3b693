-- Roles and status of a member can be changed; a token that was made before says so by the version it names.

alter table identity.membership
  add column version int not null default 1,
  add column changed_at timestamptz;
create index membership_changed_at on identity.membership (changed_at) where changed_at is not null;
grant update (roles, status, version, changed_at) on identity.membership to sutra_app;
