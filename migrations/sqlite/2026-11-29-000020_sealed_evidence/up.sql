-- What staff write about a trainee is sealed like every text about a person. What was written before stands in `note` until the
-- server has sealed it at its next start; nothing new goes there.
ALTER TABLE evidence_items ADD COLUMN sealed_note BLOB;
DROP TRIGGER evidence_items_no_update;
CREATE TRIGGER evidence_items_no_update BEFORE UPDATE ON evidence_items
WHEN NOT (NEW.note IS NULL AND NEW.sealed_note IS NOT NULL AND (OLD.note IS NOT NULL OR OLD.sealed_note IS NOT NULL)
    AND NEW.id IS OLD.id AND NEW.enrolment_id IS OLD.enrolment_id AND NEW.requirement_id IS OLD.requirement_id
    AND NEW.amount IS OLD.amount AND NEW.recorded_by IS OLD.recorded_by AND NEW.at IS OLD.at)
BEGIN
    SELECT RAISE(ABORT, 'evidence_items_append_only');
END;
CREATE TRIGGER evidence_items_sealed BEFORE INSERT ON evidence_items WHEN NEW.note IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'evidence_items_sealed');
END;
CREATE INDEX evidence_items_clear ON evidence_items (id) WHERE note IS NOT NULL;
