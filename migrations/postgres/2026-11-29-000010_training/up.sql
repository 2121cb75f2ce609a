-- Programmes, cohorts, enrolments, and the ledger. Decisions of people and the ledger are stored; every figure is computed
-- from them (docs/TRAINING.md). Cohorts are here because a cohort refers to a programme, and an enrolment refers to its
-- cohort.

CREATE TABLE programmes (
    id         TEXT PRIMARY KEY NOT NULL,
    code       TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 40),
    name_zh    TEXT NOT NULL,
    name_en    TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE programme_versions (
    id           TEXT PRIMARY KEY NOT NULL,
    programme_id TEXT NOT NULL REFERENCES programmes (id),
    number       BIGINT NOT NULL CHECK (number > 0),
    created_at   BIGINT NOT NULL,
    UNIQUE (programme_id, number)
);

CREATE TABLE phase_defs (
    id                   TEXT PRIMARY KEY NOT NULL,
    programme_version_id TEXT NOT NULL REFERENCES programme_versions (id),
    number               BIGINT NOT NULL CHECK (number BETWEEN 1 AND 4),
    name_zh              TEXT NOT NULL,
    name_en              TEXT NOT NULL,
    weeks                BIGINT NOT NULL CHECK (weeks BETWEEN 1 AND 104),
    status_held          TEXT NOT NULL CHECK (status_held IN ('candidate', 'provisional', 'certified')),
    status_after         TEXT NOT NULL CHECK (status_after IN ('candidate', 'provisional', 'certified')),
    UNIQUE (programme_version_id, number)
);

-- What a phase asks for. `gives` says which sessions credit it, as data.
CREATE TABLE requirements (
    id                   TEXT PRIMARY KEY NOT NULL,
    programme_version_id TEXT NOT NULL REFERENCES programme_versions (id),
    phase                BIGINT NOT NULL CHECK (phase BETWEEN 1 AND 4),
    position             BIGINT NOT NULL CHECK (position > 0),
    code                 TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 60),
    kind                 TEXT NOT NULL CHECK (kind IN ('attendance_minutes', 'sessions_observed', 'sessions_co_led',
        'sessions_led', 'supervision_minutes', 'reflection_minutes', 'assessment', 'evidence', 'statement')),
    name_zh              TEXT NOT NULL,
    name_en              TEXT NOT NULL,
    unit                 TEXT NOT NULL CHECK (unit IN ('minutes', 'count')),
    need                 BIGINT NOT NULL CHECK (need > 0),
    allowance_percent    BIGINT NOT NULL CHECK (allowance_percent BETWEEN 0 AND 100),
    plan_minutes         BIGINT NOT NULL CHECK (plan_minutes >= 0),
    weight               BIGINT NOT NULL CHECK (weight > 0),
    per_week             BIGINT NOT NULL CHECK (per_week > 0),
    domain               TEXT CHECK (domain IN ('advocacy', 'mentoring', 'wellness', 'ethics')),
    is_mandatory         BOOLEAN NOT NULL,
    is_waivable          BOOLEAN NOT NULL,
    must_differ          BOOLEAN NOT NULL,
    gives                TEXT NOT NULL CHECK (gives LIKE '{%}'),
    UNIQUE (programme_version_id, code),
    UNIQUE (programme_version_id, phase, position)
);

-- Who signs a gate: each label once, each by another person. Roles and places in a cohort are lists of text.
CREATE TABLE gate_signers (
    id                   TEXT PRIMARY KEY NOT NULL,
    programme_version_id TEXT NOT NULL REFERENCES programme_versions (id),
    phase                BIGINT NOT NULL CHECK (phase BETWEEN 1 AND 4),
    label_index          BIGINT NOT NULL CHECK (label_index >= 0),
    name_zh              TEXT NOT NULL,
    name_en              TEXT NOT NULL,
    roles                TEXT NOT NULL CHECK (roles LIKE '[%]'),
    places               TEXT NOT NULL CHECK (places LIKE '[%]'),
    needs_certified      BOOLEAN NOT NULL,
    UNIQUE (programme_version_id, phase, label_index)
);

-- An intake. Without a district it is for the whole city. Whoever admits somebody locks the row, as it counts the places.
CREATE TABLE cohorts (
    id                   TEXT PRIMARY KEY NOT NULL,
    intake_no            BIGINT NOT NULL CONSTRAINT cohorts_intake_no_key UNIQUE CHECK (intake_no > 0),
    name                 TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    district_id          TEXT REFERENCES districts (id),
    programme_version_id TEXT NOT NULL REFERENCES programme_versions (id),
    starts_on            TEXT NOT NULL CHECK (length(starts_on) = 10),
    ends_on              TEXT NOT NULL CHECK (length(ends_on) = 10),
    places               BIGINT NOT NULL CHECK (places BETWEEN 1 AND 500),
    row_version          BIGINT NOT NULL DEFAULT 1,
    created_by           TEXT REFERENCES people (id),
    created_at           BIGINT NOT NULL,
    CHECK (ends_on > starts_on)
);
CREATE INDEX cohorts_district_id ON cohorts (district_id);

-- When each phase is planned: local dates, half-open.
CREATE TABLE cohort_phases (
    cohort_id TEXT NOT NULL REFERENCES cohorts (id),
    phase     BIGINT NOT NULL CHECK (phase BETWEEN 1 AND 4),
    from_on   TEXT NOT NULL CHECK (length(from_on) = 10),
    to_on     TEXT NOT NULL CHECK (length(to_on) = 10),
    PRIMARY KEY (cohort_id, phase),
    CHECK (to_on > from_on)
);

-- Lead, trainer and mentor are places in a cohort, not roles.
CREATE TABLE cohort_places (
    id         TEXT PRIMARY KEY NOT NULL,
    cohort_id  TEXT NOT NULL REFERENCES cohorts (id),
    person_id  TEXT NOT NULL REFERENCES people (id),
    place      TEXT NOT NULL CHECK (place IN ('lead', 'trainer', 'mentor')),
    created_at BIGINT NOT NULL,
    ended_at   BIGINT
);
CREATE UNIQUE INDEX cohort_places_cohort_id_person_id_place_key ON cohort_places (cohort_id, person_id, place)
    WHERE ended_at IS NULL;

-- Whoever left and comes back continues the same enrolment.
CREATE TABLE enrolments (
    id                   TEXT PRIMARY KEY NOT NULL,
    person_id            TEXT NOT NULL REFERENCES people (id),
    cohort_id            TEXT NOT NULL REFERENCES cohorts (id),
    programme_version_id TEXT NOT NULL REFERENCES programme_versions (id),
    state                TEXT NOT NULL CHECK (state IN ('applied', 'admitted', 'active', 'paused', 'completed', 'withdrawn',
        'dismissed')),
    -- the one open phase (T5); 5 after the last gate
    open_phase           BIGINT NOT NULL CHECK (open_phase BETWEEN 1 AND 5),
    row_version          BIGINT NOT NULL,
    enrolled_at          BIGINT NOT NULL,
    ended_at             BIGINT,
    CHECK ((open_phase = 5) = (state = 'completed')),
    CHECK ((ended_at IS NULL) = (state IN ('applied', 'admitted', 'active', 'paused')))
);
CREATE UNIQUE INDEX enrolments_person_id_key ON enrolments (person_id) WHERE state IN ('applied', 'admitted', 'active', 'paused');
CREATE INDEX enrolments_person_id ON enrolments (person_id);
CREATE INDEX enrolments_cohort_id ON enrolments (cohort_id);

-- A transfer keeps the one enrolment (T7).
CREATE TABLE cohort_memberships (
    id           TEXT PRIMARY KEY NOT NULL,
    enrolment_id TEXT NOT NULL REFERENCES enrolments (id),
    cohort_id    TEXT NOT NULL REFERENCES cohorts (id),
    from_at      BIGINT NOT NULL,
    to_at        BIGINT,
    CHECK (to_at IS NULL OR to_at >= from_at)
);
CREATE UNIQUE INDEX cohort_memberships_enrolment_id_key ON cohort_memberships (enrolment_id) WHERE to_at IS NULL;
CREATE INDEX cohort_memberships_cohort_id ON cohort_memberships (cohort_id);

-- Time in which nothing is credited. `is_absence`: between leaving and coming back. There is no column for a reason, on
-- purpose (M16).
CREATE TABLE pauses (
    id           TEXT PRIMARY KEY NOT NULL,
    enrolment_id TEXT NOT NULL REFERENCES enrolments (id),
    from_at      BIGINT NOT NULL,
    to_at        BIGINT,
    is_absence   BOOLEAN NOT NULL DEFAULT FALSE,
    CHECK (to_at IS NULL OR to_at >= from_at)
);
CREATE UNIQUE INDEX pauses_enrolment_id_key ON pauses (enrolment_id) WHERE to_at IS NULL;
CREATE INDEX pauses_enrolment_id ON pauses (enrolment_id);

-- `reverted_at`: the approval was a mistake and was reverted. It stays readable; the next review is a new round.
CREATE TABLE gates (
    id           TEXT PRIMARY KEY NOT NULL,
    enrolment_id TEXT NOT NULL REFERENCES enrolments (id),
    phase        BIGINT NOT NULL CHECK (phase BETWEEN 1 AND 4),
    round        BIGINT NOT NULL CHECK (round > 0),
    state        TEXT NOT NULL CHECK (state IN ('in_review', 'approved', 'returned')),
    requested_by TEXT NOT NULL REFERENCES people (id),
    requested_at BIGINT NOT NULL,
    decided_at   BIGINT,
    reverted_at  BIGINT,
    UNIQUE (enrolment_id, phase, round),
    CHECK ((state = 'in_review') = (decided_at IS NULL)),
    CHECK (reverted_at IS NULL OR state = 'approved')
);
CREATE UNIQUE INDEX gates_enrolment_id_key ON gates (enrolment_id) WHERE state = 'in_review';
CREATE INDEX gates_waiting ON gates (state, requested_at);

-- Nobody signs a gate twice, so the labels of a gate are signed by different people. If a signer loses the role before the
-- last one has signed, the label is open again: `turn` counts the signatures under one label.
CREATE TABLE sign_offs (
    id          TEXT PRIMARY KEY NOT NULL,
    gate_id     TEXT NOT NULL REFERENCES gates (id),
    label_index BIGINT NOT NULL CHECK (label_index >= 0),
    turn        BIGINT NOT NULL CHECK (turn > 0),
    person_id   TEXT NOT NULL REFERENCES people (id),
    decision    TEXT NOT NULL CHECK (decision IN ('approve', 'return')),
    because     TEXT CHECK (length(because) BETWEEN 1 AND 500),
    at          BIGINT NOT NULL,
    CONSTRAINT sign_offs_gate_id_label_index_turn_key UNIQUE (gate_id, label_index, turn),
    CONSTRAINT sign_offs_gate_id_person_id_turn_key UNIQUE (gate_id, person_id, turn),
    CHECK (decision = 'approve' OR because IS NOT NULL)
);

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

-- After an approval something was reversed, and two people say with a reason that it does not matter. `missing` is a list of
-- codes.
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

-- Approved phases of which something is missing now: tasks of coordinators. Each change of the ledger updates them.
CREATE TABLE undermined_phases (
    enrolment_id TEXT NOT NULL REFERENCES enrolments (id),
    phase        BIGINT NOT NULL CHECK (phase BETWEEN 1 AND 4),
    missing      TEXT NOT NULL CHECK (missing LIKE '[%]'),
    since        BIGINT NOT NULL,
    PRIMARY KEY (enrolment_id, phase)
);

-- What people decided about a phase, each with a frozen copy of the evaluation that it was based on.
CREATE TABLE phase_events (
    id           TEXT PRIMARY KEY NOT NULL,
    enrolment_id TEXT NOT NULL REFERENCES enrolments (id),
    phase        BIGINT NOT NULL CHECK (phase BETWEEN 1 AND 4),
    kind         TEXT NOT NULL CHECK (kind IN ('entered', 'requested_review', 'approved', 'returned', 'overridden', 'reverted')),
    gate_id      TEXT REFERENCES gates (id),
    actor_id     TEXT REFERENCES people (id),
    reason       TEXT,
    evaluation   TEXT CHECK (evaluation LIKE '{%}'),
    at           BIGINT NOT NULL,
    CHECK (kind NOT IN ('requested_review', 'approved', 'returned') OR (evaluation IS NOT NULL AND gate_id IS NOT NULL))
);
CREATE INDEX phase_events_enrolment_id ON phase_events (enrolment_id, phase, at);

-- What a staff member saw: a statement signed, an assessment passed, a reflection read; never the content itself.
CREATE TABLE evidence_items (
    id             TEXT PRIMARY KEY NOT NULL,
    enrolment_id   TEXT NOT NULL REFERENCES enrolments (id),
    requirement_id TEXT NOT NULL REFERENCES requirements (id),
    amount         BIGINT NOT NULL CHECK (amount > 0),
    cid            TEXT CHECK (length(cid) BETWEEN 1 AND 64),
    sealed_note    BYTEA,
    recorded_by    TEXT NOT NULL REFERENCES people (id),
    at             BIGINT NOT NULL
);
CREATE INDEX evidence_items_enrolment_id ON evidence_items (enrolment_id, requirement_id);
CREATE UNIQUE INDEX evidence_items_enrolment_id_cid_key ON evidence_items (enrolment_id, cid) WHERE cid IS NOT NULL;

-- Evidence that was recorded by mistake stays; this says who took it back and why.
CREATE TABLE evidence_taken_back (
    evidence_id TEXT PRIMARY KEY NOT NULL REFERENCES evidence_items (id),
    by_id       TEXT NOT NULL REFERENCES people (id),
    because     TEXT NOT NULL CHECK (length(because) BETWEEN 1 AND 500),
    at          BIGINT NOT NULL
);

-- Credit or a waiver by hand: requested with a reason, in force when a second person has confirmed it. If it names a session
-- it stands for its sheet, and attendance that comes later replaces it.
CREATE TABLE manual_credits (
    id             TEXT PRIMARY KEY NOT NULL,
    enrolment_id   TEXT NOT NULL REFERENCES enrolments (id),
    requirement_id TEXT NOT NULL REFERENCES requirements (id),
    session_id     TEXT REFERENCES sessions (id),
    kind           TEXT NOT NULL CHECK (kind IN ('credit', 'waiver')),
    amount         BIGINT CHECK (amount > 0),
    reason         TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    asked_by       TEXT NOT NULL REFERENCES people (id),
    asked_at       BIGINT NOT NULL,
    confirmed_by   TEXT REFERENCES people (id),
    confirmed_at   BIGINT,
    confirm_cid    TEXT CHECK (length(confirm_cid) BETWEEN 1 AND 64),
    closed_how     TEXT CHECK (closed_how IN ('rejected', 'taken_back', 'reversed', 'replaced')),
    closed_by      TEXT REFERENCES people (id),
    closed_at      BIGINT,
    closed_because TEXT CHECK (length(closed_because) BETWEEN 1 AND 500),
    CHECK ((kind = 'credit') = (amount IS NOT NULL)),
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CHECK ((closed_at IS NULL) = (closed_how IS NULL)),
    CONSTRAINT manual_credits_two_people CHECK (confirmed_by <> asked_by)
);
CREATE INDEX manual_credits_enrolment_id ON manual_credits (enrolment_id);
CREATE INDEX manual_credits_session_id ON manual_credits (session_id) WHERE session_id IS NOT NULL;

-- The ledger. A line is never changed; a correction is a line of the negative amount that names the line it reverses.
-- `round` counts the postings of one source for one requirement, so that two at once collide. `domain` is that of the
-- requirement at the time.
CREATE TABLE credit_entries (
    id             TEXT PRIMARY KEY NOT NULL,
    enrolment_id   TEXT NOT NULL REFERENCES enrolments (id),
    person_id      TEXT NOT NULL REFERENCES people (id),
    requirement_id TEXT NOT NULL REFERENCES requirements (id),
    domain         TEXT CHECK (domain IN ('advocacy', 'mentoring', 'wellness', 'ethics')),
    source_kind    TEXT NOT NULL CHECK (source_kind IN ('session', 'evidence', 'manual', 'consent')),
    source_id      TEXT NOT NULL,
    round          BIGINT NOT NULL CHECK (round > 0),
    amount         BIGINT NOT NULL,
    minutes        BIGINT NOT NULL,
    -- the instants credited, half-open; only attendance has them
    from_at        BIGINT,
    to_at          BIGINT,
    reversal_of    TEXT CONSTRAINT credit_entries_reversed_once UNIQUE REFERENCES credit_entries (id),
    recorded_by    TEXT REFERENCES people (id),
    at             BIGINT NOT NULL,
    CHECK ((from_at IS NULL) = (to_at IS NULL)),
    CHECK ((source_kind = 'session') = (from_at IS NOT NULL)),
    CHECK ((reversal_of IS NULL AND amount > 0 AND minutes >= 0) OR (reversal_of IS NOT NULL AND amount < 0 AND minutes <= 0))
);
CREATE UNIQUE INDEX credit_entries_once ON credit_entries (source_kind, source_id, enrolment_id, requirement_id, round)
    WHERE reversal_of IS NULL;
CREATE INDEX credit_entries_enrolment_id ON credit_entries (enrolment_id, requirement_id);
CREATE INDEX credit_entries_source ON credit_entries (source_kind, source_id);
CREATE INDEX credit_entries_person_id ON credit_entries (person_id, at);

-- Append-only tables. Of evidence only the seal of the note may change, when it is sealed anew under another key.
CREATE FUNCTION training_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || '_append_only', ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$;
CREATE FUNCTION evidence_items_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.sealed_note IS NOT NULL AND OLD.sealed_note IS NOT NULL
        AND (NEW.id, NEW.enrolment_id, NEW.requirement_id, NEW.amount, NEW.cid, NEW.recorded_by, NEW.at)
            IS NOT DISTINCT FROM (OLD.id, OLD.enrolment_id, OLD.requirement_id, OLD.amount, OLD.cid, OLD.recorded_by, OLD.at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING MESSAGE = 'evidence_items_append_only', ERRCODE = 'check_violation', CONSTRAINT = 'evidence_items_append_only';
END $$;
CREATE TRIGGER phase_events_append_only BEFORE UPDATE OR DELETE ON phase_events FOR EACH ROW EXECUTE FUNCTION training_append_only();
CREATE TRIGGER sign_offs_append_only BEFORE UPDATE OR DELETE ON sign_offs FOR EACH ROW EXECUTE FUNCTION training_append_only();
CREATE TRIGGER evidence_items_append_only BEFORE UPDATE OR DELETE ON evidence_items FOR EACH ROW EXECUTE FUNCTION evidence_items_guard();
CREATE TRIGGER credit_entries_append_only BEFORE UPDATE OR DELETE ON credit_entries FOR EACH ROW EXECUTE FUNCTION training_append_only();

-- A programme version is immutable once a cohort uses it.
CREATE FUNCTION training_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE version TEXT;
BEGIN
    IF TG_OP = 'INSERT' THEN version := NEW.programme_version_id;
    ELSIF TG_TABLE_NAME = 'programme_versions' THEN version := OLD.id;
    ELSE version := OLD.programme_version_id;
    END IF;
    IF EXISTS (SELECT 1 FROM cohorts WHERE programme_version_id = version) THEN
        RAISE EXCEPTION USING MESSAGE = 'programme_version_used', ERRCODE = 'check_violation', CONSTRAINT = 'programme_version_used';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER phase_defs_frozen BEFORE INSERT OR UPDATE OR DELETE ON phase_defs FOR EACH ROW EXECUTE FUNCTION training_version_frozen();
CREATE TRIGGER requirements_frozen BEFORE INSERT OR UPDATE OR DELETE ON requirements FOR EACH ROW EXECUTE FUNCTION training_version_frozen();
CREATE TRIGGER gate_signers_frozen BEFORE INSERT OR UPDATE OR DELETE ON gate_signers FOR EACH ROW EXECUTE FUNCTION training_version_frozen();
CREATE TRIGGER programme_versions_frozen BEFORE UPDATE OR DELETE ON programme_versions FOR EACH ROW EXECUTE FUNCTION training_version_frozen();

-- At most one line is in force for each source, enrolment and requirement; a reversal reverses exactly its line.
CREATE FUNCTION training_ledger_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reversal_of IS NULL AND EXISTS (
        SELECT 1 FROM credit_entries AS e
        WHERE e.source_kind = NEW.source_kind AND e.source_id = NEW.source_id AND e.enrolment_id = NEW.enrolment_id
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
CREATE TRIGGER credit_entries_line BEFORE INSERT ON credit_entries FOR EACH ROW EXECUTE FUNCTION training_ledger_line();
