DROP INDEX chat_rooms_by_parent;
ALTER TABLE chat_rooms DROP COLUMN open_until;
ALTER TABLE chat_rooms DROP COLUMN parent_id;
