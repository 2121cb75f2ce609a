-- What waits to be closed, what stands ahead, and drafts: few among all sessions of the years.
CREATE INDEX sessions_unclosed ON sessions (ends_at, id) WHERE state IN ('published','running','delivered');
CREATE INDEX sessions_unclosed_by_district ON sessions (district_id, ends_at, id) WHERE state IN ('published','running','delivered');
CREATE INDEX sessions_published ON sessions (starts_at, id) WHERE state = 'published';
CREATE INDEX sessions_drafts ON sessions (starts_at, id) WHERE state IN ('draft','held');
