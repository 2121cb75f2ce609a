-- A title is kept only where somebody wrote one: the name of the type is read in the reader's own language.
UPDATE sessions SET title = '' WHERE EXISTS (
    SELECT 1 FROM session_types t
    WHERE t.code = sessions.type_code AND (t.studio_id IS NULL OR t.studio_id = sessions.studio_id)
        AND sessions.title IN (t.name_zh, t.name_en));
UPDATE series SET name = '' WHERE EXISTS (
    SELECT 1 FROM session_types t
    WHERE t.code = series.type_code AND (t.studio_id IS NULL OR t.studio_id = series.studio_id)
        AND series.name IN (t.name_zh, t.name_en));

-- Notices that are there already say it in both languages too.
UPDATE notices SET params = (
    SELECT replace(notices.params, '"title":"' || t.name_zh || '"',
        '"title":{"en":"' || t.name_en || '","zh":"' || t.name_zh || '"}')
    FROM session_types t
    WHERE t.studio_id IS NULL AND notices.params LIKE '%"title":"' || t.name_zh || '"%')
WHERE EXISTS (
    SELECT 1 FROM session_types t
    WHERE t.studio_id IS NULL AND notices.params LIKE '%"title":"' || t.name_zh || '"%');
