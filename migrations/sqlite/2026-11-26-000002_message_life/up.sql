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
