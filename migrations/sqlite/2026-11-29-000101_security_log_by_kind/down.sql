DROP INDEX security_events_by_kind;
