DROP TABLE appeals;
DROP TABLE message_flags;
DROP TABLE ladder_steps;
DROP TABLE moderation_acts;
DROP TABLE member_rules;
DROP TABLE room_rules;
DROP INDEX messages_held;
ALTER TABLE messages DROP COLUMN hidden_by;
