-- A room belongs to a cohort, a series or a staff team (safety 40); the owner is opaque here.
CREATE TABLE chat_rooms (
    id          TEXT PRIMARY KEY NOT NULL,
    owner_kind  TEXT NOT NULL CHECK (owner_kind IN ('cohort', 'series', 'team')),
    owner_id    TEXT NOT NULL,
    district_id TEXT REFERENCES districts (id),
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    epoch       TEXT NOT NULL CHECK (length(epoch) BETWEEN 8 AND 64),
    min_seq     INTEGER NOT NULL CHECK (min_seq >= 1),
    keep_ms     INTEGER NOT NULL CHECK (keep_ms > 0),
    created_at  INTEGER NOT NULL,
    UNIQUE (owner_kind, owner_id)
) STRICT;
CREATE INDEX chat_rooms_by_district ON chat_rooms (district_id);

-- The hottest row of the product: narrow, locked by every write in the room until its commit.
CREATE TABLE room_heads (
    room_id  TEXT PRIMARY KEY NOT NULL REFERENCES chat_rooms (id),
    last_seq INTEGER NOT NULL CHECK (last_seq >= 0),
    last_no  INTEGER NOT NULL CHECK (last_no BETWEEN 0 AND last_seq)
) STRICT, WITHOUT ROWID;

-- A membership: the pseudonym boundary. Nothing of a person but this row is ever told to a room.
CREATE TABLE chat_seats (
    id           TEXT PRIMARY KEY NOT NULL,
    room_id      TEXT NOT NULL REFERENCES chat_rooms (id),
    person_id    TEXT NOT NULL REFERENCES people (id),
    display_name TEXT NOT NULL CHECK (length(display_name) BETWEEN 1 AND 64),
    name_key     TEXT NOT NULL CHECK (length(name_key) >= 1),
    role         TEXT NOT NULL CHECK (role IN ('facilitator', 'participant')),
    joined_seq   INTEGER NOT NULL CHECK (joined_seq >= 1),
    joined_no    INTEGER NOT NULL CHECK (joined_no >= 0),
    removed_seq  INTEGER CHECK (removed_seq > joined_seq),
    read_no      INTEGER NOT NULL CHECK (read_no >= joined_no),
    UNIQUE (room_id, joined_seq)
) STRICT;
CREATE UNIQUE INDEX chat_seats_one_each ON chat_seats (room_id, person_id) WHERE removed_seq IS NULL;
CREATE UNIQUE INDEX chat_seats_one_name ON chat_seats (room_id, name_key) WHERE removed_seq IS NULL;
CREATE INDEX chat_seats_of_person ON chat_seats (person_id);

-- The log. A message's text stands in messages only, so that an edit or a removal leaves no copy behind.
CREATE TABLE messages (
    id         TEXT PRIMARY KEY NOT NULL,
    room_id    TEXT NOT NULL REFERENCES chat_rooms (id),
    seq        INTEGER NOT NULL CHECK (seq >= 1),
    no         INTEGER CHECK (no >= 1),
    seat_id    TEXT NOT NULL REFERENCES chat_seats (id),
    cid        TEXT NOT NULL CHECK (length(cid) BETWEEN 8 AND 64),
    body       BLOB,
    version    INTEGER NOT NULL CHECK (version >= 1),
    reply_to   TEXT REFERENCES messages (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL CHECK (expires_at > created_at),
    UNIQUE (room_id, seq),
    UNIQUE (room_id, no),
    UNIQUE (seat_id, cid)
) STRICT;

CREATE TABLE room_events (
    room_id    TEXT NOT NULL REFERENCES chat_rooms (id),
    seq        INTEGER NOT NULL CHECK (seq >= 1),
    kind       TEXT NOT NULL CHECK (kind IN ('msg.new', 'msg.edit', 'msg.del', 'react', 'pin', 'member', 'room', 'mod')),
    message_id TEXT REFERENCES messages (id),
    payload    TEXT,
    at         INTEGER NOT NULL,
    PRIMARY KEY (room_id, seq),
    CHECK ((message_id IS NULL) = (payload IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- One-time tickets for sockets: only a keyed hash is kept.
CREATE TABLE ws_tickets (
    hash            TEXT PRIMARY KEY NOT NULL,
    person_id       TEXT NOT NULL REFERENCES people (id),
    login_id        TEXT NOT NULL REFERENCES logins (id),
    origin          TEXT,
    auth_expires_at INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ws_tickets_by_expiry ON ws_tickets (expires_at);

-- Whom to call, per region (safety 34).
CREATE TABLE crisis_cards (
    region        TEXT PRIMARY KEY NOT NULL CHECK (length(region) BETWEEN 1 AND 40),
    is_default    INTEGER NOT NULL CHECK (is_default IN (0, 1)),
    reviewed_on   TEXT NOT NULL CHECK (reviewed_on GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    disclaimer_zh TEXT NOT NULL CHECK (length(disclaimer_zh) BETWEEN 1 AND 400),
    disclaimer_en TEXT NOT NULL CHECK (length(disclaimer_en) BETWEEN 1 AND 400)
) STRICT;
CREATE UNIQUE INDEX crisis_cards_one_default ON crisis_cards (is_default) WHERE is_default = 1;

CREATE TABLE crisis_lines (
    region   TEXT NOT NULL REFERENCES crisis_cards (region),
    position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 20),
    name_zh  TEXT NOT NULL CHECK (length(name_zh) BETWEEN 1 AND 80),
    name_en  TEXT NOT NULL CHECK (length(name_en) BETWEEN 1 AND 80),
    number   TEXT NOT NULL CHECK (length(number) BETWEEN 3 AND 40),
    hours_zh TEXT NOT NULL CHECK (length(hours_zh) BETWEEN 1 AND 80),
    hours_en TEXT NOT NULL CHECK (length(hours_en) BETWEEN 1 AND 80),
    PRIMARY KEY (region, position)
) STRICT;

CREATE TABLE crisis_regions (
    district_id TEXT PRIMARY KEY NOT NULL REFERENCES districts (id),
    region      TEXT NOT NULL REFERENCES crisis_cards (region)
) STRICT;

-- When somebody is there to hold the room (safety 41): of one room, or of all member rooms of a district.
-- Wall-clock minutes of the district's zone; ISO weekday, 1 is Monday.
CREATE TABLE staffed_hours (
    id          TEXT PRIMARY KEY NOT NULL,
    room_id     TEXT REFERENCES chat_rooms (id),
    district_id TEXT REFERENCES districts (id),
    weekday     INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    from_minute INTEGER NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute   INTEGER NOT NULL CHECK (to_minute BETWEEN 1 AND 1440),
    CHECK (to_minute > from_minute),
    CHECK ((room_id IS NULL) <> (district_id IS NULL))
) STRICT;
CREATE INDEX staffed_hours_of_room ON staffed_hours (room_id) WHERE room_id IS NOT NULL;
CREATE INDEX staffed_hours_of_district ON staffed_hours (district_id) WHERE district_id IS NOT NULL;

-- The suggestion that ships; the agency reviews it. Police stands last and is never called by software.
INSERT INTO crisis_cards (region, is_default, reviewed_on, disclaimer_zh, disclaimer_en) VALUES
    ('shanghai', 1, '2026-11-01',
     '同行不是危机干预服务，消息不会被随时查看。如果你或身边的人有生命危险，请直接拨打下面的电话。',
     'Tongxing is not a crisis service, and messages are not watched around the clock. If you or somebody near you is in danger, please call one of these numbers.');
INSERT INTO crisis_lines (region, position, name_zh, name_en, number, hours_zh, hours_en) VALUES
    ('shanghai', 1, '医疗急救', 'Ambulance', '120', '24 小时', '24 hours'),
    ('shanghai', 2, '全国统一心理援助热线', 'National psychological help line', '12356', '以当地公布为准', 'as announced locally'),
    ('shanghai', 3, '上海市心理热线', 'Shanghai psychological line', '962525', '24 小时', '24 hours'),
    ('shanghai', 4, '报警电话', 'Police', '110', '24 小时', '24 hours');
