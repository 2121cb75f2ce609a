DROP TABLE key_uses;
DROP TABLE security_events;
ALTER TABLE audit_heads DROP COLUMN seal;
ALTER TABLE audit_heads DROP COLUMN keyed_from;
