ALTER TABLE cohorts DROP COLUMN row_version;
ALTER TABLE pauses DROP COLUMN is_absence;
DROP TRIGGER credit_entries_in_force_once;
CREATE TRIGGER credit_entries_in_force_once BEFORE INSERT ON credit_entries
WHEN NEW.reversal_of IS NULL AND EXISTS (
    SELECT 1 FROM credit_entries AS e
    WHERE e.source_kind = NEW.source_kind AND e.source_id = NEW.source_id AND e.person_id = NEW.person_id
      AND e.requirement_id = NEW.requirement_id AND e.reversal_of IS NULL
      AND NOT EXISTS (SELECT 1 FROM credit_entries AS r WHERE r.reversal_of = e.id))
BEGIN SELECT RAISE(ABORT, 'credit_entries_in_force_once'); END;
ALTER TABLE credit_entries DROP COLUMN domain;
DROP INDEX credit_entries_once;
CREATE UNIQUE INDEX credit_entries_once ON credit_entries (source_kind, source_id, person_id, requirement_id, round) WHERE reversal_of IS NULL;
