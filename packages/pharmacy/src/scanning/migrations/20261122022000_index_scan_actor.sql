-- A person's own latest scans, for Today.
create index scan_actor on scanning.scan (org_id, actor_id, id desc);
