DROP TABLE escalation_messages;
ALTER TABLE messages DROP COLUMN kept_until;
