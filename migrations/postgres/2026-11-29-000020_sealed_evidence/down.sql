DROP INDEX evidence_items_clear;
DROP TRIGGER evidence_items_sealed ON evidence_items;
DROP TRIGGER evidence_items_append_only ON evidence_items;
DROP FUNCTION evidence_items_sealed();
DROP FUNCTION evidence_items_guard();
CREATE TRIGGER evidence_items_append_only BEFORE UPDATE OR DELETE ON evidence_items FOR EACH ROW EXECUTE FUNCTION training_append_only();
ALTER TABLE evidence_items DROP COLUMN sealed_note;
