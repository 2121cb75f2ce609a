-- Rooms, their members and messages, moderation, whom to call, and search.

-- A room belongs to a cohort, a series or a team of staff (safety 40); chat does not know the owner. A room with a parent is
-- an aside: two people of that room, until `open_until`.
CREATE TABLE chat_rooms (
    id          TEXT PRIMARY KEY NOT NULL,
    owner_kind  TEXT NOT NULL CHECK (owner_kind IN ('cohort', 'series', 'team')),
    owner_id    TEXT NOT NULL,
    parent_id   TEXT,
    district_id TEXT REFERENCES districts (id),
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    epoch       TEXT NOT NULL CHECK (length(epoch) BETWEEN 8 AND 64),
    min_seq     BIGINT NOT NULL CHECK (min_seq >= 1),
    keep_ms     BIGINT NOT NULL CHECK (keep_ms > 0),
    created_at  BIGINT NOT NULL,
    open_until  BIGINT,
    UNIQUE (owner_kind, owner_id),
    CHECK ((open_until IS NULL) = (parent_id IS NULL))
);
CREATE INDEX chat_rooms_by_district ON chat_rooms (district_id);
CREATE INDEX chat_rooms_by_parent ON chat_rooms (parent_id) WHERE parent_id IS NOT NULL;

-- The numbers of a room. The row is narrow: every write in the room locks it until the commit.
CREATE TABLE room_heads (
    room_id  TEXT PRIMARY KEY NOT NULL REFERENCES chat_rooms (id),
    last_seq BIGINT NOT NULL CHECK (last_seq >= 0),
    last_no  BIGINT NOT NULL CHECK (last_no BETWEEN 0 AND last_seq)
) WITH (fillfactor = 50);

-- A membership: of a person, the room is told this row and nothing else. `name_look` is what the name looks like (Unicode TS
-- 39).
CREATE TABLE chat_seats (
    id           TEXT PRIMARY KEY NOT NULL,
    room_id      TEXT NOT NULL REFERENCES chat_rooms (id),
    person_id    TEXT NOT NULL REFERENCES people (id),
    display_name TEXT NOT NULL CHECK (length(display_name) BETWEEN 1 AND 64),
    name_key     TEXT NOT NULL CHECK (length(name_key) >= 1),
    name_look    TEXT NOT NULL,
    role         TEXT NOT NULL CHECK (role IN ('facilitator', 'participant')),
    joined_seq   BIGINT NOT NULL CHECK (joined_seq >= 1),
    joined_no    BIGINT NOT NULL CHECK (joined_no >= 0),
    removed_seq  BIGINT CHECK (removed_seq > joined_seq),
    read_no      BIGINT NOT NULL CHECK (read_no >= joined_no),
    UNIQUE (room_id, joined_seq)
);
CREATE UNIQUE INDEX chat_seats_one_each ON chat_seats (room_id, person_id) WHERE removed_seq IS NULL;
CREATE UNIQUE INDEX chat_seats_one_name ON chat_seats (room_id, name_key) WHERE removed_seq IS NULL;
CREATE INDEX chat_seats_of_person ON chat_seats (person_id);
CREATE UNIQUE INDEX chat_seats_one_look ON chat_seats (room_id, name_look) WHERE removed_seq IS NULL;
CREATE INDEX chat_seats_live_looks ON chat_seats (name_look) WHERE removed_seq IS NULL;

-- Who left a room of a series by withdrawing consent to online rooms. If they agree again, they get a seat again (safety
-- 15).
CREATE TABLE chat_absences (
    room_id   TEXT NOT NULL REFERENCES chat_rooms (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    role      TEXT NOT NULL CHECK (role IN ('facilitator', 'participant')),
    since     BIGINT NOT NULL,
    PRIMARY KEY (room_id, person_id)
);
CREATE INDEX chat_absences_of_person ON chat_absences (person_id);

-- A message that has no `no` is held back: its author and a reviewer see it, and nobody else yet. `body` is sealed.
CREATE TABLE messages (
    id         TEXT PRIMARY KEY NOT NULL,
    room_id    TEXT NOT NULL REFERENCES chat_rooms (id),
    seq        BIGINT NOT NULL CHECK (seq >= 1),
    no         BIGINT CHECK (no >= 1),
    kind       TEXT NOT NULL DEFAULT 'message' CHECK (kind IN ('message', 'announcement')),
    seat_id    TEXT NOT NULL REFERENCES chat_seats (id),
    cid        TEXT NOT NULL CHECK (length(cid) BETWEEN 8 AND 64),
    body       BYTEA,
    version    BIGINT NOT NULL CHECK (version >= 1),
    reply_to   TEXT REFERENCES messages (id),
    hidden_by  TEXT CHECK (hidden_by IN ('facilitator', 'flags', 'review')),
    created_at BIGINT NOT NULL,
    edited_at  BIGINT,
    deleted_at BIGINT,
    expires_at BIGINT NOT NULL CHECK (expires_at > created_at),
    UNIQUE (room_id, seq),
    UNIQUE (room_id, no),
    UNIQUE (seat_id, cid)
);
CREATE INDEX messages_held ON messages (room_id) WHERE no IS NULL;

-- What a message said before it was edited, sealed, for those who hold the room. All of it goes when the author deletes the
-- message.
CREATE TABLE message_versions (
    message_id TEXT NOT NULL REFERENCES messages (id),
    version    BIGINT NOT NULL CHECK (version >= 1),
    body       BYTEA NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (message_id, version)
);

CREATE TABLE message_reactions (
    message_id TEXT NOT NULL REFERENCES messages (id),
    seat_id    TEXT NOT NULL REFERENCES chat_seats (id),
    reaction   TEXT NOT NULL CHECK (reaction IN ('thumbs_up', 'heart', 'thanks', 'strength', 'sprout', 'hug')),
    at         BIGINT NOT NULL,
    PRIMARY KEY (message_id, seat_id, reaction)
);

-- Whom a message names, determined when it was written. `no` is the number of the message, so the unread mentions of a seat
-- are one range of one index.
CREATE TABLE message_mentions (
    message_id TEXT NOT NULL REFERENCES messages (id),
    seat_id    TEXT NOT NULL REFERENCES chat_seats (id),
    no         BIGINT NOT NULL CHECK (no >= 1),
    PRIMARY KEY (message_id, seat_id)
);
CREATE UNIQUE INDEX message_mentions_of_seat ON message_mentions (seat_id, no);

-- `seat_id` is who pinned. It is empty if a moderator without a seat did.
CREATE TABLE message_pins (
    message_id TEXT PRIMARY KEY NOT NULL REFERENCES messages (id),
    room_id    TEXT NOT NULL REFERENCES chat_rooms (id),
    seat_id    TEXT REFERENCES chat_seats (id),
    at         BIGINT NOT NULL
);
CREATE INDEX message_pins_of_room ON message_pins (room_id, at);

-- The log of a room. The text of a message is in `messages` only, so an edit or a removal leaves no copy.
CREATE TABLE room_events (
    room_id    TEXT NOT NULL REFERENCES chat_rooms (id),
    seq        BIGINT NOT NULL CHECK (seq >= 1),
    kind       TEXT NOT NULL CHECK (kind IN ('msg.new', 'msg.edit', 'msg.del', 'react', 'pin', 'member', 'room', 'mod')),
    message_id TEXT REFERENCES messages (id),
    payload    TEXT,
    at         BIGINT NOT NULL,
    PRIMARY KEY (room_id, seq),
    CHECK ((message_id IS NULL) = (payload IS NOT NULL))
);

-- Sealed copies of what was said before somebody asked for help, for those who come and those who review it, until a year
-- after the call was closed (safety 28). The room forgets the message in its own time.
CREATE TABLE kept_texts (
    message_id TEXT PRIMARY KEY NOT NULL REFERENCES messages (id),
    body       BYTEA NOT NULL,
    kept_until BIGINT NOT NULL
);
CREATE INDEX kept_texts_by_end ON kept_texts (kept_until);

-- When somebody is there to hold a room (safety 41): one room, or all member rooms of a district. Wall-clock minutes of the
-- district's zone. ISO weekday: 1 is Monday.
CREATE TABLE staffed_hours (
    id          TEXT PRIMARY KEY NOT NULL,
    room_id     TEXT REFERENCES chat_rooms (id),
    district_id TEXT REFERENCES districts (id),
    weekday     BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    from_minute BIGINT NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute   BIGINT NOT NULL CHECK (to_minute BETWEEN 1 AND 1440),
    CHECK (to_minute > from_minute),
    CHECK ((room_id IS NULL) <> (district_id IS NULL))
);
CREATE INDEX staffed_hours_of_room ON staffed_hours (room_id) WHERE room_id IS NOT NULL;
CREATE INDEX staffed_hours_of_district ON staffed_hours (district_id) WHERE district_id IS NOT NULL;

-- What is in force in a room (safety 42); no row: nothing. Apart from room_heads, which stays narrow.
CREATE TABLE room_rules (
    room_id      TEXT PRIMARY KEY NOT NULL REFERENCES chat_rooms (id),
    slow_seconds BIGINT NOT NULL CHECK (slow_seconds BETWEEN 0 AND 3600),
    is_paused    BOOLEAN NOT NULL,
    is_locked    BOOLEAN NOT NULL
);

-- What is in force for a person in a room. By person and not by seat: whoever leaves and comes back is where they were. 0
-- means never; `last_at` is kept only while the room is slow.
CREATE TABLE member_rules (
    room_id      TEXT NOT NULL REFERENCES chat_rooms (id),
    person_id    TEXT NOT NULL REFERENCES people (id),
    muted_until  BIGINT NOT NULL CHECK (muted_until >= 0),
    held_until   BIGINT NOT NULL CHECK (held_until >= 0),
    last_at      BIGINT NOT NULL CHECK (last_at >= 0),
    read_only_at BIGINT,
    looked_at    BIGINT NOT NULL CHECK (looked_at >= 0),
    PRIMARY KEY (room_id, person_id)
);
CREATE INDEX member_rules_read_only ON member_rules (room_id) WHERE read_only_at IS NOT NULL;

-- Every act of moderation: by whom (nobody: by the thresholds of flags), on whom, why. Codes only, no words. `seq` is the
-- number of its event, or the newest one if the act has no event.
CREATE TABLE moderation_acts (
    id         TEXT PRIMARY KEY NOT NULL,
    room_id    TEXT NOT NULL REFERENCES chat_rooms (id),
    verb       TEXT NOT NULL CHECK (verb IN ('hide', 'show', 'slow', 'pause', 'resume', 'lock', 'unlock', 'mute', 'unmute',
        'hold', 'unhold', 'remove', 'return', 'feedback', 'warning', 'away_2_weeks', 'away_1_month', 'away_permanent',
        'back', 'read_only', 'reopen', 'keep', 'take_out', 'release', 'refuse')),
    reason     TEXT NOT NULL CHECK (reason IN ('agreement', 'privacy', 'hurtful', 'details', 'offer', 'off_topic', 'worried',
        'calm', 'safety', 'over', 'settled', 'mistake', 'flagged')),
    actor_id   TEXT REFERENCES people (id),
    person_id  TEXT REFERENCES people (id),
    seat_id    TEXT REFERENCES chat_seats (id),
    message_id TEXT REFERENCES messages (id),
    until_at   BIGINT,
    at         BIGINT NOT NULL,
    seq        BIGINT NOT NULL CHECK (seq >= 1),
    CHECK ((person_id IS NULL) = (seat_id IS NULL))
);
CREATE INDEX moderation_acts_of_room ON moderation_acts (room_id, seq);
CREATE INDEX moderation_acts_on_person ON moderation_acts (person_id, at, seq) WHERE person_id IS NOT NULL;

-- How far somebody is on the ladder of a district, and until when they are away from its member rooms.
CREATE TABLE ladder_steps (
    district_id TEXT NOT NULL REFERENCES districts (id),
    person_id   TEXT NOT NULL REFERENCES people (id),
    step        TEXT CHECK (step IN ('feedback', 'warning', 'away_2_weeks', 'away_1_month', 'away_permanent')),
    away_until  BIGINT NOT NULL CHECK (away_until >= 0),
    updated_at  BIGINT NOT NULL,
    PRIMARY KEY (district_id, person_id)
);

-- One flag for each person and message (safety 43). Nobody is told who flagged.
CREATE TABLE message_flags (
    message_id TEXT NOT NULL REFERENCES messages (id),
    person_id  TEXT NOT NULL REFERENCES people (id),
    room_id    TEXT NOT NULL REFERENCES chat_rooms (id),
    author_id  TEXT NOT NULL REFERENCES people (id),
    reason     TEXT NOT NULL CHECK (reason IN ('agreement', 'privacy', 'hurtful', 'details', 'offer', 'off_topic', 'worried',
        'calm', 'safety', 'over', 'settled', 'mistake', 'flagged')),
    at         BIGINT NOT NULL,
    settled_at BIGINT,
    PRIMARY KEY (message_id, person_id)
);
CREATE INDEX message_flags_open ON message_flags (room_id, author_id) WHERE settled_at IS NULL;

-- The answer of the person concerned, sealed; one for each act.
CREATE TABLE appeals (
    id         TEXT PRIMARY KEY NOT NULL,
    act_id     TEXT NOT NULL UNIQUE REFERENCES moderation_acts (id),
    words      BYTEA NOT NULL,
    at         BIGINT NOT NULL,
    decision   TEXT CHECK (decision IN ('uphold', 'lift')),
    reason     TEXT CHECK (reason IN ('agreement', 'privacy', 'hurtful', 'details', 'offer', 'off_topic', 'worried', 'calm',
        'safety', 'over', 'settled', 'mistake', 'flagged')),
    decided_by TEXT REFERENCES people (id),
    decided_at BIGINT,
    CHECK ((decision IS NULL) = (decided_at IS NULL))
);
CREATE INDEX appeals_open ON appeals (at) WHERE decided_at IS NULL;

-- Whom to call, by region (safety 34).
CREATE TABLE crisis_cards (
    region        TEXT PRIMARY KEY NOT NULL CHECK (length(region) BETWEEN 1 AND 40),
    is_default    BOOLEAN NOT NULL,
    reviewed_on   TEXT NOT NULL CHECK (reviewed_on ~ '^[0-9]{4}-[01][0-9]-[0-3][0-9]$'),
    disclaimer_zh TEXT NOT NULL CHECK (length(disclaimer_zh) BETWEEN 1 AND 400),
    disclaimer_en TEXT NOT NULL CHECK (length(disclaimer_en) BETWEEN 1 AND 400)
);
CREATE UNIQUE INDEX crisis_cards_one_default ON crisis_cards (is_default) WHERE is_default;

CREATE TABLE crisis_lines (
    region   TEXT NOT NULL REFERENCES crisis_cards (region),
    position BIGINT NOT NULL CHECK (position BETWEEN 1 AND 20),
    name_zh  TEXT NOT NULL CHECK (length(name_zh) BETWEEN 1 AND 80),
    name_en  TEXT NOT NULL CHECK (length(name_en) BETWEEN 1 AND 80),
    number   TEXT NOT NULL CHECK (length(number) BETWEEN 3 AND 40),
    hours_zh TEXT NOT NULL CHECK (length(hours_zh) BETWEEN 1 AND 80),
    hours_en TEXT NOT NULL CHECK (length(hours_en) BETWEEN 1 AND 80),
    PRIMARY KEY (region, position)
);

CREATE TABLE crisis_regions (
    district_id TEXT PRIMARY KEY NOT NULL REFERENCES districts (id),
    region      TEXT NOT NULL REFERENCES crisis_cards (region)
);

-- The card that ships is a suggestion; the agency reviews it. The police stand last, and no software calls them.
INSERT INTO crisis_cards (region, is_default, reviewed_on, disclaimer_zh, disclaimer_en) VALUES
    ('shanghai', TRUE, '2026-11-01',
     '这里不是危机干预服务，消息不会有人随时查看。如果您或身边的人有生命危险，请直接拨打这些电话。',
     'This is not a crisis service, and messages are not watched around the clock. If you or somebody near you is in danger, please call one of these numbers.');
INSERT INTO crisis_lines (region, position, name_zh, name_en, number, hours_zh, hours_en) VALUES
    ('shanghai', 1, '医疗急救', 'Ambulance', '120', '24 小时', '24 hours'),
    ('shanghai', 2, '全国统一心理援助热线', 'National psychological help line', '12356', '以当地公布为准', 'as announced locally'),
    ('shanghai', 3, '上海市心理热线', 'Shanghai psychological line', '962525', '24 小时', '24 hours'),
    ('shanghai', 4, '报警电话', 'Police', '110', '24 小时', '24 hours');

-- The key with which the search index, or all sealed fields, were made as a whole.
CREATE TABLE key_uses (
    purpose TEXT PRIMARY KEY NOT NULL CHECK (purpose IN ('search', 'fields')),
    key_no  BIGINT NOT NULL CHECK (key_no BETWEEN 1 AND 255)
);

INSERT INTO key_uses (purpose, key_no) VALUES ('search', 1), ('fields', 1);

-- How far the search index follows the log of a room (chat 14). The index has keyed hashes of pieces of text, never the
-- text: whoever has the database alone can read nothing in it.
CREATE TABLE search_marks (
    room_id TEXT PRIMARY KEY NOT NULL REFERENCES chat_rooms (id),
    seq     BIGINT NOT NULL CHECK (seq >= 0)
);

-- The number of a message in the index. It begins with the time of the message, so later messages have larger numbers.
CREATE TABLE search_rows (
    row        BIGINT PRIMARY KEY NOT NULL,
    message_id TEXT NOT NULL UNIQUE REFERENCES messages (id)
);

-- The grams of each row. `src/db/grams.rs` is the only code that knows how each database keeps them.
CREATE TABLE message_grams (
    row   BIGINT PRIMARY KEY NOT NULL REFERENCES search_rows (row),
    grams TEXT[] NOT NULL
);
CREATE INDEX message_grams_by_gram ON message_grams USING gin (grams);
