DROP INDEX chat_seats_without_look;
DROP INDEX chat_seats_one_look;
ALTER TABLE chat_seats DROP COLUMN name_look;
DROP INDEX people_nickname_look_key;
ALTER TABLE people DROP COLUMN nickname_look;
