-- Whom a change of a session concerns, from the first change until its undo time is over: what they had been told before it.
-- What they are told is the difference between that and what is then; nothing if there is none.
CREATE TABLE session_news (
    session_id TEXT NOT NULL REFERENCES sessions (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    was_on BOOLEAN NOT NULL,
    was_cancelled BOOLEAN NOT NULL,
    was_starts_at BIGINT NOT NULL,
    was_ends_at BIGINT NOT NULL,
    was_room_id TEXT NOT NULL REFERENCES rooms (id),
    changed_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    PRIMARY KEY (session_id, person_id)
);
CREATE INDEX session_news_by_person ON session_news (person_id);
