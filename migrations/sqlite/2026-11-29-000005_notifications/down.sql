DROP TABLE letters;
DROP TABLE notice_preferences;
DROP TABLE notices;
