-- Asking for help: who is on duty, who is asked in which order, who asked, and what is written down of an incident.

-- Without a district it is the duty of headquarters. Several people may be on duty at the same time; all of them are asked.
CREATE TABLE duty_shifts (
    id          TEXT PRIMARY KEY NOT NULL,
    district_id TEXT REFERENCES districts (id),
    person_id   TEXT NOT NULL REFERENCES people (id),
    starts_at   INTEGER NOT NULL,
    ends_at     INTEGER NOT NULL,
    created_by  TEXT NOT NULL REFERENCES people (id),
    created_at  INTEGER NOT NULL,
    CHECK (ends_at > starts_at),
    CHECK (ends_at - starts_at <= 604800000)
) STRICT;
CREATE INDEX duty_shifts_by_district ON duty_shifts (district_id, ends_at);
CREATE INDEX duty_shifts_by_person ON duty_shifts (person_id, ends_at);

-- The chain of a district (safety 33). A district without rows has the default chain.
CREATE TABLE escalation_steps (
    district_id TEXT NOT NULL REFERENCES districts (id),
    position    INTEGER NOT NULL CHECK (position BETWEEN 1 AND 4),
    step        TEXT NOT NULL CHECK (step IN ('facilitator', 'duty', 'lead', 'headquarters')),
    minutes     INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 120),
    PRIMARY KEY (district_id, position),
    UNIQUE (district_id, step)
) STRICT;

-- A call for help. `note` is sealed; at `due_at` the next step is asked; `turn` counts how often people were asked.
CREATE TABLE escalations (
    id            TEXT PRIMARY KEY NOT NULL,
    cid           TEXT NOT NULL CHECK (length(cid) BETWEEN 8 AND 64),
    person_id     TEXT NOT NULL REFERENCES people (id),
    district_id   TEXT REFERENCES districts (id),
    room_id       TEXT REFERENCES chat_rooms (id),
    session_id    TEXT REFERENCES sessions (id),
    note          BLOB,
    state         TEXT NOT NULL CHECK (state IN ('asked', 'seen', 'closed')),
    step          TEXT CHECK (step IN ('facilitator', 'duty', 'lead', 'headquarters')),
    turn          INTEGER NOT NULL CHECK (turn >= 0),
    due_at        INTEGER,
    asked_at      INTEGER NOT NULL,
    seen_at       INTEGER,
    seen_by       TEXT REFERENCES people (id),
    seen_step     TEXT CHECK (seen_step IN ('facilitator', 'duty', 'lead', 'headquarters')),
    is_seat_given INTEGER NOT NULL CHECK (is_seat_given IN (0, 1)),
    closed_at     INTEGER,
    closed_by     TEXT REFERENCES people (id),
    CONSTRAINT escalations_person_id_cid_key UNIQUE (person_id, cid),
    CHECK ((room_id IS NULL) <> (session_id IS NULL)),
    CHECK ((seen_at IS NULL) = (seen_by IS NULL)),
    CHECK ((seen_at IS NULL) = (seen_step IS NULL)),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CHECK ((closed_at IS NULL) = (closed_by IS NULL)),
    CHECK (state <> 'seen' OR seen_at IS NOT NULL),
    CHECK (state <> 'asked' OR seen_at IS NULL)
) STRICT;
CREATE UNIQUE INDEX escalations_one_unanswered ON escalations (person_id, coalesce(room_id, session_id)) WHERE state = 'asked';
CREATE INDEX escalations_open ON escalations (asked_at, id) WHERE state <> 'closed';

-- Who was asked, and at which step.
CREATE TABLE escalation_pages (
    escalation_id TEXT NOT NULL REFERENCES escalations (id),
    person_id     TEXT NOT NULL REFERENCES people (id),
    step          TEXT NOT NULL CHECK (step IN ('facilitator', 'duty', 'lead', 'headquarters')),
    paged_at      INTEGER NOT NULL,
    PRIMARY KEY (escalation_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX escalation_pages_by_person ON escalation_pages (person_id, escalation_id);

-- The messages before the call (kept_texts).
CREATE TABLE escalation_messages (
    escalation_id TEXT NOT NULL REFERENCES escalations (id),
    message_id    TEXT NOT NULL REFERENCES messages (id),
    PRIMARY KEY (escalation_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX escalation_messages_by_message ON escalation_messages (message_id);

-- `text` is sealed and is deleted three years after the closing; category and dates stay (safety 28).
CREATE TABLE incidents (
    id            TEXT PRIMARY KEY NOT NULL,
    cid           TEXT NOT NULL CHECK (length(cid) BETWEEN 8 AND 64),
    district_id   TEXT REFERENCES districts (id),
    escalation_id TEXT REFERENCES escalations (id),
    room_id       TEXT REFERENCES chat_rooms (id),
    session_id    TEXT REFERENCES sessions (id),
    reporter_id   TEXT NOT NULL REFERENCES people (id),
    assigned_to   TEXT REFERENCES people (id),
    category      TEXT NOT NULL CHECK (category IN ('self_harm', 'medical', 'intoxicated', 'aggression', 'offer_of_drugs',
        'boundary', 'confidentiality', 'child_at_risk', 'premises', 'other')),
    severity      INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 3),
    text          BLOB,
    state         TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    happened_at   INTEGER NOT NULL,
    recorded_at   INTEGER NOT NULL,
    closed_at     INTEGER,
    closed_by     TEXT REFERENCES people (id),
    row_version   INTEGER NOT NULL CHECK (row_version >= 1),
    CONSTRAINT incidents_reporter_id_cid_key UNIQUE (reporter_id, cid),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CHECK ((closed_at IS NULL) = (closed_by IS NULL)),
    CHECK (state = 'closed' OR text IS NOT NULL)
) STRICT;
CREATE INDEX incidents_by_time ON incidents (recorded_at, id);
CREATE INDEX incidents_by_district ON incidents (district_id, recorded_at, id);

-- The staff involved: the debriefing (safety 38), the offer of supervision and the check of their next sessions (safety 39).
CREATE TABLE incident_people (
    incident_id       TEXT NOT NULL REFERENCES incidents (id),
    person_id         TEXT NOT NULL REFERENCES people (id),
    offered_at        INTEGER,
    offer_due_at      INTEGER,
    wants_supervision INTEGER CHECK (wants_supervision IN (0, 1)),
    answered_at       INTEGER,
    debriefed_at      INTEGER,
    debriefed_by      TEXT REFERENCES people (id),
    checked_at        INTEGER,
    checked_by        TEXT REFERENCES people (id),
    PRIMARY KEY (incident_id, person_id),
    CHECK ((answered_at IS NULL) = (wants_supervision IS NULL)),
    CHECK ((debriefed_at IS NULL) = (debriefed_by IS NULL)),
    CHECK ((checked_at IS NULL) = (checked_by IS NULL)),
    CHECK (debriefed_by <> person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_people_by_person ON incident_people (person_id, incident_id);
