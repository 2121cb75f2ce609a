DROP TABLE security_events;
DROP TABLE audit_heads;
DROP TABLE audit_entries;
