-- Cover, confirming ahead and swaps, and the history of who was on a session.

-- When the session starts, kept true by every change of it: one person's work of a week is found without the sessions of a life.
ALTER TABLE assignments ADD COLUMN starts_at INTEGER NOT NULL DEFAULT 0;
UPDATE assignments SET starts_at = (SELECT sessions.starts_at FROM sessions WHERE sessions.id = assignments.session_id);
CREATE INDEX assignments_by_time ON assignments (person_id, starts_at);

-- Append-only: who came to a session and who left it, by which door. An assignment is one row however often somebody comes and
-- goes, so only this shows A, B and A again.
CREATE TABLE assignment_events (
    id         TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    person_id  TEXT NOT NULL REFERENCES people (id),
    role       TEXT NOT NULL CHECK (role IN ('lead', 'co_lead', 'observer', 'supervisor', 'social_worker', 'trainer')),
    kind       TEXT NOT NULL CHECK (kind IN ('assigned', 'role_changed', 'withdrawn', 'took_over', 'covered', 'swapped_in',
        'swapped_out')),
    actor_id   TEXT REFERENCES people (id),
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX assignment_events_by_session ON assignment_events (session_id, at, id);

CREATE TRIGGER assignment_events_no_update BEFORE UPDATE ON assignment_events
BEGIN
    SELECT RAISE(ABORT, 'assignment_events_append_only');
END;

-- Somebody cannot come and another is looked for. `person_id` stays responsible until the state is 'applied'. There is no column
-- for a reason. The deadline is the start of the session.
CREATE TABLE cover_requests (
    id            TEXT PRIMARY KEY NOT NULL,
    session_id    TEXT NOT NULL REFERENCES sessions (id),
    assignment_id TEXT NOT NULL REFERENCES assignments (id),
    person_id     TEXT NOT NULL REFERENCES people (id),
    role          TEXT NOT NULL CHECK (role IN ('lead', 'co_lead', 'observer', 'supervisor', 'social_worker', 'trainer')),
    state         TEXT NOT NULL CHECK (state IN ('open', 'offered', 'applied', 'cancelled', 'expired')),
    is_in_order   INTEGER NOT NULL CHECK (is_in_order IN (0, 1)),
    opened_by     TEXT NOT NULL REFERENCES people (id),
    opened_at     INTEGER NOT NULL,
    ended_at      INTEGER,
    covered_by    TEXT REFERENCES people (id),
    CHECK ((state IN ('open', 'offered')) = (ended_at IS NULL)),
    CHECK ((state = 'applied') = (covered_by IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX cover_requests_one_open ON cover_requests (assignment_id) WHERE ended_at IS NULL;
CREATE INDEX cover_requests_open ON cover_requests (session_id) WHERE ended_at IS NULL;
CREATE INDEX cover_requests_by_session ON cover_requests (session_id, opened_at);

-- Who is asked. Without `asked_at` somebody is asked when those before have not said yes. A no is forgotten when the request ends.
CREATE TABLE cover_asks (
    request_id TEXT NOT NULL REFERENCES cover_requests (id),
    person_id  TEXT NOT NULL REFERENCES people (id),
    place_no   INTEGER NOT NULL CHECK (place_no >= 0),
    asked_at   INTEGER,
    answer     TEXT CHECK (answer IN ('yes', 'no')),
    PRIMARY KEY (request_id, person_id)
) STRICT;
CREATE INDEX cover_asks_by_person ON cover_asks (person_id, asked_at);

-- Who was asked the evening before whether they come, and who said yes. It holds for `starts_at`: after a move it is asked anew.
CREATE TABLE session_confirmations (
    session_id   TEXT NOT NULL REFERENCES sessions (id),
    person_id    TEXT NOT NULL REFERENCES people (id),
    starts_at    INTEGER NOT NULL,
    asked_at     INTEGER NOT NULL,
    confirmed_at INTEGER,
    PRIMARY KEY (session_id, person_id)
) STRICT;
CREATE INDEX session_confirmations_open ON session_confirmations (starts_at) WHERE confirmed_at IS NULL;

-- One person offers another to exchange two sessions, each in the role of the other.
CREATE TABLE swap_requests (
    id              TEXT PRIMARY KEY NOT NULL,
    session_id      TEXT NOT NULL REFERENCES sessions (id),
    person_id       TEXT NOT NULL REFERENCES people (id),
    with_session_id TEXT NOT NULL REFERENCES sessions (id),
    with_person_id  TEXT NOT NULL REFERENCES people (id),
    state           TEXT NOT NULL CHECK (state IN ('proposed', 'applied', 'declined', 'withdrawn', 'expired')),
    proposed_at     INTEGER NOT NULL,
    ended_at        INTEGER,
    CHECK (session_id <> with_session_id),
    CHECK (person_id <> with_person_id),
    CHECK ((state = 'proposed') = (ended_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX swap_requests_one_open ON swap_requests (session_id, person_id, with_session_id, with_person_id)
    WHERE ended_at IS NULL;
CREATE INDEX swap_requests_by_person ON swap_requests (person_id) WHERE ended_at IS NULL;
CREATE INDEX swap_requests_by_with_person ON swap_requests (with_person_id) WHERE ended_at IS NULL;
