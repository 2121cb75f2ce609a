DROP TABLE escalation_messages;
DROP TABLE kept_texts;
