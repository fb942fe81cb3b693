-- One row a minute of each way to fail on each known device, and one of all unknown devices together: what a stranger tries
-- and what a person mistypes do not stand for one another.
drop index identity.login_event_failed;
create unique index login_event_failed on identity.login_event
  (user_id, method, outcome, date_trunc('minute', occurred_at at time zone 'UTC'), device_id) nulls not distinct
  where outcome <> 'signed-in';
