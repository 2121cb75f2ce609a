-- What is wrong with sessions that lie ahead, kept by every change of a session and of what it is judged by: each rule that would
-- refuse it today and that nobody has set aside ('block'), and open seats ('warn', rule 'understaffed'). A row goes when it is
-- solved, set aside, or the session is no longer on the calendar. `reason` is JSON, as the session's own district may know it.
-- Rows of a session that has begun meanwhile say nothing any more: whoever asks looks at sessions.starts_at too.
CREATE TABLE session_problems (
    session_id TEXT NOT NULL REFERENCES sessions (id),
    rule TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    other_session_id TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('block','warn')),
    reason TEXT NOT NULL,
    found_at INTEGER NOT NULL,
    PRIMARY KEY (session_id, rule, subject_id, other_session_id)
) STRICT;
CREATE INDEX session_problems_by_severity ON session_problems (severity, session_id);
CREATE INDEX session_problems_by_other ON session_problems (other_session_id) WHERE other_session_id <> '';
