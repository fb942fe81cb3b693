-- A code for a number or address of one's own goes out after the answer as well, and so does what is said in its place to
-- whoever has it already: neither its time nor its failure tells which of the two it was. Until then it waits sealed.
alter table identity.contact_challenge
  add column sealed_code bytea,
  add column sending_until timestamptz,
  add column tries smallint not null default 0;
create index contact_challenge_unsent on identity.contact_challenge (id) where sealed_code is not null;
grant update (sealed_code, sending_until, tries) on identity.contact_challenge to sutra_system;
comment on column identity.contact_challenge.sealed_code is 'personal: credential';
