DROP TABLE message_pins;
DROP TABLE message_mentions;
DROP TABLE message_reactions;
DROP TABLE message_versions;
ALTER TABLE messages DROP COLUMN kind;
ALTER TABLE messages DROP COLUMN deleted_at;
ALTER TABLE messages DROP COLUMN edited_at;
