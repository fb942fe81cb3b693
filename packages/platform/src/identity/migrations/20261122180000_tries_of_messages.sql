-- A message that cannot be sent is tried again later and later, and not for ever: each try may cost, and may have gone out.
alter table identity.otp_challenge add column tries smallint not null default 0;
alter table identity.sign_in_alert add column tries smallint not null default 0;
alter table identity.contact_notice add column tries smallint not null default 0;
alter table identity.invitation add column tries smallint not null default 0;
grant update (tries) on identity.sign_in_alert, identity.contact_notice, identity.invitation to sutra_system;
