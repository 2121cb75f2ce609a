-- How places of a type of session are booked: the defaults of the programme, and a studio's own of the same code. Practice places
-- have a limit for each role.
CREATE TABLE booking_rules (
    id         TEXT PRIMARY KEY NOT NULL,
    type_code  TEXT NOT NULL,
    studio_id  TEXT REFERENCES studios (id),
    mode       TEXT NOT NULL CHECK (mode IN ('open', 'block', 'overflow', 'waitlist')),
    is_listed  BOOLEAN NOT NULL,
    observers  BIGINT NOT NULL CHECK (observers BETWEEN 0 AND 20),
    co_leads   BIGINT NOT NULL CHECK (co_leads BETWEEN 0 AND 20),
    leads      BIGINT NOT NULL CHECK (leads BETWEEN 0 AND 20)
);
CREATE INDEX booking_rules_by_studio ON booking_rules (studio_id) WHERE studio_id IS NOT NULL;

-- What one session does otherwise than its type.
CREATE TABLE session_bookings (
    session_id TEXT PRIMARY KEY NOT NULL REFERENCES sessions (id),
    mode       TEXT CHECK (mode IN ('open', 'block', 'overflow', 'waitlist')),
    capacity   BIGINT CHECK (capacity BETWEEN 0 AND 1000)
);

-- Who waits for a place, and what became of it. The place itself is a row of session_participants.
CREATE TABLE registrations (
    id               TEXT PRIMARY KEY NOT NULL,
    session_id       TEXT NOT NULL REFERENCES sessions (id),
    person_id        TEXT NOT NULL REFERENCES people (id),
    state            TEXT NOT NULL CHECK (state IN ('waitlisted', 'offered', 'confirmed', 'expired', 'declined',
                         'cancelled_by_person', 'cancelled_by_staff')),
    priority         BIGINT NOT NULL CHECK (priority IN (1, 2)),
    joined_at        BIGINT NOT NULL,
    offer_starts_at  BIGINT,
    offer_expires_at BIGINT,
    skip_reason      TEXT CHECK (skip_reason IN ('not_here', 'on_staff', 'has_place', 'busy', 'keep_apart', 'near_start')),
    CHECK ((state = 'offered') = (offer_expires_at IS NOT NULL)),
    CHECK ((state = 'offered') = (offer_starts_at IS NOT NULL))
);
CREATE UNIQUE INDEX registrations_waiting ON registrations (session_id, person_id) WHERE state IN ('waitlisted', 'offered');
CREATE INDEX registrations_by_session ON registrations (session_id, person_id, joined_at);
CREATE INDEX registrations_by_person ON registrations (person_id, session_id) WHERE state IN ('waitlisted', 'offered');

-- Append-only: one line for each state of a registration.
CREATE TABLE registration_events (
    id              TEXT PRIMARY KEY NOT NULL,
    registration_id TEXT NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
    at              BIGINT NOT NULL,
    actor_id        TEXT REFERENCES people (id),
    state           TEXT NOT NULL
);
CREATE INDEX registration_events_by_registration ON registration_events (registration_id, at);

-- Two people who are not planned together. No reason is stored, and nothing remains of it when it ends but the audit.
CREATE TABLE kept_apart (
    first_id  TEXT NOT NULL REFERENCES people (id),
    second_id TEXT NOT NULL REFERENCES people (id),
    set_by    TEXT NOT NULL REFERENCES people (id),
    set_at    BIGINT NOT NULL,
    PRIMARY KEY (first_id, second_id),
    CHECK (first_id < second_id)
);
CREATE INDEX kept_apart_by_second ON kept_apart (second_id, first_id);

-- Who was reminded of which session at which start; the key makes it once.
CREATE TABLE reminders (
    session_id TEXT NOT NULL REFERENCES sessions (id),
    person_id  TEXT NOT NULL REFERENCES people (id),
    starts_at  BIGINT NOT NULL,
    sent_at    BIGINT NOT NULL,
    PRIMARY KEY (session_id, person_id, starts_at)
);
CREATE INDEX reminders_by_start ON reminders (starts_at);

-- When somebody wants to be reminded; the evening before without a row.
CREATE TABLE reminder_choices (
    person_id TEXT PRIMARY KEY NOT NULL REFERENCES people (id),
    lead_time TEXT NOT NULL CHECK (lead_time IN ('evening', 'two_hours', 'none'))
);
