-- What every room stands on: durable work, and the probe of free space.

-- A job is a row of the transaction that causes it. The runner leases it, commits, does the work, and then marks the row.
CREATE TABLE jobs (
    id          TEXT PRIMARY KEY NOT NULL,
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

-- After a write has found no space, a readiness check writes here to see whether there is space again.
CREATE TABLE storage_probes (
    id     BIGINT PRIMARY KEY NOT NULL,
    filler BYTEA NOT NULL
);
ALTER TABLE storage_probes ALTER COLUMN filler SET STORAGE EXTERNAL;
