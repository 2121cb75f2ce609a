-- A series is one thing: the rule of its dates (RFC 5545, without its end), what is done on days off and with dates that
-- cannot be placed, and what a new date of it is like. `until_date` is the last date up to which dates were made.
ALTER TABLE series ADD COLUMN rule TEXT NOT NULL DEFAULT 'FREQ=WEEKLY';
ALTER TABLE series ADD COLUMN off_days TEXT NOT NULL DEFAULT 'keep' CHECK (off_days IN ('skip', 'keep', 'move', 'ask'));
ALTER TABLE series ADD COLUMN on_conflict TEXT NOT NULL DEFAULT 'skip' CHECK (on_conflict IN ('skip', 'refuse'));
ALTER TABLE series ADD COLUMN row_version INTEGER NOT NULL DEFAULT 1 CHECK (row_version >= 1);
ALTER TABLE series ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE series ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE series ADD COLUMN people INTEGER CHECK (people >= 0);
ALTER TABLE series ADD COLUMN phase_module TEXT;
CREATE INDEX series_by_district ON series (district_id, until_date, id);
UPDATE series SET title = name;

-- Who is on the staff of new dates.
CREATE TABLE series_staff (
    series_id TEXT NOT NULL REFERENCES series (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    role      TEXT NOT NULL CHECK (role IN ('lead', 'co_lead', 'observer', 'supervisor', 'social_worker', 'trainer')),
    PRIMARY KEY (series_id, person_id)
) STRICT;

-- What a date of a series has of its own: a change of the whole series leaves it alone.
CREATE TABLE session_detached_fields (
    session_id TEXT NOT NULL REFERENCES sessions (id),
    field      TEXT NOT NULL CHECK (field IN ('title', 'time', 'minutes', 'room', 'people', 'note', 'staff')),
    PRIMARY KEY (session_id, field)
) STRICT;
