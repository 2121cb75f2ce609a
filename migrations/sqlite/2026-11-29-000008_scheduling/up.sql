-- Sessions and what belongs to them: claims, staff, places, attendance, history, debriefs. Times are milliseconds UTC. Local
-- dates 'YYYY-MM-DD' and local times 'HH:MM' are of the session's zone.

-- A row without a studio is the default of the programme. A row of a studio with the same code replaces it there. The server
-- writes the defaults at its start (src/scheduling/types/session_types.toml).
CREATE TABLE session_types (
    id          TEXT PRIMARY KEY NOT NULL,
    code        TEXT NOT NULL,
    studio_id   TEXT REFERENCES studios (id),
    position    INTEGER NOT NULL,
    name_zh     TEXT NOT NULL,
    name_en     TEXT NOT NULL,
    minutes     INTEGER NOT NULL CHECK (minutes BETWEEN 5 AND 1440),
    min_people  INTEGER NOT NULL CHECK (min_people >= 0),
    max_people  INTEGER NOT NULL,
    needs       TEXT NOT NULL,
    per_extra   TEXT,
    is_training INTEGER NOT NULL CHECK (is_training IN (0, 1)),
    is_online   INTEGER NOT NULL CHECK (is_online IN (0, 1)),
    domain      TEXT,
    CHECK (max_people >= min_people)
) STRICT;
CREATE UNIQUE INDEX session_types_defaults ON session_types (code) WHERE studio_id IS NULL;
CREATE UNIQUE INDEX session_types_of_studio ON session_types (studio_id, code) WHERE studio_id IS NOT NULL;

-- `cohort_id` is opaque here: the table of cohorts comes later.
CREATE TABLE series (
    id          TEXT PRIMARY KEY NOT NULL,
    name        TEXT NOT NULL,
    type_code   TEXT NOT NULL,
    district_id TEXT NOT NULL REFERENCES districts (id),
    studio_id   TEXT NOT NULL REFERENCES studios (id),
    room_id     TEXT NOT NULL REFERENCES rooms (id),
    cohort_id   TEXT,
    weekday     INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    local_start TEXT NOT NULL,
    minutes     INTEGER NOT NULL CHECK (minutes BETWEEN 5 AND 1440),
    zone        TEXT NOT NULL,
    first_date  TEXT NOT NULL,
    until_date  TEXT NOT NULL,
    created_by  TEXT NOT NULL REFERENCES people (id),
    created_at  INTEGER NOT NULL,
    CHECK (until_date >= first_date)
) STRICT;
CREATE INDEX series_by_studio ON series (studio_id);

-- `title` is empty unless somebody wrote one: the name of the type is shown in the reader's language. `placed_at` is when
-- the session was last moved: a session that was moved into the past can be moved back.
CREATE TABLE sessions (
    id             TEXT PRIMARY KEY NOT NULL,
    series_id      TEXT REFERENCES series (id),
    occurrence_key TEXT,
    type_code      TEXT NOT NULL,
    district_id    TEXT NOT NULL REFERENCES districts (id),
    studio_id      TEXT NOT NULL REFERENCES studios (id),
    room_id        TEXT NOT NULL REFERENCES rooms (id),
    cohort_id      TEXT,
    phase_module   TEXT,
    title          TEXT NOT NULL,
    note           TEXT NOT NULL,
    starts_at      INTEGER NOT NULL,
    ends_at        INTEGER NOT NULL,
    local_date     TEXT NOT NULL,
    local_start    TEXT NOT NULL,
    zone           TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('draft', 'held', 'published', 'running', 'delivered', 'closed',
        'cancelled', 'skipped')),
    capacity       INTEGER NOT NULL CHECK (capacity >= 0),
    people         INTEGER CHECK (people >= 0),
    unnamed_count  INTEGER NOT NULL DEFAULT 0 CHECK (unnamed_count BETWEEN 0 AND 1000),
    placed_at      INTEGER NOT NULL DEFAULT 0,
    row_version    INTEGER NOT NULL CHECK (row_version >= 1),
    ical_uid       TEXT NOT NULL UNIQUE,
    ical_sequence  INTEGER NOT NULL CHECK (ical_sequence >= 0),
    cancel_reason  TEXT CHECK (cancel_reason IN ('no_cover', 'room', 'low_numbers', 'weather_holiday', 'other')),
    cancelled_at   INTEGER,
    cancelled_from TEXT CHECK (cancelled_from IN ('draft', 'held', 'published')),
    warnings       TEXT NOT NULL,
    delivered_at   INTEGER,
    closed_at      INTEGER,
    CHECK (ends_at > starts_at),
    CHECK (ends_at - starts_at <= 86400000),
    CHECK ((series_id IS NULL) = (occurrence_key IS NULL)),
    CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL)),
    CHECK ((state = 'cancelled') = (cancel_reason IS NOT NULL)),
    CHECK ((state = 'cancelled') = (cancelled_from IS NOT NULL)),
    UNIQUE (series_id, occurrence_key)
) STRICT;
CREATE INDEX sessions_by_date ON sessions (local_date, starts_at, id);
CREATE INDEX sessions_by_district ON sessions (district_id, local_date, starts_at, id);
CREATE INDEX sessions_by_studio ON sessions (studio_id, local_date, starts_at, id);
CREATE INDEX sessions_by_room ON sessions (room_id, starts_at);
CREATE INDEX sessions_by_cohort ON sessions (cohort_id, starts_at) WHERE cohort_id IS NOT NULL;
CREATE INDEX sessions_by_series ON sessions (series_id, starts_at) WHERE series_id IS NOT NULL;
CREATE INDEX sessions_unclosed ON sessions (ends_at, id) WHERE state IN ('published', 'running', 'delivered');
CREATE INDEX sessions_unclosed_by_district ON sessions (district_id, ends_at, id)
    WHERE state IN ('published', 'running', 'delivered');
CREATE INDEX sessions_published ON sessions (starts_at, id) WHERE state = 'published';
CREATE INDEX sessions_drafts ON sessions (starts_at, id) WHERE state IN ('draft', 'held');

-- The only place that decides whether somebody or something is taken. Two triggers guard it; their message is the name of
-- the exclusion constraint that PostgreSQL has.
CREATE TABLE claims (
    id            TEXT PRIMARY KEY NOT NULL,
    resource_kind TEXT NOT NULL CHECK (resource_kind IN ('person', 'room', 'unit')),
    resource_id   TEXT NOT NULL,
    session_id    TEXT NOT NULL REFERENCES sessions (id),
    busy_from     INTEGER NOT NULL,
    busy_to       INTEGER NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('held', 'confirmed', 'released')),
    expires_at    INTEGER,
    CHECK (busy_to > busy_from),
    CHECK (busy_to - busy_from <= 172800000)
) STRICT;
CREATE INDEX claims_by_resource ON claims (resource_kind, resource_id, busy_from);
CREATE INDEX claims_by_session ON claims (session_id);

CREATE TRIGGER claims_overlap_insert BEFORE INSERT ON claims
WHEN NEW.state IN ('held', 'confirmed') AND EXISTS (
    SELECT 1 FROM claims AS other
    WHERE other.resource_kind = NEW.resource_kind AND other.resource_id = NEW.resource_id
      AND other.busy_from < NEW.busy_to AND other.busy_from > NEW.busy_from - 172800000 AND other.busy_to > NEW.busy_from
      AND other.state IN ('held', 'confirmed')
)
BEGIN
    SELECT RAISE(ABORT, 'claims_overlap');
END;
CREATE TRIGGER claims_overlap_update BEFORE UPDATE ON claims
WHEN NEW.state IN ('held', 'confirmed') AND EXISTS (
    SELECT 1 FROM claims AS other
    WHERE other.resource_kind = NEW.resource_kind AND other.resource_id = NEW.resource_id
      AND other.busy_from < NEW.busy_to AND other.busy_from > NEW.busy_from - 172800000 AND other.busy_to > NEW.busy_from
      AND other.state IN ('held', 'confirmed') AND other.id <> OLD.id
)
BEGIN
    SELECT RAISE(ABORT, 'claims_overlap');
END;

CREATE TABLE assignments (
    id         TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    person_id  TEXT NOT NULL REFERENCES people (id),
    role       TEXT NOT NULL CHECK (role IN ('lead', 'co_lead', 'observer', 'supervisor', 'social_worker', 'trainer')),
    state      TEXT NOT NULL CHECK (state IN ('accepted', 'withdrawn', 'no_show', 'done')),
    UNIQUE (session_id, person_id)
) STRICT;
CREATE INDEX assignments_by_person ON assignments (person_id, session_id);

-- Trainees and members who are expected by name. A practice place (observer, co_lead, lead) claims the person; a
-- participant's place does not.
CREATE TABLE session_participants (
    session_id TEXT NOT NULL REFERENCES sessions (id),
    person_id  TEXT NOT NULL REFERENCES people (id),
    place      TEXT NOT NULL CHECK (place IN ('participant', 'observer', 'co_lead', 'lead')),
    added_by   TEXT NOT NULL REFERENCES people (id),
    added_at   INTEGER NOT NULL,
    PRIMARY KEY (session_id, person_id)
) STRICT;
CREATE INDEX session_participants_by_person ON session_participants (person_id, session_id);

-- The newest entry of each person on the sheet. `standing` says whether it may be credited: nobody decides their own entry,
-- or a practice place that was not booked.
CREATE TABLE attendances (
    id          TEXT PRIMARY KEY NOT NULL,
    session_id  TEXT NOT NULL REFERENCES sessions (id),
    person_id   TEXT NOT NULL REFERENCES people (id),
    status      TEXT NOT NULL CHECK (status IN ('here', 'not_seen', 'let_us_know')),
    place       TEXT NOT NULL CHECK (place IN ('participant', 'observer', 'co_lead', 'lead')),
    minutes     INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 1440),
    standing    TEXT NOT NULL DEFAULT 'plain' CHECK (standing IN ('plain', 'waiting', 'confirmed', 'refused')),
    cid         TEXT NOT NULL,
    recorder_id TEXT NOT NULL REFERENCES people (id),
    recorded_at INTEGER NOT NULL,
    saved_at    INTEGER NOT NULL,
    UNIQUE (session_id, person_id),
    UNIQUE (session_id, cid)
) STRICT;
CREATE INDEX attendances_by_person ON attendances (person_id, session_id);
CREATE INDEX attendances_waiting ON attendances (session_id) WHERE standing = 'waiting';

-- Everything that was ever written on a sheet. Rows are never changed, and deleted only to forget names: `mark` is a keyed
-- hash of somebody who is kept as a number, valid for one session and one day. `device_at` is the clock of the device and
-- decides nothing; `tapped_at` is the same time by the server's clock.
CREATE TABLE attendance_events (
    id            TEXT PRIMARY KEY NOT NULL,
    session_id    TEXT NOT NULL REFERENCES sessions (id),
    person_id     TEXT REFERENCES people (id),
    mark          TEXT,
    status        TEXT CHECK (status IN ('here', 'not_seen', 'let_us_know')),
    place         TEXT CHECK (place IN ('participant', 'observer', 'co_lead', 'lead')),
    minutes       INTEGER CHECK (minutes BETWEEN 0 AND 1440),
    unnamed_count INTEGER CHECK (unnamed_count BETWEEN -1000 AND 1000),
    press         INTEGER CHECK (press >= 0),
    cid           TEXT NOT NULL,
    device        TEXT NOT NULL,
    device_at     INTEGER NOT NULL,
    tapped_at     INTEGER NOT NULL,
    saved_at      INTEGER NOT NULL,
    source        TEXT NOT NULL CHECK (source IN ('tap', 'code', 'sheet', 'correction')),
    recorder_id   TEXT REFERENCES people (id),
    reason        TEXT CHECK (reason IN ('forgotten', 'mistaken', 'other_person', 'time', 'place', 'paper', 'other')),
    CHECK ((source = 'correction') = (reason IS NOT NULL)),
    CHECK ((unnamed_count IS NULL) = (press IS NULL)),
    CHECK ((unnamed_count IS NULL) = (status IS NOT NULL)),
    CHECK ((status IS NULL) = (place IS NULL)),
    CHECK ((status IS NULL) = (minutes IS NULL)),
    CHECK ((status IS NOT NULL) = (person_id IS NOT NULL OR mark IS NOT NULL)),
    CHECK (person_id IS NULL OR mark IS NULL),
    UNIQUE (session_id, cid)
) STRICT;
CREATE INDEX attendance_events_of_person ON attendance_events (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX attendance_events_marked ON attendance_events (session_id) WHERE mark IS NOT NULL;

CREATE TRIGGER attendance_events_no_update BEFORE UPDATE ON attendance_events
BEGIN
    SELECT RAISE(ABORT, 'attendance_events_append_only');
END;

CREATE TABLE attendance_decisions (
    session_id   TEXT NOT NULL REFERENCES sessions (id),
    cid          TEXT NOT NULL,
    person_id    TEXT NOT NULL REFERENCES people (id),
    is_confirmed INTEGER NOT NULL CHECK (is_confirmed IN (0, 1)),
    decided_by   TEXT NOT NULL REFERENCES people (id),
    decided_at   INTEGER NOT NULL,
    PRIMARY KEY (session_id, cid)
) STRICT;

-- Nicknames that were tried on a sheet, without the nickname, so that nobody tries them all.
CREATE TABLE nickname_tries (
    id        TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    is_found  INTEGER NOT NULL CHECK (is_found IN (0, 1)),
    at        INTEGER NOT NULL
) STRICT;
CREATE INDEX nickname_tries_of_person ON nickname_tries (person_id, at);

-- Append-only history: exactly one row for each value of a session's row_version.
CREATE TABLE session_events (
    session_id  TEXT NOT NULL REFERENCES sessions (id),
    row_version INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    actor_id    TEXT REFERENCES people (id),
    verb        TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('draft', 'held', 'published', 'running', 'delivered', 'closed', 'cancelled',
        'skipped')),
    detail      TEXT NOT NULL,
    PRIMARY KEY (session_id, row_version)
) STRICT;

-- Both texts are sealed. `how_am_i` is for the author and their supervisor only.
CREATE TABLE debriefs (
    id         TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    author_id  TEXT NOT NULL REFERENCES people (id),
    body       BLOB NOT NULL,
    how_am_i   BLOB NOT NULL,
    written_at INTEGER NOT NULL,
    UNIQUE (session_id, author_id)
) STRICT;
CREATE INDEX debriefs_by_time ON debriefs (written_at);

-- An override is one person's, for one rule of one session in one version: what was wrong (rule, subject, other session) and
-- how large it was then (`extent`). It ends with the next change of what it was given for. `other_session_id` is '' where
-- there is none.
CREATE TABLE overrides (
    session_id       TEXT NOT NULL REFERENCES sessions (id),
    rule             TEXT NOT NULL,
    subject_id       TEXT NOT NULL,
    other_session_id TEXT NOT NULL,
    row_version      INTEGER NOT NULL CHECK (row_version >= 1),
    extent           INTEGER NOT NULL CHECK (extent >= 1),
    reason           TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
    actor_id         TEXT NOT NULL REFERENCES people (id),
    given_at         INTEGER NOT NULL,
    ended_at         INTEGER,
    PRIMARY KEY (session_id, rule, subject_id, other_session_id, row_version)
) STRICT;
CREATE INDEX overrides_by_other ON overrides (other_session_id) WHERE other_session_id <> '' AND ended_at IS NULL;

-- What is wrong with future sessions; every change of a session and of what the rules read updates it. 'block': a rule would
-- refuse the session today and nobody has overridden it. 'warn': it lacks staff (rule 'understaffed'). A row goes when the
-- problem is solved or overridden, or the session leaves the calendar. `reason` is JSON, as the session's own district may
-- read it. Rows of a session that has begun are void: readers check sessions.starts_at too.
CREATE TABLE session_problems (
    session_id       TEXT NOT NULL REFERENCES sessions (id),
    rule             TEXT NOT NULL,
    subject_id       TEXT NOT NULL,
    other_session_id TEXT NOT NULL,
    severity         TEXT NOT NULL CHECK (severity IN ('block', 'warn')),
    reason           TEXT NOT NULL,
    found_at         INTEGER NOT NULL,
    PRIMARY KEY (session_id, rule, subject_id, other_session_id)
) STRICT;
CREATE INDEX session_problems_by_severity ON session_problems (severity, session_id);
CREATE INDEX session_problems_by_other ON session_problems (other_session_id) WHERE other_session_id <> '';

-- Whom a change of a session concerns, until its undo time is over, and what they had been told before. They are notified of
-- the difference between that and the session at that time; of nothing if there is none.
CREATE TABLE session_news (
    session_id    TEXT NOT NULL REFERENCES sessions (id),
    person_id     TEXT NOT NULL REFERENCES people (id),
    was_on        INTEGER NOT NULL CHECK (was_on IN (0, 1)),
    was_cancelled INTEGER NOT NULL CHECK (was_cancelled IN (0, 1)),
    was_starts_at INTEGER NOT NULL,
    was_ends_at   INTEGER NOT NULL,
    was_room_id   TEXT NOT NULL REFERENCES rooms (id),
    changed_at    INTEGER NOT NULL,
    due_at        INTEGER NOT NULL,
    PRIMARY KEY (session_id, person_id)
) STRICT;
CREATE INDEX session_news_by_person ON session_news (person_id);
