-- Districts and their places.

CREATE TABLE districts (
    id          TEXT PRIMARY KEY NOT NULL,
    name        TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 80),
    has_station BOOLEAN NOT NULL,
    zone        TEXT NOT NULL CHECK (length(zone) BETWEEN 1 AND 64),
    duty_phone  TEXT CHECK (length(duty_phone) BETWEEN 3 AND 40),
    created_at  BIGINT NOT NULL
);

CREATE TABLE service_points (
    id          TEXT PRIMARY KEY NOT NULL,
    district_id TEXT NOT NULL REFERENCES districts (id),
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    UNIQUE (district_id, name)
);

CREATE TABLE studios (
    id          TEXT PRIMARY KEY NOT NULL,
    district_id TEXT NOT NULL REFERENCES districts (id),
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    zone        TEXT NOT NULL CHECK (length(zone) BETWEEN 1 AND 64),
    is_active   BOOLEAN NOT NULL,
    created_at  BIGINT NOT NULL,
    UNIQUE (district_id, name)
);
CREATE INDEX studios_by_name ON studios (name);

CREATE TABLE rooms (
    id        TEXT PRIMARY KEY NOT NULL,
    studio_id TEXT NOT NULL REFERENCES studios (id),
    name      TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    capacity  BIGINT NOT NULL CHECK (capacity BETWEEN 1 AND 1000),
    features  TEXT NOT NULL CHECK (features LIKE '[%]'),
    is_active BOOLEAN NOT NULL,
    UNIQUE (studio_id, name)
);

-- Opening hours of a weekday, in wall-clock minutes of the studio's zone: 0 is midnight, 1440 the end of the day. ISO
-- weekday: 1 is Monday.
CREATE TABLE opening_rules (
    id          TEXT PRIMARY KEY NOT NULL,
    studio_id   TEXT NOT NULL REFERENCES studios (id),
    weekday     BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    from_minute BIGINT NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute   BIGINT NOT NULL CHECK (to_minute BETWEEN 1 AND 1440),
    CHECK (to_minute > from_minute),
    UNIQUE (studio_id, weekday, from_minute)
);

-- Opening hours of one date, instead of those of its weekday. Several open rows of a date are several intervals.
CREATE TABLE opening_exceptions (
    id          TEXT PRIMARY KEY NOT NULL,
    studio_id   TEXT NOT NULL REFERENCES studios (id),
    date        TEXT NOT NULL CHECK (date ~ '^[0-9]{4}-[01][0-9]-[0-3][0-9]$'),
    is_closed   BOOLEAN NOT NULL,
    from_minute BIGINT CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute   BIGINT CHECK (to_minute BETWEEN 1 AND 1440),
    reason      TEXT NOT NULL CHECK (length(reason) <= 200),
    CHECK ((is_closed AND from_minute IS NULL AND to_minute IS NULL) OR (NOT is_closed AND from_minute IS NOT NULL
        AND to_minute IS NOT NULL AND to_minute > from_minute)),
    UNIQUE (studio_id, date, from_minute)
);
CREATE UNIQUE INDEX opening_exceptions_closed_once ON opening_exceptions (studio_id, date) WHERE is_closed;
