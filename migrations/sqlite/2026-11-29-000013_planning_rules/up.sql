-- Rules of planning as rows, and what people say of their time: dates, leave, standby, ceilings of their own. Times are
-- milliseconds UTC, local dates 'YYYY-MM-DD', minutes count from midnight on the wall.

-- A rule for a scope; the most specific scope wins: studio, district, kind of session, all. `scope_id` is '' for all, otherwise
-- the id of the studio or district or the code of the session type. The server writes the rows for all at its start
-- (src/scheduling/planning_rules/planning_rules.toml). `amount` is in the rule's own measure: minutes, sessions, days.
CREATE TABLE planning_rules (
    code       TEXT NOT NULL,
    scope      TEXT NOT NULL CHECK (scope IN ('all', 'type', 'district', 'studio')),
    scope_id   TEXT NOT NULL,
    severity   TEXT NOT NULL CHECK (severity IN ('block_publish', 'warn', 'ignore')),
    amount     INTEGER NOT NULL CHECK (amount BETWEEN 0 AND 100000),
    changed_by TEXT REFERENCES people (id),
    changed_at INTEGER NOT NULL,
    CHECK ((scope = 'all') = (scope_id = '')),
    PRIMARY KEY (code, scope, scope_id)
) STRICT;

-- Minutes from one studio or district to another, both ways; the pair is in the order of its ids. A pair of studios goes before
-- the pair of their districts, and both before the rule.
CREATE TABLE travel_times (
    place_kind TEXT NOT NULL CHECK (place_kind IN ('district', 'studio')),
    first_id   TEXT NOT NULL,
    second_id  TEXT NOT NULL,
    minutes    INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 600),
    CHECK (first_id < second_id),
    PRIMARY KEY (place_kind, first_id, second_id)
) STRICT;

-- A ceiling that somebody has set for themselves; it holds where it is lower than the rule.
CREATE TABLE own_ceilings (
    person_id TEXT NOT NULL REFERENCES people (id),
    code      TEXT NOT NULL,
    amount    INTEGER NOT NULL CHECK (amount BETWEEN 0 AND 100000),
    PRIMARY KEY (person_id, code)
) STRICT;

-- What somebody says of one date; it replaces their week on that date.
CREATE TABLE availability_dates (
    person_id   TEXT NOT NULL REFERENCES people (id),
    local_date  TEXT NOT NULL,
    from_minute INTEGER NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute   INTEGER NOT NULL CHECK (to_minute BETWEEN 1 AND 1440),
    mood        TEXT NOT NULL CHECK (mood IN ('gladly', 'possible', 'not')),
    CHECK (to_minute > from_minute),
    PRIMARY KEY (person_id, local_date, from_minute)
) STRICT;
CREATE INDEX availability_dates_by_date ON availability_dates (local_date);

-- Leave has no reason. 'leading': may observe all the same.
CREATE TABLE leaves (
    id         TEXT PRIMARY KEY NOT NULL,
    person_id  TEXT NOT NULL REFERENCES people (id),
    from_at    INTEGER NOT NULL,
    to_at      INTEGER NOT NULL,
    roles      TEXT NOT NULL CHECK (roles IN ('all', 'leading')),
    entered_by TEXT NOT NULL REFERENCES people (id),
    entered_at INTEGER NOT NULL,
    CHECK (to_at > from_at)
) STRICT;
CREATE INDEX leaves_by_person ON leaves (person_id, to_at);
CREATE INDEX leaves_by_end ON leaves (to_at, from_at);

-- Somebody could step in: on an evening in a studio or district, or for one session.
CREATE TABLE standbys (
    id          TEXT PRIMARY KEY NOT NULL,
    person_id   TEXT NOT NULL REFERENCES people (id),
    local_date  TEXT NOT NULL,
    studio_id   TEXT REFERENCES studios (id),
    district_id TEXT REFERENCES districts (id),
    session_id  TEXT REFERENCES sessions (id),
    entered_by  TEXT NOT NULL REFERENCES people (id),
    entered_at  INTEGER NOT NULL,
    CHECK ((studio_id IS NOT NULL) + (district_id IS NOT NULL) + (session_id IS NOT NULL) = 1)
) STRICT;
CREATE UNIQUE INDEX standbys_once ON standbys
    (person_id, local_date, coalesce(studio_id, ''), coalesce(district_id, ''), coalesce(session_id, ''));
CREATE INDEX standbys_by_date ON standbys (local_date);
