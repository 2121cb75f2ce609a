-- Lines of the audit are closed under a key that is not in the database, from this number on, and so is the head.
ALTER TABLE audit_heads ADD COLUMN keyed_from BIGINT CHECK (keyed_from > 0);
ALTER TABLE audit_heads ADD COLUMN seal BYTEA CHECK (length(seal) = 32);

-- Ways in and out, without names; the network is cut short and goes after a month (safety 26).
CREATE TABLE security_events (
    id        TEXT PRIMARY KEY NOT NULL,
    at        BIGINT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('sign_in', 'sign_in_failed', 'second_factor_failed', 'throttled', 'export', 'seat_given', 'seat_ended')),
    person_id TEXT,
    network   TEXT,
    detail    TEXT NOT NULL
);
CREATE INDEX security_events_by_time ON security_events (at, id);

-- By which key something was made as a whole.
CREATE TABLE key_uses (
    purpose TEXT PRIMARY KEY NOT NULL CHECK (purpose IN ('search', 'fields')),
    key_no  BIGINT NOT NULL CHECK (key_no BETWEEN 1 AND 255)
);
INSERT INTO key_uses (purpose, key_no) VALUES ('search', 1), ('fields', 1);
