-- Finding what was said (chat 14). The index holds keyed hashes of pieces of text, never the text: whoever has the database alone can
-- read nothing in it. It follows the log of each room; the mark says how far.
CREATE TABLE search_marks (
    room_id TEXT PRIMARY KEY REFERENCES chat_rooms (id),
    seq     BIGINT NOT NULL CHECK (seq >= 0)
);

-- A message's number in the index; later ones are larger.
CREATE TABLE search_rows (
    row        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE REFERENCES messages (id)
);

CREATE TABLE message_grams (
    row   BIGINT PRIMARY KEY REFERENCES search_rows (row),
    grams TEXT[] NOT NULL
);
CREATE INDEX message_grams_by_gram ON message_grams USING gin (grams);
