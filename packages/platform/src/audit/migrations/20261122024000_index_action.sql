-- Entries of one action or group of actions; in the order of bytes, so that a group is a range.
create index entry_action on audit.entry (org_id, action collate "C", id);
