-- Calendar days of a region, opening hours with the day from which they hold, closures, rooms without walls and rooms that
-- divide, and blocks of rooms.

-- A studio keeps the public days of one region. One that stays open on public holidays has its weekday's hours then.
ALTER TABLE studios ADD COLUMN region TEXT NOT NULL DEFAULT 'CN' CHECK (length(region) BETWEEN 2 AND 12);
ALTER TABLE studios ADD COLUMN closes_on_public_days BOOLEAN NOT NULL DEFAULT TRUE;

-- The online room of a studio is never claimed. A hall that divides is made of its parts: a session in it claims them all.
ALTER TABLE rooms ADD COLUMN is_online BOOLEAN NOT NULL DEFAULT FALSE;
CREATE UNIQUE INDEX rooms_online_once ON rooms (studio_id) WHERE is_online;
CREATE TABLE room_parts (
    hall_id TEXT NOT NULL REFERENCES rooms (id),
    part_id TEXT NOT NULL REFERENCES rooms (id),
    PRIMARY KEY (hall_id, part_id),
    CHECK (hall_id <> part_id)
);
CREATE INDEX room_parts_by_part ON room_parts (part_id);

-- A set of weekly hours holds from a day until the next set begins; the first one has no day ('').
CREATE TABLE opening_sets (
    studio_id  TEXT NOT NULL REFERENCES studios (id),
    valid_from TEXT NOT NULL CHECK (valid_from ~ '^[0-9]{4}-[01][0-9]-[0-3][0-9]$'),
    PRIMARY KEY (studio_id, valid_from)
);

-- Minutes after 1440 are of the next date: hours past midnight are one line.
ALTER TABLE opening_rules
    ADD COLUMN valid_from TEXT NOT NULL DEFAULT '' CHECK (valid_from = '' OR valid_from ~ '^[0-9]{4}-[01][0-9]-[0-3][0-9]$'),
    DROP CONSTRAINT opening_rules_to_minute_check,
    ADD CONSTRAINT opening_rules_to_minute_check CHECK (to_minute BETWEEN 1 AND 2879),
    ADD CONSTRAINT opening_rules_length_check CHECK (to_minute - from_minute <= 1440),
    DROP CONSTRAINT opening_rules_studio_id_weekday_from_minute_key,
    ADD UNIQUE (studio_id, valid_from, weekday, from_minute);
ALTER TABLE opening_exceptions
    DROP CONSTRAINT opening_exceptions_to_minute_check,
    ADD CONSTRAINT opening_exceptions_to_minute_check CHECK (to_minute BETWEEN 1 AND 2879),
    ADD CONSTRAINT opening_exceptions_length_check CHECK (to_minute - from_minute <= 1440);

-- What a government has announced for a year. A date after the last year that is loaded is provisional.
CREATE TABLE calendar_notices (
    region    TEXT NOT NULL CHECK (length(region) BETWEEN 2 AND 12),
    year      BIGINT NOT NULL CHECK (year BETWEEN 1970 AND 2199),
    version   BIGINT NOT NULL CHECK (version >= 1),
    source    TEXT NOT NULL CHECK (length(source) <= 300),
    loaded_at BIGINT NOT NULL,
    PRIMARY KEY (region, year)
);
CREATE TABLE calendar_days (
    region  TEXT NOT NULL,
    date    TEXT NOT NULL CHECK (date ~ '^[0-9]{4}-[01][0-9]-[0-3][0-9]$'),
    kind    TEXT NOT NULL CHECK (kind IN ('off', 'make_up_work')),
    name_zh TEXT NOT NULL CHECK (length(name_zh) BETWEEN 1 AND 80),
    name_en TEXT NOT NULL CHECK (length(name_en) BETWEEN 1 AND 80),
    year    BIGINT NOT NULL,
    PRIMARY KEY (region, date),
    FOREIGN KEY (region, year) REFERENCES calendar_notices (region, year)
);
CREATE INDEX calendar_days_by_notice ON calendar_days (region, year);

-- A make-up working day has the hours of its own weekday, unless the studio has chosen those of another.
CREATE TABLE make_up_hours (
    studio_id TEXT NOT NULL REFERENCES studios (id),
    date      TEXT NOT NULL CHECK (date ~ '^[0-9]{4}-[01][0-9]-[0-3][0-9]$'),
    weekday   BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    PRIMARY KEY (studio_id, date)
);

-- A range of dates in which a studio is closed. Studios that were closed together share the id.
CREATE TABLE closures (
    id         TEXT NOT NULL,
    studio_id  TEXT NOT NULL REFERENCES studios (id),
    from_date  TEXT NOT NULL CHECK (from_date ~ '^[0-9]{4}-[01][0-9]-[0-3][0-9]$'),
    to_date    TEXT NOT NULL CHECK (to_date ~ '^[0-9]{4}-[01][0-9]-[0-3][0-9]$'),
    reason     TEXT NOT NULL CHECK (length(reason) <= 200),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id, studio_id),
    CHECK (to_date >= from_date)
);
CREATE INDEX closures_by_studio ON closures (studio_id, to_date);

-- A room that is closed for repair or lent out, on each date of a range: all day, or in these minutes of each day.
CREATE TABLE room_blocks (
    id          TEXT PRIMARY KEY NOT NULL,
    room_id     TEXT NOT NULL REFERENCES rooms (id),
    kind        TEXT NOT NULL CHECK (kind IN ('repair', 'lent')),
    from_date   TEXT NOT NULL CHECK (from_date ~ '^[0-9]{4}-[01][0-9]-[0-3][0-9]$'),
    to_date     TEXT NOT NULL CHECK (to_date ~ '^[0-9]{4}-[01][0-9]-[0-3][0-9]$'),
    from_minute BIGINT CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute   BIGINT CHECK (to_minute BETWEEN 1 AND 1440),
    note        TEXT NOT NULL CHECK (length(note) <= 200),
    created_by  TEXT NOT NULL REFERENCES people (id),
    created_at  BIGINT NOT NULL,
    ended_at    BIGINT,
    CHECK (to_date >= from_date),
    CHECK ((from_minute IS NULL) = (to_minute IS NULL)),
    CHECK (from_minute IS NULL OR to_minute > from_minute)
);
CREATE INDEX room_blocks_by_room ON room_blocks (room_id, to_date) WHERE ended_at IS NULL;

-- A claim is a session's, or a part of one day of a block.
ALTER TABLE claims
    ALTER COLUMN session_id DROP NOT NULL,
    ADD COLUMN block_id TEXT REFERENCES room_blocks (id),
    ADD CONSTRAINT claims_owner_check CHECK ((session_id IS NULL) <> (block_id IS NULL));
CREATE INDEX claims_by_block ON claims (block_id) WHERE block_id IS NOT NULL;

-- Published sessions on a date whose kind a notice has changed: somebody has to look at them. Nothing moves by itself.
CREATE TABLE calendar_work (
    session_id TEXT NOT NULL REFERENCES sessions (id),
    date       TEXT NOT NULL CHECK (date ~ '^[0-9]{4}-[01][0-9]-[0-3][0-9]$'),
    was        TEXT NOT NULL CHECK (was IN ('normal', 'off', 'make_up_work')),
    now        TEXT NOT NULL CHECK (now IN ('normal', 'off', 'make_up_work')),
    found_at   BIGINT NOT NULL,
    PRIMARY KEY (session_id, date)
);
