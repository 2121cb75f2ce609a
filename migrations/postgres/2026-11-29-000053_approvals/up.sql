-- The label of a signer who lost the role before the last one signed is open again: `turn` counts the signatures under one label.
ALTER TABLE sign_offs ADD COLUMN turn BIGINT NOT NULL DEFAULT 1 CHECK (turn > 0);
ALTER TABLE sign_offs ALTER COLUMN turn DROP DEFAULT;
ALTER TABLE sign_offs DROP CONSTRAINT sign_offs_gate_id_label_index_key;
ALTER TABLE sign_offs DROP CONSTRAINT sign_offs_gate_id_person_id_key;
ALTER TABLE sign_offs ADD CONSTRAINT sign_offs_gate_id_label_index_turn_key UNIQUE (gate_id, label_index, turn);
ALTER TABLE sign_offs ADD CONSTRAINT sign_offs_gate_id_person_id_turn_key UNIQUE (gate_id, person_id, turn);

-- An approval that was a mistake is taken back and stays readable; the next review is a new round.
ALTER TABLE gates ADD COLUMN reverted_at BIGINT CHECK (reverted_at IS NULL OR state = 'approved');

-- Headquarters names somebody for a label that nobody can sign.
CREATE TABLE gate_stand_ins (
    id          TEXT PRIMARY KEY NOT NULL,
    gate_id     TEXT NOT NULL REFERENCES gates (id),
    label_index BIGINT NOT NULL CHECK (label_index >= 0),
    person_id   TEXT NOT NULL REFERENCES people (id),
    named_by    TEXT NOT NULL REFERENCES people (id),
    at          BIGINT NOT NULL
);
CREATE INDEX gate_stand_ins_gate_id ON gate_stand_ins (gate_id, label_index, at);

-- What was taken back after an approval and shall not matter: two people say so, with a reason. `missing` is a list of codes.
CREATE TABLE phase_overrides (
    id           TEXT PRIMARY KEY NOT NULL,
    enrolment_id TEXT NOT NULL REFERENCES enrolments (id),
    phase        BIGINT NOT NULL CHECK (phase BETWEEN 1 AND 4),
    missing      TEXT NOT NULL CHECK (missing LIKE '[%]'),
    reason       TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    asked_by     TEXT NOT NULL REFERENCES people (id),
    asked_at     BIGINT NOT NULL,
    confirmed_by TEXT REFERENCES people (id),
    confirmed_at BIGINT,
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CONSTRAINT phase_overrides_two_people CHECK (confirmed_by <> asked_by)
);
CREATE INDEX phase_overrides_enrolment_id ON phase_overrides (enrolment_id, phase);

-- Approved phases of which something is missing now: the tasks of coordinators. Each change of a ledger writes them anew.
CREATE TABLE undermined_phases (
    enrolment_id TEXT NOT NULL REFERENCES enrolments (id),
    phase        BIGINT NOT NULL CHECK (phase BETWEEN 1 AND 4),
    missing      TEXT NOT NULL CHECK (missing LIKE '[%]'),
    since        BIGINT NOT NULL,
    PRIMARY KEY (enrolment_id, phase)
);
