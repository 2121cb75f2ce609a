ALTER TABLE cohorts DROP COLUMN row_version;
ALTER TABLE pauses DROP COLUMN is_absence;
CREATE OR REPLACE FUNCTION training_ledger_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reversal_of IS NULL AND EXISTS (
        SELECT 1 FROM credit_entries AS e
        WHERE e.source_kind = NEW.source_kind AND e.source_id = NEW.source_id AND e.person_id = NEW.person_id
          AND e.requirement_id = NEW.requirement_id AND e.reversal_of IS NULL
          AND NOT EXISTS (SELECT 1 FROM credit_entries AS r WHERE r.reversal_of = e.id)) THEN
        RAISE EXCEPTION USING MESSAGE = 'credit_entries_in_force_once', ERRCODE = 'check_violation', CONSTRAINT = 'credit_entries_in_force_once';
    END IF;
    IF NEW.reversal_of IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM credit_entries AS e
        WHERE e.id = NEW.reversal_of AND e.reversal_of IS NULL AND e.amount = -NEW.amount AND e.minutes = -NEW.minutes
          AND e.enrolment_id = NEW.enrolment_id AND e.person_id = NEW.person_id AND e.requirement_id = NEW.requirement_id
          AND e.source_kind = NEW.source_kind AND e.source_id = NEW.source_id AND e.round = NEW.round) THEN
        RAISE EXCEPTION USING MESSAGE = 'credit_entries_exact_reversal', ERRCODE = 'check_violation', CONSTRAINT = 'credit_entries_exact_reversal';
    END IF;
    RETURN NEW;
END $$;
ALTER TABLE credit_entries DROP COLUMN domain;
DROP INDEX credit_entries_once;
CREATE UNIQUE INDEX credit_entries_once ON credit_entries (source_kind, source_id, person_id, requirement_id, round) WHERE reversal_of IS NULL;
