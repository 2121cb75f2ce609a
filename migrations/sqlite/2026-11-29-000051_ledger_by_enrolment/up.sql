-- The ledger is keyed by enrolment: a second programme of the same person rests on the same consent, and has a line of its own. The
-- domain is kept with the line, so that a later version cannot change what was credited.
DROP INDEX credit_entries_once;
CREATE UNIQUE INDEX credit_entries_once ON credit_entries (source_kind, source_id, enrolment_id, requirement_id, round) WHERE reversal_of IS NULL;
ALTER TABLE credit_entries ADD COLUMN domain TEXT CHECK (domain IN ('advocacy', 'mentoring', 'wellness', 'ethics'));
DROP TRIGGER credit_entries_no_update;
UPDATE credit_entries SET domain = (SELECT domain FROM requirements WHERE requirements.id = requirement_id);
CREATE TRIGGER credit_entries_no_update BEFORE UPDATE ON credit_entries BEGIN SELECT RAISE(ABORT, 'credit_entries_append_only'); END;
DROP TRIGGER credit_entries_in_force_once;
CREATE TRIGGER credit_entries_in_force_once BEFORE INSERT ON credit_entries
WHEN NEW.reversal_of IS NULL AND EXISTS (
    SELECT 1 FROM credit_entries AS e
    WHERE e.source_kind = NEW.source_kind AND e.source_id = NEW.source_id AND e.enrolment_id = NEW.enrolment_id
      AND e.requirement_id = NEW.requirement_id AND e.reversal_of IS NULL
      AND NOT EXISTS (SELECT 1 FROM credit_entries AS r WHERE r.reversal_of = e.id))
BEGIN SELECT RAISE(ABORT, 'credit_entries_in_force_once'); END;

-- Whoever left and comes back takes up the same enrolment. The time between is a rest in which nothing is credited.
ALTER TABLE pauses ADD COLUMN is_absence INTEGER NOT NULL DEFAULT 0 CHECK (is_absence IN (0, 1));

-- The head row of its places: whoever takes somebody in locks it.
ALTER TABLE cohorts ADD COLUMN row_version INTEGER NOT NULL DEFAULT 1;
