-- Everything that was ever written on a sheet; what it shows is the newest of each person. Rows are never changed. They are
-- deleted only to forget names: `mark` is a keyed hash of somebody who is kept as a number, good for one session and one day.
-- `device_at` is the clock of the device and decides nothing; `tapped_at` is the same moment by the server's clock.
CREATE TABLE attendance_events (
    id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    person_id TEXT REFERENCES people (id),
    mark TEXT,
    status TEXT CHECK (status IN ('here','not_seen','let_us_know')),
    place TEXT CHECK (place IN ('participant','observer','co_lead','lead')),
    minutes BIGINT CHECK (minutes BETWEEN 0 AND 1440),
    unnamed_count BIGINT CHECK (unnamed_count BETWEEN -1000 AND 1000),
    press BIGINT CHECK (press >= 0),
    cid TEXT NOT NULL,
    device TEXT NOT NULL,
    device_at BIGINT NOT NULL,
    tapped_at BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('tap','code','sheet','correction')),
    recorder_id TEXT REFERENCES people (id),
    reason TEXT CHECK (reason IN ('forgotten','mistaken','other_person','time','place','paper','other')),
    CHECK ((source = 'correction') = (reason IS NOT NULL)),
    CHECK ((unnamed_count IS NULL) = (press IS NULL)),
    CHECK ((unnamed_count IS NULL) = (status IS NOT NULL)),
    CHECK ((status IS NULL) = (place IS NULL)),
    CHECK ((status IS NULL) = (minutes IS NULL)),
    CHECK ((status IS NOT NULL) = (person_id IS NOT NULL OR mark IS NOT NULL)),
    CHECK (person_id IS NULL OR mark IS NULL),
    UNIQUE (session_id, cid)
);
CREATE INDEX attendance_events_of_person ON attendance_events (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX attendance_events_marked ON attendance_events (session_id) WHERE mark IS NOT NULL;
CREATE FUNCTION attendance_events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'attendance_events_append_only' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER attendance_events_no_update BEFORE UPDATE ON attendance_events FOR EACH ROW
EXECUTE FUNCTION attendance_events_refuse();

INSERT INTO attendance_events
    (id, session_id, person_id, status, place, minutes, cid, device, device_at, tapped_at, saved_at, source, recorder_id)
SELECT id, session_id, person_id, status, place, minutes, cid, 'before', recorded_at, recorded_at, saved_at, 'tap', recorder_id
FROM attendances;
INSERT INTO attendance_events
    (id, session_id, unnamed_count, press, cid, device, device_at, tapped_at, saved_at, source)
SELECT id, id, unnamed_count, 0, 'before', 'before', ends_at, ends_at, ends_at, 'tap'
FROM sessions WHERE unnamed_count > 0;

-- Whether a line of the sheet may be credited: nobody decides their own, or a practice place that was not booked.
ALTER TABLE attendances ADD COLUMN standing TEXT NOT NULL DEFAULT 'plain'
    CHECK (standing IN ('plain','waiting','confirmed','refused'));
CREATE INDEX attendances_waiting ON attendances (session_id) WHERE standing = 'waiting';

CREATE TABLE attendance_decisions (
    session_id TEXT NOT NULL REFERENCES sessions (id),
    cid TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    is_confirmed BOOLEAN NOT NULL,
    decided_by TEXT NOT NULL REFERENCES people (id),
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (session_id, cid)
);

-- Nicknames that were tried on a sheet, without the nickname: so that nobody tries them all.
CREATE TABLE nickname_tries (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (id),
    is_found BOOLEAN NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX nickname_tries_of_person ON nickname_tries (person_id, at);

-- Regulars of a series, and debriefs by their age.
CREATE INDEX sessions_by_series ON sessions (series_id, starts_at) WHERE series_id IS NOT NULL;
CREATE INDEX debriefs_by_time ON debriefs (written_at);
