-- Whom a change of a session concerns, from the first change until its undo time is over: what they had been told before it.
-- What they are told is the difference between that and what is then; nothing if there is none.
CREATE TABLE session_news (
    session_id TEXT NOT NULL REFERENCES sessions (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    was_on INTEGER NOT NULL CHECK (was_on IN (0, 1)),
    was_cancelled INTEGER NOT NULL CHECK (was_cancelled IN (0, 1)),
    was_starts_at INTEGER NOT NULL,
    was_ends_at INTEGER NOT NULL,
    was_room_id TEXT NOT NULL REFERENCES rooms (id),
    changed_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    PRIMARY KEY (session_id, person_id)
) STRICT;
CREATE INDEX session_news_by_person ON session_news (person_id);
