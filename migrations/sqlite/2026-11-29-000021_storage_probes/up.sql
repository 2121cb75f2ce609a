-- Once a write has found no space, a readiness check writes here to see whether there is some again.
CREATE TABLE storage_probes (
    id     INTEGER PRIMARY KEY NOT NULL,
    filler BLOB NOT NULL
) STRICT;
