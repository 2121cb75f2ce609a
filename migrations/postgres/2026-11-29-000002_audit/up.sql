-- The audit, an append-only chain, and the security log.

-- An entry is written without `seq` and hashes. A job chains it: `hash` is an HMAC under the audit key, `prev_hash` is the
-- hash of the entry before.
CREATE TABLE audit_entries (
    id           TEXT PRIMARY KEY NOT NULL,
    seq          BIGINT,
    at           BIGINT NOT NULL,
    actor_id     TEXT,
    verb         TEXT NOT NULL CHECK (verb <> ''),
    subject_kind TEXT NOT NULL CHECK (subject_kind <> ''),
    subject_id   TEXT NOT NULL,
    detail       TEXT NOT NULL CHECK (detail::json IS NOT NULL),
    prev_hash    BYTEA,
    hash         BYTEA,
    CONSTRAINT audit_entries_seq_key UNIQUE (seq),
    CONSTRAINT audit_entries_seal_check CHECK (
        (seq IS NULL AND prev_hash IS NULL AND hash IS NULL)
        OR (seq IS NOT NULL AND seq > 0 AND prev_hash IS NOT NULL AND length(prev_hash) = 32
            AND hash IS NOT NULL AND length(hash) = 32))
);
CREATE INDEX audit_entries_unsealed_idx ON audit_entries (id) WHERE seq IS NULL;
CREATE INDEX audit_entries_subject_idx ON audit_entries (subject_kind, subject_id, at);
CREATE INDEX audit_entries_actor_idx ON audit_entries (actor_id, at);

-- One row: the end of the chain. It is locked while entries are chained, and it shows when the tail was cut off.
-- `keyed_from` is the first number that was closed under the audit key; `seal` is the HMAC of the row itself.
CREATE TABLE audit_heads (
    id         BIGINT PRIMARY KEY NOT NULL CHECK (id = 1),
    seq        BIGINT NOT NULL CHECK (seq >= 0),
    hash       BYTEA NOT NULL CHECK (length(hash) = 32),
    keyed_from BIGINT CHECK (keyed_from > 0),
    seal       BYTEA CHECK (length(seal) = 32)
);

INSERT INTO audit_heads (id, seq, hash) VALUES (1, 0, decode(repeat('00', 32), 'hex'));

-- Entries can only be inserted, and chained once. The head can only go forward.
CREATE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_entries_append_only' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER audit_entries_insert BEFORE INSERT ON audit_entries FOR EACH ROW
WHEN (NEW.seq IS NOT NULL)
EXECUTE FUNCTION audit_entries_refuse();
CREATE TRIGGER audit_entries_update BEFORE UPDATE ON audit_entries FOR EACH ROW
WHEN (OLD.seq IS NOT NULL OR NEW.seq IS NULL
    OR (NEW.id, NEW.at, NEW.actor_id, NEW.verb, NEW.subject_kind, NEW.subject_id, NEW.detail)
        IS DISTINCT FROM (OLD.id, OLD.at, OLD.actor_id, OLD.verb, OLD.subject_kind, OLD.subject_id, OLD.detail))
EXECUTE FUNCTION audit_entries_refuse();
CREATE TRIGGER audit_entries_delete BEFORE DELETE ON audit_entries FOR EACH ROW
EXECUTE FUNCTION audit_entries_refuse();
CREATE TRIGGER audit_entries_truncate BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT
EXECUTE FUNCTION audit_entries_refuse();
CREATE TRIGGER audit_heads_update BEFORE UPDATE ON audit_heads FOR EACH ROW
WHEN (NEW.seq < OLD.seq)
EXECUTE FUNCTION audit_entries_refuse();
CREATE TRIGGER audit_heads_delete BEFORE DELETE ON audit_heads FOR EACH ROW
EXECUTE FUNCTION audit_entries_refuse();

-- Sign-ins, exports and seats that were given, without names. `network` is cut short and deleted after a month (safety 26).
CREATE TABLE security_events (
    id        TEXT PRIMARY KEY NOT NULL,
    at        BIGINT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('sign_in', 'sign_in_failed', 'second_factor_failed', 'throttled', 'export',
        'seat_given', 'seat_ended')),
    person_id TEXT,
    network   TEXT,
    detail    TEXT NOT NULL
);
CREATE INDEX security_events_by_time ON security_events (at, id);
CREATE INDEX security_events_by_kind ON security_events (kind, id);
