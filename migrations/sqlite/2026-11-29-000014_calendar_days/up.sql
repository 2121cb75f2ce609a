-- Calendar days of a region, opening hours with the day from which they hold, closures, rooms without walls and rooms that
-- divide, and blocks of rooms.

-- A studio keeps the public days of one region. One that stays open on public holidays has its weekday's hours then.
ALTER TABLE studios ADD COLUMN region TEXT NOT NULL DEFAULT 'CN' CHECK (length(region) BETWEEN 2 AND 12);
ALTER TABLE studios ADD COLUMN closes_on_public_days INTEGER NOT NULL DEFAULT 1 CHECK (closes_on_public_days IN (0, 1));

-- The online room of a studio is never claimed. A hall that divides is made of its parts: a session in it claims them all.
ALTER TABLE rooms ADD COLUMN is_online INTEGER NOT NULL DEFAULT 0 CHECK (is_online IN (0, 1));
CREATE UNIQUE INDEX rooms_online_once ON rooms (studio_id) WHERE is_online = 1;
CREATE TABLE room_parts (
    hall_id TEXT NOT NULL REFERENCES rooms (id),
    part_id TEXT NOT NULL REFERENCES rooms (id),
    PRIMARY KEY (hall_id, part_id),
    CHECK (hall_id <> part_id)
) STRICT;
CREATE INDEX room_parts_by_part ON room_parts (part_id);

-- A set of weekly hours holds from a day until the next set begins; the first one has no day ('').
CREATE TABLE opening_sets (
    studio_id  TEXT NOT NULL REFERENCES studios (id),
    valid_from TEXT NOT NULL CHECK (valid_from GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    PRIMARY KEY (studio_id, valid_from)
) STRICT;

-- Minutes after 1440 are of the next date: hours past midnight are one line.
CREATE TABLE opening_rules_again (
    id          TEXT PRIMARY KEY NOT NULL,
    studio_id   TEXT NOT NULL REFERENCES studios (id),
    weekday     INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    from_minute INTEGER NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute   INTEGER NOT NULL CHECK (to_minute BETWEEN 1 AND 2879),
    valid_from  TEXT NOT NULL DEFAULT '' CHECK (valid_from = '' OR valid_from GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CHECK (to_minute > from_minute),
    CHECK (to_minute - from_minute <= 1440),
    UNIQUE (studio_id, valid_from, weekday, from_minute)
) STRICT;
INSERT INTO opening_rules_again (id, studio_id, weekday, from_minute, to_minute)
    SELECT id, studio_id, weekday, from_minute, to_minute FROM opening_rules;
DROP TABLE opening_rules;
ALTER TABLE opening_rules_again RENAME TO opening_rules;

CREATE TABLE opening_exceptions_again (
    id          TEXT PRIMARY KEY NOT NULL,
    studio_id   TEXT NOT NULL REFERENCES studios (id),
    date        TEXT NOT NULL CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    is_closed   INTEGER NOT NULL CHECK (is_closed IN (0, 1)),
    from_minute INTEGER CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute   INTEGER CHECK (to_minute BETWEEN 1 AND 2879),
    reason      TEXT NOT NULL CHECK (length(reason) <= 200),
    CHECK ((is_closed = 1 AND from_minute IS NULL AND to_minute IS NULL) OR (is_closed = 0 AND from_minute IS NOT NULL
        AND to_minute IS NOT NULL AND to_minute > from_minute AND to_minute - from_minute <= 1440)),
    UNIQUE (studio_id, date, from_minute)
) STRICT;
INSERT INTO opening_exceptions_again SELECT id, studio_id, date, is_closed, from_minute, to_minute, reason
    FROM opening_exceptions;
DROP TABLE opening_exceptions;
ALTER TABLE opening_exceptions_again RENAME TO opening_exceptions;
CREATE UNIQUE INDEX opening_exceptions_closed_once ON opening_exceptions (studio_id, date) WHERE is_closed = 1;

-- What a government has announced for a year. A date after the last year that is loaded is provisional.
CREATE TABLE calendar_notices (
    region    TEXT NOT NULL CHECK (length(region) BETWEEN 2 AND 12),
    year      INTEGER NOT NULL CHECK (year BETWEEN 1970 AND 2199),
    version   INTEGER NOT NULL CHECK (version >= 1),
    source    TEXT NOT NULL CHECK (length(source) <= 300),
    loaded_at INTEGER NOT NULL,
    PRIMARY KEY (region, year)
) STRICT;
CREATE TABLE calendar_days (
    region  TEXT NOT NULL,
    date    TEXT NOT NULL CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    kind    TEXT NOT NULL CHECK (kind IN ('off', 'make_up_work')),
    name_zh TEXT NOT NULL CHECK (length(name_zh) BETWEEN 1 AND 80),
    name_en TEXT NOT NULL CHECK (length(name_en) BETWEEN 1 AND 80),
    year    INTEGER NOT NULL,
    PRIMARY KEY (region, date),
    FOREIGN KEY (region, year) REFERENCES calendar_notices (region, year)
) STRICT;
CREATE INDEX calendar_days_by_notice ON calendar_days (region, year);

-- A make-up working day has the hours of its own weekday, unless the studio has chosen those of another.
CREATE TABLE make_up_hours (
    studio_id TEXT NOT NULL REFERENCES studios (id),
    date      TEXT NOT NULL CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    weekday   INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    PRIMARY KEY (studio_id, date)
) STRICT;

-- A range of dates in which a studio is closed. Studios that were closed together share the id.
CREATE TABLE closures (
    id         TEXT NOT NULL,
    studio_id  TEXT NOT NULL REFERENCES studios (id),
    from_date  TEXT NOT NULL CHECK (from_date GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    to_date    TEXT NOT NULL CHECK (to_date GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    reason     TEXT NOT NULL CHECK (length(reason) <= 200),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id, studio_id),
    CHECK (to_date >= from_date)
) STRICT;
CREATE INDEX closures_by_studio ON closures (studio_id, to_date);

-- A room that is closed for repair or lent out, on each date of a range: all day, or in these minutes of each day.
CREATE TABLE room_blocks (
    id          TEXT PRIMARY KEY NOT NULL,
    room_id     TEXT NOT NULL REFERENCES rooms (id),
    kind        TEXT NOT NULL CHECK (kind IN ('repair', 'lent')),
    from_date   TEXT NOT NULL CHECK (from_date GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    to_date     TEXT NOT NULL CHECK (to_date GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    from_minute INTEGER CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute   INTEGER CHECK (to_minute BETWEEN 1 AND 1440),
    note        TEXT NOT NULL CHECK (length(note) <= 200),
    created_by  TEXT NOT NULL REFERENCES people (id),
    created_at  INTEGER NOT NULL,
    ended_at    INTEGER,
    CHECK (to_date >= from_date),
    CHECK ((from_minute IS NULL) = (to_minute IS NULL)),
    CHECK (from_minute IS NULL OR to_minute > from_minute)
) STRICT;
CREATE INDEX room_blocks_by_room ON room_blocks (room_id, to_date) WHERE ended_at IS NULL;

-- A claim is a session's, or a part of one day of a block.
CREATE TABLE claims_again (
    id            TEXT PRIMARY KEY NOT NULL,
    resource_kind TEXT NOT NULL CHECK (resource_kind IN ('person', 'room', 'unit')),
    resource_id   TEXT NOT NULL,
    session_id    TEXT REFERENCES sessions (id),
    busy_from     INTEGER NOT NULL,
    busy_to       INTEGER NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('held', 'confirmed', 'released')),
    expires_at    INTEGER,
    block_id      TEXT REFERENCES room_blocks (id),
    CHECK (busy_to > busy_from),
    CHECK (busy_to - busy_from <= 172800000),
    CHECK ((session_id IS NULL) <> (block_id IS NULL))
) STRICT;
INSERT INTO claims_again (id, resource_kind, resource_id, session_id, busy_from, busy_to, state, expires_at)
    SELECT id, resource_kind, resource_id, session_id, busy_from, busy_to, state, expires_at FROM claims;
DROP TABLE claims;
ALTER TABLE claims_again RENAME TO claims;
CREATE INDEX claims_by_resource ON claims (resource_kind, resource_id, busy_from);
CREATE INDEX claims_by_session ON claims (session_id);
CREATE INDEX claims_by_block ON claims (block_id) WHERE block_id IS NOT NULL;
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

-- Published sessions on a date whose kind a notice has changed: somebody has to look at them. Nothing moves by itself.
CREATE TABLE calendar_work (
    session_id TEXT NOT NULL REFERENCES sessions (id),
    date       TEXT NOT NULL CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    was        TEXT NOT NULL CHECK (was IN ('normal', 'off', 'make_up_work')),
    now        TEXT NOT NULL CHECK (now IN ('normal', 'off', 'make_up_work')),
    found_at   INTEGER NOT NULL,
    PRIMARY KEY (session_id, date)
) STRICT;
