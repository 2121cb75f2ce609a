DROP TABLE calendar_work;
DELETE FROM claims WHERE session_id IS NULL;
CREATE TABLE claims_before (
    id            TEXT PRIMARY KEY NOT NULL,
    resource_kind TEXT NOT NULL CHECK (resource_kind IN ('person', 'room', 'unit')),
    resource_id   TEXT NOT NULL,
    session_id    TEXT NOT NULL REFERENCES sessions (id),
    busy_from     INTEGER NOT NULL,
    busy_to       INTEGER NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('held', 'confirmed', 'released')),
    expires_at    INTEGER,
    CHECK (busy_to > busy_from),
    CHECK (busy_to - busy_from <= 172800000)
) STRICT;
INSERT INTO claims_before SELECT id, resource_kind, resource_id, session_id, busy_from, busy_to, state, expires_at FROM claims;
DROP TABLE claims;
ALTER TABLE claims_before RENAME TO claims;
CREATE INDEX claims_by_resource ON claims (resource_kind, resource_id, busy_from);
CREATE INDEX claims_by_session ON claims (session_id);

CREATE TRIGGER claims_overlap_insert BEFORE INSERT ON claims
WHEN NEW.state IN ('held', 'confirmed') AND EXISTS (
    SELECT 1 FROM claims AS other
    WHERE other.resource_kind = NEW.resource_kind AND other.resource_id = NEW.resource_id
      AND other.busy_from < NEW.busy_to AND other.busy_from > NEW.busy_from - 172800000 AND other.busy_to > NEW.busy_from
      AND other.state IN ('held', 'confirmed')
)
BEGIN
    SELECT RAISE(ABORT, 'claims_overlap');
END;
CREATE TRIGGER claims_overlap_update BEFORE UPDATE ON claims
WHEN NEW.state IN ('held', 'confirmed') AND EXISTS (
    SELECT 1 FROM claims AS other
    WHERE other.resource_kind = NEW.resource_kind AND other.resource_id = NEW.resource_id
      AND other.busy_from < NEW.busy_to AND other.busy_from > NEW.busy_from - 172800000 AND other.busy_to > NEW.busy_from
      AND other.state IN ('held', 'confirmed') AND other.id <> OLD.id
)
BEGIN
    SELECT RAISE(ABORT, 'claims_overlap');
END;

DROP TABLE room_blocks;
DROP TABLE closures;
DROP TABLE make_up_hours;
DROP TABLE calendar_days;
DROP TABLE calendar_notices;
CREATE TABLE opening_exceptions_before (
    id          TEXT PRIMARY KEY NOT NULL,
    studio_id   TEXT NOT NULL REFERENCES studios (id),
    date        TEXT NOT NULL CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    is_closed   INTEGER NOT NULL CHECK (is_closed IN (0, 1)),
    from_minute INTEGER CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute   INTEGER CHECK (to_minute BETWEEN 1 AND 1440),
    reason      TEXT NOT NULL CHECK (length(reason) <= 200),
    CHECK ((is_closed = 1 AND from_minute IS NULL AND to_minute IS NULL) OR (is_closed = 0 AND from_minute IS NOT NULL
        AND to_minute IS NOT NULL AND to_minute > from_minute)),
    UNIQUE (studio_id, date, from_minute)
) STRICT;
INSERT INTO opening_exceptions_before SELECT * FROM opening_exceptions
    WHERE to_minute IS NULL OR to_minute <= 1440;
DROP TABLE opening_exceptions;
ALTER TABLE opening_exceptions_before RENAME TO opening_exceptions;
CREATE UNIQUE INDEX opening_exceptions_closed_once ON opening_exceptions (studio_id, date) WHERE is_closed = 1;
CREATE TABLE opening_rules_before (
    id          TEXT PRIMARY KEY NOT NULL,
    studio_id   TEXT NOT NULL REFERENCES studios (id),
    weekday     INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    from_minute INTEGER NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute   INTEGER NOT NULL CHECK (to_minute BETWEEN 1 AND 1440),
    CHECK (to_minute > from_minute),
    UNIQUE (studio_id, weekday, from_minute)
) STRICT;
INSERT INTO opening_rules_before SELECT id, studio_id, weekday, from_minute, to_minute FROM opening_rules
    WHERE valid_from = '' AND to_minute <= 1440;
DROP TABLE opening_rules;
ALTER TABLE opening_rules_before RENAME TO opening_rules;
DROP TABLE opening_sets;
DROP TABLE room_parts;
DROP INDEX rooms_online_once;
ALTER TABLE rooms DROP COLUMN is_online;
ALTER TABLE studios DROP COLUMN closes_on_public_days;
ALTER TABLE studios DROP COLUMN region;
