ALTER TABLE people ADD COLUMN counsellor_status TEXT CHECK (counsellor_status IN ('candidate', 'provisional', 'certified'));
UPDATE people SET counsellor_status = (
  SELECT CASE max(CASE kind WHEN 'certified' THEN 3 WHEN 'provisional' THEN 2 ELSE 1 END)
    WHEN 3 THEN 'certified' WHEN 2 THEN 'provisional' WHEN 1 THEN 'candidate' END
  FROM qualifications WHERE person_id = people.id AND to_at IS NULL);
DROP TABLE qualifications;
