ALTER TABLE notice_preferences DROP COLUMN is_mention_on;
