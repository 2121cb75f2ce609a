DROP INDEX evidence_items_clear;
DROP TRIGGER evidence_items_sealed;
DROP TRIGGER evidence_items_no_update;
CREATE TRIGGER evidence_items_no_update BEFORE UPDATE ON evidence_items BEGIN SELECT RAISE(ABORT, 'evidence_items_append_only'); END;
ALTER TABLE evidence_items DROP COLUMN sealed_note;
