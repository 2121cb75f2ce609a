-- What staff write about a trainee is sealed like every text about a person. What was written before stands in `note` until the
-- server has sealed it at its next start; nothing new goes there.
ALTER TABLE evidence_items ADD COLUMN sealed_note BYTEA;
CREATE FUNCTION evidence_items_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.note IS NULL AND NEW.sealed_note IS NOT NULL AND (OLD.note IS NOT NULL OR OLD.sealed_note IS NOT NULL)
        AND (NEW.id, NEW.enrolment_id, NEW.requirement_id, NEW.amount, NEW.recorded_by, NEW.at)
            = (OLD.id, OLD.enrolment_id, OLD.requirement_id, OLD.amount, OLD.recorded_by, OLD.at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING MESSAGE = 'evidence_items_append_only', ERRCODE = 'check_violation', CONSTRAINT = 'evidence_items_append_only';
END $$;
CREATE FUNCTION evidence_items_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.note IS NOT NULL THEN
        RAISE EXCEPTION USING MESSAGE = 'evidence_items_sealed', ERRCODE = 'check_violation', CONSTRAINT = 'evidence_items_sealed';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER evidence_items_append_only ON evidence_items;
CREATE TRIGGER evidence_items_append_only BEFORE UPDATE OR DELETE ON evidence_items FOR EACH ROW EXECUTE FUNCTION evidence_items_guard();
CREATE TRIGGER evidence_items_sealed BEFORE INSERT ON evidence_items FOR EACH ROW EXECUTE FUNCTION evidence_items_sealed();
CREATE INDEX evidence_items_clear ON evidence_items (id) WHERE note IS NOT NULL;
