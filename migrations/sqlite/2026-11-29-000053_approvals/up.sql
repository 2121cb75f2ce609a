-- The label of a signer who lost the role before the last one signed is open again: `turn` counts the signatures under one label.
CREATE TABLE sign_offs_new (
    id          TEXT PRIMARY KEY NOT NULL,
    gate_id     TEXT NOT NULL REFERENCES gates (id),
    label_index INTEGER NOT NULL CHECK (label_index >= 0),
    person_id   TEXT NOT NULL REFERENCES people (id),
    decision    TEXT NOT NULL CHECK (decision IN ('approve', 'return')),
    because     TEXT CHECK (length(because) BETWEEN 1 AND 500),
    at          INTEGER NOT NULL,
    turn        INTEGER NOT NULL CHECK (turn > 0),
    CONSTRAINT sign_offs_gate_id_label_index_turn_key UNIQUE (gate_id, label_index, turn),
    CONSTRAINT sign_offs_gate_id_person_id_turn_key UNIQUE (gate_id, person_id, turn),
    CHECK (decision = 'approve' OR because IS NOT NULL)
) STRICT;
INSERT INTO sign_offs_new SELECT id, gate_id, label_index, person_id, decision, because, at, 1 FROM sign_offs;
DROP TABLE sign_offs;
ALTER TABLE sign_offs_new RENAME TO sign_offs;
CREATE TRIGGER sign_offs_no_update BEFORE UPDATE ON sign_offs BEGIN SELECT RAISE(ABORT, 'sign_offs_append_only'); END;
CREATE TRIGGER sign_offs_no_delete BEFORE DELETE ON sign_offs BEGIN SELECT RAISE(ABORT, 'sign_offs_append_only'); END;

-- An approval that was a mistake is taken back and stays readable; the next review is a new round.
ALTER TABLE gates ADD COLUMN reverted_at INTEGER CHECK (reverted_at IS NULL OR state = 'approved');

-- Headquarters names somebody for a label that nobody can sign.
CREATE TABLE gate_stand_ins (
    id          TEXT PRIMARY KEY NOT NULL,
    gate_id     TEXT NOT NULL REFERENCES gates (id),
    label_index INTEGER NOT NULL CHECK (label_index >= 0),
    person_id   TEXT NOT NULL REFERENCES people (id),
    named_by    TEXT NOT NULL REFERENCES people (id),
    at          INTEGER NOT NULL
) STRICT;
CREATE INDEX gate_stand_ins_gate_id ON gate_stand_ins (gate_id, label_index, at);

-- What was taken back after an approval and shall not matter: two people say so, with a reason. `missing` is a list of codes.
CREATE TABLE phase_overrides (
    id           TEXT PRIMARY KEY NOT NULL,
    enrolment_id TEXT NOT NULL REFERENCES enrolments (id),
    phase        INTEGER NOT NULL CHECK (phase BETWEEN 1 AND 4),
    missing      TEXT NOT NULL CHECK (missing LIKE '[%]'),
    reason       TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    asked_by     TEXT NOT NULL REFERENCES people (id),
    asked_at     INTEGER NOT NULL,
    confirmed_by TEXT REFERENCES people (id),
    confirmed_at INTEGER,
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CONSTRAINT phase_overrides_two_people CHECK (confirmed_by <> asked_by)
) STRICT;
CREATE INDEX phase_overrides_enrolment_id ON phase_overrides (enrolment_id, phase);

-- Approved phases of which something is missing now: the tasks of coordinators. Each change of a ledger writes them anew.
CREATE TABLE undermined_phases (
    enrolment_id TEXT NOT NULL REFERENCES enrolments (id),
    phase        INTEGER NOT NULL CHECK (phase BETWEEN 1 AND 4),
    missing      TEXT NOT NULL CHECK (missing LIKE '[%]'),
    since        INTEGER NOT NULL,
    PRIMARY KEY (enrolment_id, phase)
) STRICT;
