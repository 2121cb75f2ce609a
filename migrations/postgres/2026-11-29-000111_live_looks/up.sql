-- Leads from the few who work here to the names that look like theirs, however many memberships have ended.
CREATE INDEX chat_seats_live_looks ON chat_seats (name_look) WHERE removed_seq IS NULL;
