-- The digits that open a locked screen, hashed and then sealed: few digits are guessed at once from a hash alone (safety 55).
CREATE TABLE pins (
    person_id TEXT PRIMARY KEY NOT NULL REFERENCES people (id),
    sealed    BYTEA NOT NULL,
    set_at    BIGINT NOT NULL
);

-- The screen lock of a login. Access tokens of before a lock carry a smaller number and are never taken again.
CREATE TABLE login_locks (
    login_id  TEXT PRIMARY KEY NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
    number    BIGINT NOT NULL CHECK (number > 0),
    is_locked BOOLEAN NOT NULL,
    locked_at BIGINT NOT NULL,
    tries     BIGINT NOT NULL CHECK (tries >= 0)
);
CREATE INDEX login_locks_locked_at ON login_locks (locked_at);
