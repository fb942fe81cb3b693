-- The profile of an organisation, what its people see of one another, and invitations to join it.

alter table identity.organisation
  add column legal_name text check (length(legal_name) between 1 and 200),
  add column pan text check (pan ~ '^[A-Z]{5}[0-9]{4}[A-Z]$'),
  add column address_lines text[] check (cardinality(address_lines) between 1 and 4),
  add column city text check (length(city) between 1 and 80),
  add column state_code text check (state_code ~ '^[0-9]{2}$'),
  add column pincode text check (pincode ~ '^[1-9][0-9]{5}$'),
  add column phone text,
  add column email text,
  add column website text,
  add column financial_year_start_month smallint not null default 4 check (financial_year_start_month between 1 and 12),
  add column time_zone text not null default 'Asia/Kolkata',
  add column version int not null default 1,
  add column updated_at timestamptz,
  add column updated_by uuid,
  add constraint organisation_address_is_whole check (num_nulls(address_lines, city, state_code, pincode) in (0, 4));
-- Not kind and status: those an operator decides.
grant update (name, legal_name, pan, address_lines, city, state_code, pincode, phone, email, website, financial_year_start_month, time_zone, version, updated_at, updated_by)
  on identity.organisation to sutra_app;
-- A small firm is one person: what would be a firm's number or address may be theirs.
comment on column identity.organisation.legal_name is 'business: the registered name of a firm';
comment on column identity.organisation.pan is 'personal: identifier';
comment on column identity.organisation.address_lines is 'personal: contact';
comment on column identity.organisation.city is 'business: where the firm is';
comment on column identity.organisation.state_code is 'technical: state code of GST';
comment on column identity.organisation.pincode is 'business: where the firm is';
comment on column identity.organisation.phone is 'personal: contact';
comment on column identity.organisation.email is 'personal: contact';
comment on column identity.organisation.website is 'business: published by the firm';
comment on column identity.organisation.updated_by is 'personal: identifier';
comment on column identity.organisation.time_zone is 'technical: name in the IANA database';

-- People of one organisation see one another's names and contacts, and nobody's password hash passes this gate.
create policy colleague on identity.person for select to sutra_app
  using (id in (select m.user_id from identity.membership m where m.org_id = (select kernel.current_org())));
comment on policy colleague on identity.person is 'the people of an organisation are listed by name in its own gate';
revoke select on identity.person from sutra_app;
grant select (id, name, mobile, email, status, created_at) on identity.person to sutra_app;

create table identity.invitation (
  id uuid primary key,
  org_id uuid not null references identity.organisation,
  name text not null check (length(name) between 1 and 200),
  mobile text not null,
  roles text[] not null check (cardinality(roles) between 1 and 20),
  status text not null default 'pending' check (status in ('pending', 'accepted', 'declined', 'withdrawn', 'expired')),
  invited_by uuid not null,
  person_id uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  sent_at timestamptz,
  ended_at timestamptz,
  constraint invitation_end check ((status = 'pending') = (ended_at is null)),
  constraint invitation_person check ((status = 'accepted') = (person_id is not null))
);
create unique index invitation_pending on identity.invitation (org_id, mobile) where status = 'pending';
create index invitation_newest on identity.invitation (org_id, id desc);
create index invitation_mobile on identity.invitation (mobile) where status = 'pending';
create index invitation_unsent on identity.invitation (id) where status = 'pending' and sent_at is null;
create index invitation_ended_at on identity.invitation (ended_at) where ended_at is not null;
call kernel.tenant_table('identity.invitation', 'select, insert, update (status, ended_at)', 'somebody asked to join an organisation');
call kernel.admit('identity.invitation', 'sutra_system', 'select, update (status, ended_at, sent_at, person_id), delete',
  'whoever is invited belongs to no organisation yet, or works in another; messages are sent, and what is over is forgotten, by the machine');
comment on column identity.invitation.name is 'personal: identity';
comment on column identity.invitation.mobile is 'personal: contact';
comment on column identity.invitation.roles is 'technical: names of roles';
comment on column identity.invitation.status is 'technical: enumeration';
comment on column identity.invitation.invited_by is 'personal: identifier';
comment on column identity.invitation.person_id is 'personal: identifier';

-- Joining: the person proves the number to the machine, which makes the person and the membership.
grant insert on identity.person, identity.membership to sutra_system;
comment on policy admit_sutra_system on identity.person is
  'sign-in looks a person up before anybody is known; names for the audit log; an invited number that proves itself becomes a person';
comment on policy admit_sutra_system on identity.membership is
  'sign-in and refresh read the memberships of one person; whoever accepts an invitation becomes a member of an organisation they do not work in yet';

-- A number that nobody has, but somebody invited: its code is really sent, and the proof makes a person.
alter table identity.otp_challenge
  add column mobile text,
  add constraint otp_challenge_is_for_one check (user_id is null or mobile is null);
comment on column identity.otp_challenge.mobile is 'personal: contact';
