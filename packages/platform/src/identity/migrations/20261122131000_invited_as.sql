-- What whoever invited was to the organisation: an invitation ends with the access of the member who sent it, and an operator,
-- who has none there, gives the first owner theirs.

alter table identity.invitation add column invited_as text not null default 'member'
  check (invited_as in ('member', 'operator'));
comment on column identity.invitation.invited_as is 'technical: enumeration';

-- The owner of the tables sees rows only while its own policies are not forced on it.
alter table identity.invitation no force row level security;
alter table identity.membership no force row level security;
alter table identity.service_account no force row level security;
update identity.invitation i set invited_as = 'operator'
  where not exists (select from identity.membership m where m.org_id = i.org_id and m.user_id = i.invited_by)
    and not exists (select from identity.service_account a where a.org_id = i.org_id and a.id = i.invited_by);
alter table identity.invitation force row level security;
alter table identity.membership force row level security;
alter table identity.service_account force row level security;

alter table identity.invitation alter column invited_as drop default;
