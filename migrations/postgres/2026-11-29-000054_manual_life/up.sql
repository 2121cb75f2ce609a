-- Credit by hand is asked, confirmed, rejected, taken back or reversed, and stands for a session's sheet if it names one: attendance that
-- comes later replaces it.
ALTER TABLE manual_credits ADD COLUMN session_id TEXT REFERENCES sessions (id);
ALTER TABLE manual_credits ADD COLUMN confirm_cid TEXT CHECK (length(confirm_cid) BETWEEN 1 AND 64);
ALTER TABLE manual_credits ADD COLUMN closed_how TEXT CHECK (closed_how IN ('rejected', 'taken_back', 'reversed', 'replaced'));
ALTER TABLE manual_credits ADD COLUMN closed_by TEXT REFERENCES people (id);
ALTER TABLE manual_credits ADD COLUMN closed_at BIGINT CHECK ((closed_at IS NULL) = (closed_how IS NULL));
ALTER TABLE manual_credits ADD COLUMN closed_because TEXT CHECK (length(closed_because) BETWEEN 1 AND 500);
CREATE INDEX manual_credits_session_id ON manual_credits (session_id) WHERE session_id IS NOT NULL;

-- The same press twice is one paper.
ALTER TABLE evidence_items ADD COLUMN cid TEXT CHECK (length(cid) BETWEEN 1 AND 64);
CREATE UNIQUE INDEX evidence_items_enrolment_id_cid_key ON evidence_items (enrolment_id, cid) WHERE cid IS NOT NULL;

-- A paper that was recorded by mistake stays, with who took it back and why.
CREATE TABLE evidence_taken_back (
    evidence_id TEXT PRIMARY KEY NOT NULL REFERENCES evidence_items (id),
    by_id       TEXT NOT NULL REFERENCES people (id),
    because     TEXT NOT NULL CHECK (length(because) BETWEEN 1 AND 500),
    at          BIGINT NOT NULL
);
