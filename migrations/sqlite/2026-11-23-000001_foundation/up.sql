-- Durable work (src/jobs) and the audit (src/audit).

CREATE TABLE jobs (
    id          TEXT PRIMARY KEY NOT NULL,
    kind        TEXT NOT NULL CHECK (kind <> ''),
    payload     TEXT NOT NULL CHECK (json_valid(payload)),
    run_at      INTEGER NOT NULL,
    tries       INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    state       TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'dead')),
    dedup_key   TEXT,
    lease_until INTEGER,
    last_error  TEXT,
    created_at  INTEGER NOT NULL,
    finished_at INTEGER,
    CONSTRAINT jobs_dedup_key_key UNIQUE (dedup_key),
    CONSTRAINT jobs_lease_check CHECK ((lease_until IS NOT NULL) = (state = 'running')),
    CONSTRAINT jobs_finished_check CHECK ((finished_at IS NOT NULL) = (state IN ('done', 'dead')))
) STRICT;

CREATE INDEX jobs_waiting_idx ON jobs (run_at) WHERE state = 'waiting';
CREATE INDEX jobs_running_idx ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_finished_idx ON jobs (finished_at) WHERE state IN ('done', 'dead');

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

-- The end of the chain; locked while rows are sealed, and a witness against a cut-off tail.
CREATE TABLE audit_heads (
    id   INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    seq  INTEGER NOT NULL CHECK (seq >= 0),
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

INSERT INTO audit_heads (id, seq, hash) VALUES (1, 0, zeroblob(32));

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
