-- Districts and their places.

CREATE TABLE districts (
    id          TEXT PRIMARY KEY NOT NULL,
    name        TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 80),
    has_station INTEGER NOT NULL CHECK (has_station IN (0, 1)),
    zone        TEXT NOT NULL CHECK (length(zone) BETWEEN 1 AND 64),
    duty_phone  TEXT CHECK (length(duty_phone) BETWEEN 3 AND 40),
    created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE service_points (
    id          TEXT PRIMARY KEY NOT NULL,
    district_id TEXT NOT NULL REFERENCES districts (id),
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    UNIQUE (district_id, name)
) STRICT;

CREATE TABLE studios (
    id          TEXT PRIMARY KEY NOT NULL,
    district_id TEXT NOT NULL REFERENCES districts (id),
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    zone        TEXT NOT NULL CHECK (length(zone) BETWEEN 1 AND 64),
    is_active   INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    created_at  INTEGER NOT NULL,
    UNIQUE (district_id, name)
) STRICT;
CREATE INDEX studios_by_name ON studios (name);

CREATE TABLE rooms (
    id        TEXT PRIMARY KEY NOT NULL,
    studio_id TEXT NOT NULL REFERENCES studios (id),
    name      TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    capacity  INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 1000),
    features  TEXT NOT NULL CHECK (features LIKE '[%]'),
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    UNIQUE (studio_id, name)
) STRICT;

-- Opening hours of a weekday, in wall-clock minutes of the studio's zone: 0 is midnight, 1440 the end of the day. ISO
-- weekday: 1 is Monday.
CREATE TABLE opening_rules (
    id          TEXT PRIMARY KEY NOT NULL,
    studio_id   TEXT NOT NULL REFERENCES studios (id),
    weekday     INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    from_minute INTEGER NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute   INTEGER NOT NULL CHECK (to_minute BETWEEN 1 AND 1440),
    CHECK (to_minute > from_minute),
    UNIQUE (studio_id, weekday, from_minute)
) STRICT;

-- Opening hours of one date, instead of those of its weekday. Several open rows of a date are several intervals.
CREATE TABLE opening_exceptions (
    id          TEXT PRIMARY KEY NOT NULL,
    studio_id   TEXT NOT NULL REFERENCES studios (id),
    date        TEXT NOT NULL CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    is_closed   INTEGER NOT NULL CHECK (is_closed IN (0, 1)),
    from_minute INTEGER CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute   INTEGER CHECK (to_minute BETWEEN 1 AND 1440),
    reason      TEXT NOT NULL CHECK (length(reason) <= 200),
    CHECK ((is_closed = 1 AND from_minute IS NULL AND to_minute IS NULL) OR (is_closed = 0 AND from_minute IS NOT NULL
        AND to_minute IS NOT NULL AND to_minute > from_minute)),
    UNIQUE (studio_id, date, from_minute)
) STRICT;
CREATE UNIQUE INDEX opening_exceptions_closed_once ON opening_exceptions (studio_id, date) WHERE is_closed = 1;
