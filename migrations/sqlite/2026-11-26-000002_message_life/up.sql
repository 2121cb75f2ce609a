-- What becomes of a message after it was said.
ALTER TABLE messages ADD COLUMN edited_at INTEGER;
ALTER TABLE messages ADD COLUMN deleted_at INTEGER;

-- What a message said before it was changed, sealed like the message itself, for whoever holds the room.
-- All of it goes when the author takes the message back.
CREATE TABLE message_versions (
    message_id TEXT NOT NULL REFERENCES messages (id),
    version    INTEGER NOT NULL CHECK (version >= 1),
    body       BLOB NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (message_id, version)
) STRICT, WITHOUT ROWID;

ALTER TABLE messages ADD COLUMN kind TEXT NOT NULL DEFAULT 'message' CHECK (kind IN ('message', 'announcement'));

CREATE TABLE message_reactions (
    message_id TEXT NOT NULL REFERENCES messages (id),
    seat_id    TEXT NOT NULL REFERENCES chat_seats (id),
    reaction   TEXT NOT NULL CHECK (reaction IN ('thumbs_up', 'heart', 'thanks', 'strength', 'sprout', 'hug')),
    at         INTEGER NOT NULL,
    PRIMARY KEY (message_id, seat_id, reaction)
) STRICT, WITHOUT ROWID;

-- Whom a message names, found out when it was written. The message's own number stands here too, so that what somebody
-- has not read is one range of one index.
CREATE TABLE message_mentions (
    message_id TEXT NOT NULL REFERENCES messages (id),
    seat_id    TEXT NOT NULL REFERENCES chat_seats (id),
    no         INTEGER NOT NULL CHECK (no >= 1),
    PRIMARY KEY (message_id, seat_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX message_mentions_of_seat ON message_mentions (seat_id, no);

-- Who pinned is kept for those who look after the room; a keeper without a seat has no name there.
CREATE TABLE message_pins (
    message_id TEXT PRIMARY KEY NOT NULL REFERENCES messages (id),
    room_id    TEXT NOT NULL REFERENCES chat_rooms (id),
    seat_id    TEXT REFERENCES chat_seats (id),
    at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX message_pins_of_room ON message_pins (room_id, at);
