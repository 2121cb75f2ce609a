-- Where somebody works or trains, over time. `people.home_district_id` is the last of them; who set it stays readable here.
CREATE TABLE home_districts (
  id TEXT PRIMARY KEY NOT NULL,
  person_id TEXT NOT NULL REFERENCES people (id),
  district_id TEXT NOT NULL REFERENCES districts (id),
  from_at BIGINT NOT NULL,
  set_by TEXT REFERENCES people (id)
);
CREATE INDEX home_districts_person_id ON home_districts (person_id, from_at);
INSERT INTO home_districts (id, person_id, district_id, from_at, set_by)
SELECT id, id, home_district_id, created_at, created_by FROM people WHERE home_district_id IS NOT NULL;
