-- People, what they may do, and how they prove who they are. No legal names, numbers or addresses (safety 3, 21).

-- `nickname_look` is what the name looks like (Unicode TS 39): two names that look alike are one name. `home_district_id` is
-- the newest row of home_districts.
CREATE TABLE people (
    id                    TEXT PRIMARY KEY NOT NULL,
    nickname              TEXT NOT NULL CHECK (length(nickname) BETWEEN 1 AND 64),
    nickname_key          TEXT COLLATE "C" NOT NULL CONSTRAINT people_nickname_key_key UNIQUE,
    nickname_look         TEXT NOT NULL,
    language              TEXT NOT NULL CHECK (language IN ('zh', 'en')),
    home_district_id      TEXT REFERENCES districts (id),
    intake_no             BIGINT CHECK (intake_no > 0),
    available             TEXT NOT NULL DEFAULT '',
    is_active             BOOLEAN NOT NULL,
    passphrase            TEXT,
    passphrase_changed_at BIGINT,
    totp_secret           BYTEA,
    is_totp_on            BOOLEAN NOT NULL DEFAULT FALSE,
    totp_step             BIGINT NOT NULL DEFAULT 0,
    created_at            BIGINT NOT NULL,
    created_by            TEXT REFERENCES people (id),
    CHECK (NOT is_totp_on OR totp_secret IS NOT NULL)
);
CREATE INDEX people_home_district_id ON people (home_district_id);
CREATE UNIQUE INDEX people_nickname_look_key ON people (nickname_look);

CREATE TABLE role_grants (
    id                 TEXT PRIMARY KEY NOT NULL,
    person_id          TEXT NOT NULL REFERENCES people (id),
    role               TEXT NOT NULL CHECK (role IN ('headquarters', 'coordinator', 'supervisor', 'counsellor', 'trainee',
        'member')),
    district_id        TEXT REFERENCES districts (id),
    is_privacy_officer BOOLEAN NOT NULL,
    granted_by         TEXT REFERENCES people (id),
    granted_at         BIGINT NOT NULL,
    ended_at           BIGINT,
    ended_by           TEXT REFERENCES people (id),
    -- headquarters is for all districts; a trainee of a city-wide intake has none; every other grant names one
    CHECK (role <> 'headquarters' OR district_id IS NULL),
    CHECK (role IN ('headquarters', 'trainee') OR district_id IS NOT NULL),
    CHECK (NOT is_privacy_officer OR role = 'headquarters')
);
CREATE UNIQUE INDEX role_grants_once ON role_grants (person_id, role, coalesce(district_id, '')) WHERE ended_at IS NULL;
CREATE INDEX role_grants_district_id ON role_grants (district_id, role);
CREATE INDEX role_grants_of_workers ON role_grants (person_id, role) WHERE ended_at IS NULL AND role <> 'member';

-- What somebody is qualified for, from when, until when, and where it comes from. No row is overwritten: whoever goes
-- through a programme again keeps what they had, and a session asks for its own day. `from_at` 0: they had it before it was
-- recorded.
CREATE TABLE qualifications (
    id        TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    kind      TEXT NOT NULL CHECK (kind IN ('candidate', 'provisional', 'certified')),
    from_at   BIGINT NOT NULL,
    to_at     BIGINT,
    source    TEXT NOT NULL CHECK (source IN ('brought', 'enrolment', 'gate')),
    source_id TEXT,
    CHECK (to_at IS NULL OR to_at >= from_at),
    CHECK ((source_id IS NULL) = (source = 'brought'))
);
CREATE INDEX qualifications_person_id ON qualifications (person_id, kind);
CREATE INDEX qualifications_source ON qualifications (source, source_id);

-- Where somebody works or trains, over time, and who set it.
CREATE TABLE home_districts (
    id          TEXT PRIMARY KEY NOT NULL,
    person_id   TEXT NOT NULL REFERENCES people (id),
    district_id TEXT NOT NULL REFERENCES districts (id),
    from_at     BIGINT NOT NULL,
    set_by      TEXT REFERENCES people (id)
);
CREATE INDEX home_districts_person_id ON home_districts (person_id, from_at);

-- Printed cards with a one-time code. An invitation makes a person; a recovery card gives a person their account back.
CREATE TABLE invitations (
    id                   TEXT PRIMARY KEY NOT NULL,
    kind                 TEXT NOT NULL CHECK (kind IN ('invitation', 'recovery')),
    code_hash            TEXT NOT NULL CONSTRAINT invitations_code_hash_key UNIQUE,
    role                 TEXT CHECK (role IN ('headquarters', 'coordinator', 'supervisor', 'counsellor', 'trainee', 'member')),
    district_id          TEXT REFERENCES districts (id),
    cohort_id            TEXT,
    person_id            TEXT REFERENCES people (id),
    resets_second_factor BOOLEAN NOT NULL,
    created_by           TEXT REFERENCES people (id),
    created_at           BIGINT NOT NULL,
    expires_at           BIGINT NOT NULL CHECK (expires_at > created_at),
    used_at              BIGINT,
    withdrawn_at         BIGINT,
    CHECK ((kind = 'invitation') = (role IS NOT NULL)),
    CHECK (kind = 'invitation' OR person_id IS NOT NULL),
    CHECK (kind = 'recovery' OR NOT resets_second_factor),
    CHECK (used_at IS NULL OR withdrawn_at IS NULL),
    CHECK (used_at IS NULL OR person_id IS NOT NULL)
);
CREATE INDEX invitations_district_id ON invitations (district_id, created_at);
CREATE INDEX invitations_cohort_id ON invitations (cohort_id) WHERE cohort_id IS NOT NULL;
CREATE INDEX invitations_person_id ON invitations (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX invitations_created_by ON invitations (created_by) WHERE created_by IS NOT NULL;

-- One row for each device that is signed in. The refresh tokens are numbered, and derived from the seed and the server's
-- key.
CREATE TABLE logins (
    id                 TEXT PRIMARY KEY NOT NULL,
    person_id          TEXT NOT NULL REFERENCES people (id),
    device             TEXT NOT NULL,
    is_shared_computer BOOLEAN NOT NULL,
    refresh_seed       BYTEA NOT NULL,
    refresh_no         BIGINT NOT NULL CHECK (refresh_no > 0),
    refreshed_at       BIGINT NOT NULL,
    created_at         BIGINT NOT NULL,
    last_used_at       BIGINT NOT NULL,
    idle_ms            BIGINT NOT NULL CHECK (idle_ms > 0),
    expires_at         BIGINT NOT NULL CHECK (expires_at > created_at),
    ended_at           BIGINT,
    ended_why          TEXT CHECK (ended_why IN ('sign_out', 'elsewhere', 'everywhere', 'passphrase', 'second_factor',
        'recovery', 'reuse', 'idle', 'expired', 'role', 'deactivated', 'too_many')),
    CHECK ((ended_at IS NULL) = (ended_why IS NULL))
);
CREATE INDEX logins_person_id ON logins (person_id);
CREATE INDEX logins_ended_at ON logins (ended_at) WHERE ended_at IS NOT NULL;

-- The screen lock of a login. An access token with a smaller number was issued before the lock and is refused.
CREATE TABLE login_locks (
    login_id  TEXT PRIMARY KEY NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
    number    BIGINT NOT NULL CHECK (number > 0),
    is_locked BOOLEAN NOT NULL,
    locked_at BIGINT NOT NULL,
    tries     BIGINT NOT NULL CHECK (tries >= 0)
);
CREATE INDEX login_locks_locked_at ON login_locks (locked_at);

-- The digits that open a locked screen, hashed and then sealed, since few digits are soon guessed from a hash (safety 55).
CREATE TABLE pins (
    person_id TEXT PRIMARY KEY NOT NULL REFERENCES people (id),
    sealed    BYTEA NOT NULL,
    set_at    BIGINT NOT NULL
);

-- Devices on which a person has signed in: a guess from another device does not use up their tries. `mark` is a keyed hash
-- of the person and of a random value in a cookie of the device, so the table does not tell which people share a device.
CREATE TABLE known_devices (
    person_id    TEXT NOT NULL REFERENCES people (id),
    mark         TEXT NOT NULL,
    last_used_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, mark)
);
CREATE INDEX known_devices_last_used_at ON known_devices (last_used_at);

-- The passphrase was right and the second factor is awaited. `id` is a keyed hash of what the client has.
CREATE TABLE second_factor_challenges (
    id                 TEXT PRIMARY KEY NOT NULL,
    person_id          TEXT NOT NULL REFERENCES people (id),
    device             TEXT NOT NULL,
    is_shared_computer BOOLEAN NOT NULL,
    tries              BIGINT NOT NULL,
    expires_at         BIGINT NOT NULL
);
CREATE INDEX second_factor_challenges_expires_at ON second_factor_challenges (expires_at);

CREATE TABLE recovery_codes (
    code_hash TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    used_at   BIGINT
);
CREATE INDEX recovery_codes_person_id ON recovery_codes (person_id);

-- One row for each purpose and each time it was given (safety 14). A withdrawn one stays as proof.
CREATE TABLE consents (
    id           TEXT PRIMARY KEY NOT NULL,
    person_id    TEXT NOT NULL REFERENCES people (id),
    purpose      TEXT NOT NULL CHECK (purpose IN ('attend', 'online_rooms', 'contact_notices', 'training_file')),
    version      TEXT NOT NULL,
    language     TEXT NOT NULL CHECK (language IN ('zh', 'en')),
    how          TEXT NOT NULL CHECK (how IN ('self', 'read_aloud')),
    witness_id   TEXT REFERENCES people (id),
    given_at     BIGINT NOT NULL,
    withdrawn_at BIGINT,
    CHECK (withdrawn_at IS NULL OR withdrawn_at >= given_at)
);
CREATE UNIQUE INDEX consents_once ON consents (person_id, purpose) WHERE withdrawn_at IS NULL;
CREATE INDEX consents_person_id ON consents (person_id, given_at);

-- Failed tries. `subject` is a keyed hash, so the table does not say whose name was tried.
CREATE TABLE throttles (
    subject   TEXT PRIMARY KEY NOT NULL,
    failures  BIGINT NOT NULL CHECK (failures > 0),
    failed_at BIGINT NOT NULL,
    free_at   BIGINT NOT NULL
);
CREATE INDEX throttles_failed_at ON throttles (failed_at);

-- One row: whether this database is real or a demo, written when it is first opened. The sign-ins of the demo are public, so
-- a real server refuses to open it.
CREATE TABLE deployments (
    id        BIGINT PRIMARY KEY NOT NULL CHECK (id = 1),
    kind      TEXT NOT NULL CHECK (kind IN ('real', 'demo')),
    opened_at BIGINT NOT NULL
);
