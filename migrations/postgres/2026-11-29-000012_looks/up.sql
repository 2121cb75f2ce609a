-- What a name looks like (Unicode TS 39): two that look alike are one name. The program fills the columns of older rows at its start.
ALTER TABLE people ADD COLUMN nickname_look TEXT;
CREATE UNIQUE INDEX people_nickname_look_key ON people (nickname_look);
ALTER TABLE chat_seats ADD COLUMN name_look TEXT;
CREATE UNIQUE INDEX chat_seats_one_look ON chat_seats (room_id, name_look) WHERE removed_seq IS NULL;
CREATE INDEX chat_seats_without_look ON chat_seats (room_id, joined_seq) WHERE name_look IS NULL;
