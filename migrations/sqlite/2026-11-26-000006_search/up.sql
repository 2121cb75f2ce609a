-- Finding what was said (chat 14). The index holds keyed hashes of pieces of text, never the text: whoever has the file alone can
-- read nothing in it. It follows the log of each room; the mark says how far.
CREATE TABLE search_marks (
    room_id TEXT PRIMARY KEY NOT NULL REFERENCES chat_rooms (id),
    seq     INTEGER NOT NULL CHECK (seq >= 0)
) STRICT, WITHOUT ROWID;

-- A message's number in the index; later ones are larger.
CREATE TABLE search_rows (
    row        INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    message_id TEXT NOT NULL UNIQUE REFERENCES messages (id)
) STRICT;

CREATE VIRTUAL TABLE message_grams USING fts5 (
    grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
