-- Whether letters may tell of mentions too; nobody is told who has not asked for it.
ALTER TABLE notice_preferences ADD COLUMN is_mention_on BOOLEAN NOT NULL DEFAULT FALSE;
