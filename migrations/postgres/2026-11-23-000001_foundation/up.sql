-- Durable work (src/jobs) and the audit (src/audit).

CREATE TABLE jobs (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind <> ''),
    payload     TEXT NOT NULL CHECK (payload::json IS NOT NULL),
    run_at      BIGINT NOT NULL,
    tries       BIGINT NOT NULL DEFAULT 0 CHECK (tries >= 0),
    state       TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'dead')),
    dedup_key   TEXT,
    lease_until BIGINT,
    last_error  TEXT,
    created_at  BIGINT NOT NULL,
    finished_at BIGINT,
    CONSTRAINT jobs_dedup_key_key UNIQUE (dedup_key),
    CONSTRAINT jobs_lease_check CHECK ((lease_until IS NOT NULL) = (state = 'running')),
    CONSTRAINT jobs_finished_check CHECK ((finished_at IS NOT NULL) = (state IN ('done', 'dead')))
);

CREATE INDEX jobs_waiting_idx ON jobs (run_at) WHERE state = 'waiting';
CREATE INDEX jobs_running_idx ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_finished_idx ON jobs (finished_at) WHERE state IN ('done', 'dead');

CREATE TABLE audit_entries (
    id           TEXT PRIMARY KEY,
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

-- The end of the chain; locked while rows are sealed, and a witness against a cut-off tail.
CREATE TABLE audit_heads (
    id   BIGINT PRIMARY KEY CHECK (id = 1),
    seq  BIGINT NOT NULL CHECK (seq >= 0),
    hash BYTEA NOT NULL CHECK (length(hash) = 32)
);

INSERT INTO audit_heads (id, seq, hash) VALUES (1, 0, decode(repeat('00', 32), 'hex'));

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
