-- An override is given for one rule of one session by one person: of which trouble (rule, subject, other session), how large it
-- was then (`extent`), in which version of the session. It ends with the next change of what it was given for.
-- `other_session_id` is '' where no other session is in it. The two old columns of `sessions` stay empty from here on: SQLite
-- drops no column that a CHECK names.
CREATE TABLE overrides (
    session_id TEXT NOT NULL REFERENCES sessions (id),
    rule TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    other_session_id TEXT NOT NULL,
    row_version INTEGER NOT NULL CHECK (row_version >= 1),
    extent INTEGER NOT NULL CHECK (extent >= 1),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
    actor_id TEXT NOT NULL REFERENCES people (id),
    given_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (session_id, rule, subject_id, other_session_id, row_version)
) STRICT;
CREATE INDEX overrides_by_other ON overrides (other_session_id) WHERE other_session_id <> '' AND ended_at IS NULL;

INSERT OR IGNORE INTO overrides
    (session_id, rule, subject_id, other_session_id, row_version, extent, reason, actor_id, given_at, ended_at)
SELECT sessions.id, json_extract(warning.value, '$.rule'), json_extract(warning.value, '$.subject_id'),
    coalesce(json_extract(warning.value, '$.other_session.id'), ''), sessions.row_version, 86400000,
    sessions.override_reason, sessions.override_by,
    coalesce((SELECT max(at) FROM session_events WHERE session_events.session_id = sessions.id), 0), NULL
FROM sessions, json_each(sessions.warnings) AS warning
WHERE sessions.override_reason <> '' AND json_extract(warning.value, '$.subject_id') IS NOT NULL
    AND json_extract(warning.value, '$.rule') IN ('outside_opening_hours', 'person_gap');
UPDATE sessions SET override_reason = NULL, override_by = NULL WHERE override_reason IS NOT NULL;

-- When the session was last put where it is: what was put into the past can be taken back.
ALTER TABLE sessions ADD COLUMN placed_at INTEGER NOT NULL DEFAULT 0;
