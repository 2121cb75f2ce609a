DROP TABLE undermined_phases;
DROP TABLE phase_overrides;
DROP TABLE gate_stand_ins;
ALTER TABLE gates DROP COLUMN reverted_at;
CREATE TABLE sign_offs_old (
    id          TEXT PRIMARY KEY NOT NULL,
    gate_id     TEXT NOT NULL REFERENCES gates (id),
    label_index INTEGER NOT NULL CHECK (label_index >= 0),
    person_id   TEXT NOT NULL REFERENCES people (id),
    decision    TEXT NOT NULL CHECK (decision IN ('approve', 'return')),
    because     TEXT CHECK (length(because) BETWEEN 1 AND 500),
    at          INTEGER NOT NULL,
    CONSTRAINT sign_offs_gate_id_label_index_key UNIQUE (gate_id, label_index),
    CONSTRAINT sign_offs_gate_id_person_id_key UNIQUE (gate_id, person_id),
    CHECK (decision = 'approve' OR because IS NOT NULL)
) STRICT;
INSERT INTO sign_offs_old SELECT id, gate_id, label_index, person_id, decision, because, at FROM sign_offs WHERE turn = 1;
DROP TABLE sign_offs;
ALTER TABLE sign_offs_old RENAME TO sign_offs;
CREATE TRIGGER sign_offs_no_update BEFORE UPDATE ON sign_offs BEGIN SELECT RAISE(ABORT, 'sign_offs_append_only'); END;
CREATE TRIGGER sign_offs_no_delete BEFORE DELETE ON sign_offs BEGIN SELECT RAISE(ABORT, 'sign_offs_append_only'); END;
