-- An aside: two people of a room for a while, in a room of their own (safety 40). It is open until then, and never after.
ALTER TABLE chat_rooms ADD COLUMN parent_id TEXT;
ALTER TABLE chat_rooms ADD COLUMN open_until INTEGER CHECK ((open_until IS NULL) = (parent_id IS NULL));
CREATE INDEX chat_rooms_by_parent ON chat_rooms (parent_id) WHERE parent_id IS NOT NULL;
