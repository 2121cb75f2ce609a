-- The digits that open a locked screen, hashed and then sealed: few digits are guessed at once from a hash alone (safety 55).
CREATE TABLE pins (
    person_id TEXT PRIMARY KEY NOT NULL REFERENCES people (id),
    sealed    BLOB NOT NULL,
    set_at    INTEGER NOT NULL
) STRICT;

-- The screen lock of a login. Access tokens of before a lock carry a smaller number and are never taken again.
CREATE TABLE login_locks (
    login_id  TEXT PRIMARY KEY NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
    number    INTEGER NOT NULL CHECK (number > 0),
    is_locked INTEGER NOT NULL CHECK (is_locked IN (0, 1)),
    locked_at INTEGER NOT NULL,
    tries     INTEGER NOT NULL CHECK (tries >= 0)
) STRICT;
CREATE INDEX login_locks_locked_at ON login_locks (locked_at);
