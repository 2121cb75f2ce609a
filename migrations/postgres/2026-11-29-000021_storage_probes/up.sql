-- Once a write has found no space, a readiness check writes here to see whether there is some again.
CREATE TABLE storage_probes (
    id     BIGINT PRIMARY KEY,
    filler BYTEA NOT NULL
);
ALTER TABLE storage_probes ALTER COLUMN filler SET STORAGE EXTERNAL;
