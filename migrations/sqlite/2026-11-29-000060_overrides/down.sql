UPDATE sessions SET
    override_reason = (SELECT reason FROM overrides WHERE session_id = sessions.id AND ended_at IS NULL ORDER BY given_at DESC, rule LIMIT 1),
    override_by = (SELECT actor_id FROM overrides WHERE session_id = sessions.id AND ended_at IS NULL ORDER BY given_at DESC, rule LIMIT 1)
WHERE EXISTS (SELECT 1 FROM overrides WHERE session_id = sessions.id AND ended_at IS NULL);
ALTER TABLE sessions DROP COLUMN placed_at;
DROP TABLE overrides;
