-- The screen of the security log shows one kind at a time.
CREATE INDEX security_events_by_kind ON security_events (kind, id);
