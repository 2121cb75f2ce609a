-- What becomes of a message after it was said.
ALTER TABLE messages ADD COLUMN edited_at BIGINT;
ALTER TABLE messages ADD COLUMN deleted_at BIGINT;

-- What a message said before it was changed, sealed like the message itself, for whoever holds the room.
-- All of it goes when the author takes the message back.
CREATE TABLE message_versions (
    message_id TEXT NOT NULL REFERENCES messages (id),
    version    BIGINT NOT NULL CHECK (version >= 1),
    body       BYTEA NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (message_id, version)
);
