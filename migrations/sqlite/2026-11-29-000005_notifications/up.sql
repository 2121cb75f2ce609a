-- The inbox and letters.

-- `params` fills the words of the kind. Both are shown only after sign-in.
CREATE TABLE notices (
    id         TEXT PRIMARY KEY NOT NULL,
    person_id  TEXT NOT NULL REFERENCES people (id),
    kind       TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
    params     TEXT NOT NULL CHECK (params LIKE '{%}'),
    link       TEXT NOT NULL CHECK (link LIKE '/%' AND length(link) <= 200),
    created_at INTEGER NOT NULL,
    read_at    INTEGER
) STRICT;
CREATE INDEX notices_by_person ON notices (person_id, created_at, id);
CREATE INDEX notices_unread ON notices (person_id) WHERE read_at IS NULL;

-- Whether and when a person wants letters. The address is sealed.
CREATE TABLE notice_preferences (
    person_id     TEXT PRIMARY KEY NOT NULL REFERENCES people (id),
    email         BLOB,
    is_email_on   INTEGER NOT NULL CHECK (is_email_on IN (0, 1)),
    is_mention_on INTEGER NOT NULL DEFAULT 0 CHECK (is_mention_on IN (0, 1)),
    quiet_from    INTEGER NOT NULL CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_to      INTEGER NOT NULL CHECK (quiet_to BETWEEN 0 AND 1439),
    updated_at    INTEGER NOT NULL,
    CHECK (is_email_on = 0 OR email IS NOT NULL)
) STRICT;

-- Neutral letters without address and words: both are looked up when the letter is sent. `dedup_key` is set while it waits.
CREATE TABLE letters (
    id          TEXT PRIMARY KEY NOT NULL,
    person_id   TEXT NOT NULL REFERENCES people (id),
    template    TEXT NOT NULL CHECK (template IN ('update', 'test', 'call')),
    dedup_key   TEXT CONSTRAINT letters_dedup_key_key UNIQUE,
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dropped', 'dead')),
    created_at  INTEGER NOT NULL,
    due_at      INTEGER NOT NULL,
    tries       INTEGER NOT NULL CHECK (tries >= 0),
    last_error  TEXT CHECK (length(last_error) <= 100),
    finished_at INTEGER,
    CHECK ((state = 'waiting') = (finished_at IS NULL)),
    CHECK (state = 'waiting' OR dedup_key IS NULL)
) STRICT;
CREATE INDEX letters_by_person ON letters (person_id, created_at);
CREATE INDEX letters_dead ON letters (finished_at, id) WHERE state = 'dead';
