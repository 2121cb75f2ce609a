-- Every session and every series has a title of its own again.
UPDATE sessions SET title = COALESCE((
    SELECT t.name_zh FROM session_types t
    WHERE t.code = sessions.type_code AND (t.studio_id IS NULL OR t.studio_id = sessions.studio_id)
    ORDER BY (CASE WHEN t.studio_id IS NULL THEN 1 ELSE 0 END) LIMIT 1), type_code) WHERE title = '';
UPDATE series SET name = COALESCE((
    SELECT t.name_zh FROM session_types t
    WHERE t.code = series.type_code AND (t.studio_id IS NULL OR t.studio_id = series.studio_id)
    ORDER BY (CASE WHEN t.studio_id IS NULL THEN 1 ELSE 0 END) LIMIT 1), type_code) WHERE name = '';
UPDATE notices SET params = (
    SELECT replace(notices.params, '"title":{"en":"' || t.name_en || '","zh":"' || t.name_zh || '"}',
        '"title":"' || t.name_zh || '"')
    FROM session_types t
    WHERE t.studio_id IS NULL AND notices.params LIKE '%"title":{"en":"' || t.name_en || '","zh":"' || t.name_zh || '"}%')
WHERE EXISTS (
    SELECT 1 FROM session_types t
    WHERE t.studio_id IS NULL AND notices.params LIKE '%"title":{"en":"' || t.name_en || '","zh":"' || t.name_zh || '"}%');
