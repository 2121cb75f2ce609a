INSERT INTO message_grams (message_grams) VALUES ('delete-all');
DELETE FROM search_rows;
DELETE FROM search_marks;
