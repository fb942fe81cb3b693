-- Operators see how organisations stand, and suspend them.

alter table identity.organisation
  add column suspended_because text check (length(suspended_because) between 1 and 500),
  add column standing_version int not null default 1,
  add column standing_changed_at timestamptz,
  add constraint organisation_suspended_because check (suspended_because is null or status = 'suspended');
comment on column identity.organisation.suspended_because is 'business: what an operator tells the people of a suspended organisation';
create index organisation_name on identity.organisation (lower(name), org_id);
create index organisation_standing_changed_at on identity.organisation (standing_changed_at) where standing_changed_at is not null;

-- Of sessions and keys an operator sees when the last one was used, and nothing else.
create index session_organisation on identity.session (organisation_id, last_active_at desc);
call kernel.admit('identity.session', 'sutra_operator', 'select (organisation_id, last_active_at)',
  'operators see on which day an organisation was last at work');
call kernel.admit('identity.api_key', 'sutra_operator', 'select (org_id, last_used_at)',
  'operators see on which day an organisation was last at work');
call kernel.admit('identity.invitation', 'sutra_operator',
  'select (id, org_id, name, mobile, roles, status, created_at, expires_at, sent_at)',
  'operators see whether the owner whom they invited has joined');
