-- Whether letters may tell of mentions too; nobody is told who has not asked for it.
ALTER TABLE notice_preferences ADD COLUMN is_mention_on INTEGER NOT NULL DEFAULT 0 CHECK (is_mention_on IN (0, 1));
