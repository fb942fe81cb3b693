-- The word of one organisation that a number is still its member's opens no other: each owner speaks for their own.

alter table identity.person drop column mobile_confirmed_until;
-- Counts for a day, for one sign-in, and only while nothing was reported or proved since.
alter table identity.membership add column mobile_confirmed_at timestamptz;
grant update (mobile_confirmed_at) on identity.membership to sutra_app;
