-- A key for each person: what is sealed with it is erased by destroying it.

create schema privacy;
comment on schema privacy is 'Personal data: keys of people now, consents and requests later';
grant usage on schema privacy to sutra_app, sutra_operator, sutra_system;

create table privacy.person_key (
  user_id uuid primary key,
  wrapped_key bytea,
  created_at timestamptz not null,
  destroyed_at timestamptz,
  constraint person_key_is_or_was check ((wrapped_key is null) = (destroyed_at is not null))
);
-- The wrapped key opens nothing without the platform key, which is not in the database.
call kernel.person_table('privacy.person_key', 'select, insert', 'the wrapped key of each person; a destroyed one stays as a mark, so that none is made again');
call kernel.admit('privacy.person_key', 'sutra_system', 'select, insert, update (wrapped_key, destroyed_at)', 'opens what was sealed for other people, and destroys keys');
comment on column privacy.person_key.user_id is 'personal: identifier';
comment on column privacy.person_key.wrapped_key is 'technical: a random key, wrapped by the platform key';
