-- A message that is not shown: hidden by who holds the room, by flags until somebody has looked, or taken out by a review.
-- One without `no` is held: nobody but its author and a reviewer sees it yet.
ALTER TABLE messages ADD COLUMN hidden_by TEXT CHECK (hidden_by IN ('facilitator', 'flags', 'review'));
CREATE INDEX messages_held ON messages (room_id) WHERE no IS NULL;

-- What holds in a room now (safety 42); no row: nothing. Apart from the number row, which stays narrow.
CREATE TABLE room_rules (
    room_id      TEXT PRIMARY KEY NOT NULL REFERENCES chat_rooms (id),
    slow_seconds BIGINT NOT NULL CHECK (slow_seconds BETWEEN 0 AND 3600),
    is_paused    BOOLEAN NOT NULL,
    is_locked    BOOLEAN NOT NULL
);

-- What holds for a person in a room now. By person, not by seat: who leaves and comes back is where they were.
-- 0 is never; `last_at` is kept only while the room is slow.
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

-- Everything that was done: by whom (nobody: by the thresholds of flags), to whom, why. Codes only, never words.
-- `seq` is its event, or the newest one when the room hears of it in another way.
CREATE TABLE moderation_acts (
    id         TEXT PRIMARY KEY NOT NULL,
    room_id    TEXT NOT NULL REFERENCES chat_rooms (id),
    verb       TEXT NOT NULL CHECK (verb IN ('hide', 'show', 'slow', 'pause', 'resume', 'lock', 'unlock', 'mute', 'unmute', 'hold', 'unhold', 'remove', 'return', 'feedback', 'warning', 'away_2_weeks', 'away_1_month', 'away_permanent', 'back', 'read_only', 'reopen', 'keep', 'take_out', 'release', 'refuse')),
    reason     TEXT NOT NULL CHECK (reason IN ('agreement', 'privacy', 'hurtful', 'details', 'offer', 'off_topic', 'worried', 'calm', 'safety', 'over', 'settled', 'mistake', 'flagged')),
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

-- One flag per person and message (safety 43). Who flagged is told to nobody.
CREATE TABLE message_flags (
    message_id TEXT NOT NULL REFERENCES messages (id),
    person_id  TEXT NOT NULL REFERENCES people (id),
    room_id    TEXT NOT NULL REFERENCES chat_rooms (id),
    author_id  TEXT NOT NULL REFERENCES people (id),
    reason     TEXT NOT NULL CHECK (reason IN ('agreement', 'privacy', 'hurtful', 'details', 'offer', 'off_topic', 'worried', 'calm', 'safety', 'over', 'settled', 'mistake', 'flagged')),
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
    reason     TEXT CHECK (reason IN ('agreement', 'privacy', 'hurtful', 'details', 'offer', 'off_topic', 'worried', 'calm', 'safety', 'over', 'settled', 'mistake', 'flagged')),
    decided_by TEXT REFERENCES people (id),
    decided_at BIGINT,
    CHECK ((decision IS NULL) = (decided_at IS NULL))
);
CREATE INDEX appeals_open ON appeals (at) WHERE decided_at IS NULL;
