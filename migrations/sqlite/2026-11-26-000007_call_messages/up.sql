-- What was said before somebody asked for help, kept for those who come and those who look at it afterwards, until a year after the
-- call was closed (safety 28). The room itself forgets it in its own time.
ALTER TABLE messages ADD COLUMN kept_until INTEGER;
CREATE TABLE escalation_messages (
    escalation_id TEXT NOT NULL REFERENCES escalations (id),
    message_id    TEXT NOT NULL REFERENCES messages (id),
    PRIMARY KEY (escalation_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX escalation_messages_by_message ON escalation_messages (message_id);
