-- What somebody is qualified for, from when and until when, and from what it comes. Nothing overwrites it: whoever goes through a
-- programme a second time keeps what they held, and a session asks for its own day. A start of 0: held before it was written here.
CREATE TABLE qualifications (
  id TEXT PRIMARY KEY NOT NULL,
  person_id TEXT NOT NULL REFERENCES people (id),
  kind TEXT NOT NULL CHECK (kind IN ('candidate', 'provisional', 'certified')),
  from_at BIGINT NOT NULL,
  to_at BIGINT,
  source TEXT NOT NULL CHECK (source IN ('brought', 'enrolment', 'gate')),
  source_id TEXT,
  CHECK (to_at IS NULL OR to_at >= from_at),
  CHECK ((source_id IS NULL) = (source = 'brought'))
);
CREATE INDEX qualifications_person_id ON qualifications (person_id, kind);
CREATE INDEX qualifications_source ON qualifications (source, source_id);
INSERT INTO qualifications (id, person_id, kind, from_at, to_at, source, source_id)
SELECT id, id, counsellor_status, 0, NULL, 'brought', NULL FROM people WHERE counsellor_status IS NOT NULL;
ALTER TABLE people DROP COLUMN counsellor_status;
