-- What was said in a room before somebody asked for help, for those who come and those who look at it afterwards, until a year after
-- the call was closed (safety 28): a copy of the sealed text, so that the room forgets the message in its own time.
CREATE TABLE kept_texts (
    message_id TEXT PRIMARY KEY NOT NULL REFERENCES messages (id),
    body       BYTEA NOT NULL,
    kept_until BIGINT NOT NULL
);
CREATE INDEX kept_texts_by_end ON kept_texts (kept_until);

CREATE TABLE escalation_messages (
    escalation_id TEXT NOT NULL REFERENCES escalations (id),
    message_id    TEXT NOT NULL REFERENCES messages (id),
    PRIMARY KEY (escalation_id, message_id)
);
CREATE INDEX escalation_messages_by_message ON escalation_messages (message_id);
