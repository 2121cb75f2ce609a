-- Who left a room of a series by taking the consent to online rooms back: agreeing again seats them again (safety 15).
CREATE TABLE chat_absences (
    room_id   TEXT NOT NULL REFERENCES chat_rooms (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    role      TEXT NOT NULL CHECK (role IN ('facilitator', 'participant')),
    since     BIGINT NOT NULL,
    PRIMARY KEY (room_id, person_id)
);
CREATE INDEX chat_absences_of_person ON chat_absences (person_id);

-- What this database is; said at its first opening. The demo's sign-ins are public, so nothing real opens it.
CREATE TABLE deployments (
    id        BIGINT PRIMARY KEY NOT NULL CHECK (id = 1),
    kind      TEXT NOT NULL CHECK (kind IN ('real', 'demo')),
    opened_at BIGINT NOT NULL
);
