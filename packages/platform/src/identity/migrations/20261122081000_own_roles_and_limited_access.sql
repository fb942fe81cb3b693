-- Roles that an organisation makes of permissions, access that ends by itself, and reviews of who may do what.

-- A token names a role with its version, so what a version grants never changes: a change of permissions is a new version.
create table identity.role (
  org_id uuid not null references identity.organisation,
  id uuid not null,
  name text not null check (length(name) between 1 and 60),
  permissions text[] not null check (cardinality(permissions) between 1 and 200),
  version int not null default 1,
  created_at timestamptz not null,
  created_by uuid not null,
  changed_at timestamptz,
  changed_by uuid,
  archived_at timestamptz,
  primary key (org_id, id)
);
create unique index role_name on identity.role (org_id, lower(name)) where archived_at is null;
call kernel.tenant_table('identity.role', 'select, insert, update (name, permissions, version, changed_at, changed_by, archived_at)',
  'a role that an organisation made of permissions');
call kernel.admit('identity.role', 'sutra_system', 'select', 'sign-in and refresh read what the roles of one person grant; an invitation names its roles');
comment on column identity.role.name is 'business: what the role is called';
comment on column identity.role.permissions is 'technical: names of permissions';
comment on column identity.role.created_by is 'personal: identifier';
comment on column identity.role.changed_by is 'personal: identifier';

-- Access for a limited time. `ended_at` is when the machine has told of the end: enforced it is by `ends_at` alone.
alter table identity.membership
  add column ends_at timestamptz,
  add column ended_at timestamptz,
  add constraint membership_ended check (ended_at is null or ends_at is not null);
create index membership_ends_at on identity.membership (ends_at) where ends_at is not null and ended_at is null;
grant update (ends_at, ended_at) on identity.membership to sutra_app;
grant update (ended_at) on identity.membership to sutra_system;
comment on policy admit_sutra_system on identity.membership is
  'sign-in and refresh read the memberships of one person; whoever accepts an invitation becomes a member of an organisation they do not work in yet; the machine tells of access that has ended';
alter table identity.invitation add column access_ends_at timestamptz;

-- That somebody looked at who may do what; what they saw is here as a digest and in numbers.
create table identity.access_review (
  id uuid primary key,
  org_id uuid not null references identity.organisation,
  reviewed_at timestamptz not null,
  reviewed_by uuid not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  members int not null,
  invitations int not null,
  keys int not null,
  findings int not null,
  note text check (length(note) between 1 and 2000)
);
create index access_review_newest on identity.access_review (org_id, id desc);
call kernel.tenant_table('identity.access_review', 'select, insert', 'a review of who may do what in an organisation');
comment on column identity.access_review.reviewed_by is 'personal: identifier';
comment on column identity.access_review.digest is 'technical: SHA-256 of what was seen';
comment on column identity.access_review.note is 'personal: content, written by the reviewer';

-- The day of a member's last activity, also where every session has ended. A refresh never touches this index.
create index session_ended on identity.session (user_id, last_active_at desc) where revoked_at is not null;
comment on policy admit_sutra_system on identity.session is
  'instances read recent revocations when the feed has been silent; an access review tells the day on which a member was last active';
