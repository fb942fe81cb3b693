-- Wrong PINs since the last full proof: a right one in between forgets those in a row, and at a counter that is many times a day.
alter table identity.pin add column wrong smallint not null default 0 check (wrong between 0 and 15);
grant update (wrong) on identity.pin to sutra_app;

-- A message that is being sent counts as sent only when it has gone out: whoever dies meanwhile is not waited for longer than this.
alter table identity.sign_in_alert add column sending_until timestamptz;
alter table identity.contact_notice add column sending_until timestamptz;
alter table identity.invitation add column sending_until timestamptz;
grant update (sending_until) on identity.sign_in_alert, identity.contact_notice, identity.invitation to sutra_system;

call kernel.admit('identity.device', 'sutra_system', 'select (id, user_id, token_hash)', 'who can switch in a browser, before anybody is signed in');
call kernel.admit('identity.pin', 'sutra_system', 'select (user_id, device_id, failed, wrong, proved_at)', 'who can switch in a browser, before anybody is signed in');
