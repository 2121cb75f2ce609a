-- The audit, an append-only chain, and the security log.

-- An entry is written without `seq` and hashes. A job chains it: `hash` is an HMAC under the audit key, `prev_hash` is the
-- hash of the entry before.
CREATE TABLE audit_entries (
    id           TEXT PRIMARY KEY NOT NULL,
    seq          INTEGER,
    at           INTEGER NOT NULL,
    actor_id     TEXT,
    verb         TEXT NOT NULL CHECK (verb <> ''),
    subject_kind TEXT NOT NULL CHECK (subject_kind <> ''),
    subject_id   TEXT NOT NULL,
    detail       TEXT NOT NULL CHECK (json_valid(detail)),
    prev_hash    BLOB,
    hash         BLOB,
    CONSTRAINT audit_entries_seq_key UNIQUE (seq),
    CONSTRAINT audit_entries_seal_check CHECK (
        (seq IS NULL AND prev_hash IS NULL AND hash IS NULL)
        OR (seq IS NOT NULL AND seq > 0 AND prev_hash IS NOT NULL AND length(prev_hash) = 32
            AND hash IS NOT NULL AND length(hash) = 32))
) STRICT;
CREATE INDEX audit_entries_unsealed_idx ON audit_entries (id) WHERE seq IS NULL;
CREATE INDEX audit_entries_subject_idx ON audit_entries (subject_kind, subject_id, at);
CREATE INDEX audit_entries_actor_idx ON audit_entries (actor_id, at);

-- One row: the end of the chain. It is locked while entries are chained, and it shows when the tail was cut off.
-- `keyed_from` is the first number that was closed under the audit key; `seal` is the HMAC of the row itself.
CREATE TABLE audit_heads (
    id         INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    seq        INTEGER NOT NULL CHECK (seq >= 0),
    hash       BLOB NOT NULL CHECK (length(hash) = 32),
    keyed_from INTEGER CHECK (keyed_from > 0),
    seal       BLOB CHECK (length(seal) = 32)
) STRICT;

INSERT INTO audit_heads (id, seq, hash) VALUES (1, 0, zeroblob(32));

-- Entries can only be inserted, and chained once. The head can only go forward.
CREATE TRIGGER audit_entries_insert BEFORE INSERT ON audit_entries
WHEN NEW.seq IS NOT NULL OR EXISTS (SELECT 1 FROM audit_entries WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'audit_entries_append_only');
END;
CREATE TRIGGER audit_entries_update BEFORE UPDATE ON audit_entries
WHEN OLD.seq IS NOT NULL OR NEW.seq IS NULL
    OR NEW.id IS NOT OLD.id OR NEW.at IS NOT OLD.at OR NEW.actor_id IS NOT OLD.actor_id OR NEW.verb IS NOT OLD.verb
    OR NEW.subject_kind IS NOT OLD.subject_kind OR NEW.subject_id IS NOT OLD.subject_id OR NEW.detail IS NOT OLD.detail
BEGIN
    SELECT RAISE(ABORT, 'audit_entries_append_only');
END;
CREATE TRIGGER audit_entries_delete BEFORE DELETE ON audit_entries
BEGIN
    SELECT RAISE(ABORT, 'audit_entries_append_only');
END;
CREATE TRIGGER audit_heads_update BEFORE UPDATE ON audit_heads
WHEN NEW.seq < OLD.seq
BEGIN
    SELECT RAISE(ABORT, 'audit_entries_append_only');
END;
CREATE TRIGGER audit_heads_delete BEFORE DELETE ON audit_heads
BEGIN
    SELECT RAISE(ABORT, 'audit_entries_append_only');
END;

-- Sign-ins, exports and seats that were given, without names. `network` is cut short and deleted after a month (safety 26).
CREATE TABLE security_events (
    id        TEXT PRIMARY KEY NOT NULL,
    at        INTEGER NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('sign_in', 'sign_in_failed', 'second_factor_failed', 'throttled', 'export',
        'seat_given', 'seat_ended')),
    person_id TEXT,
    network   TEXT,
    detail    TEXT NOT NULL
) STRICT;
CREATE INDEX security_events_by_time ON security_events (at, id);
CREATE INDEX security_events_by_kind ON security_events (kind, id);
