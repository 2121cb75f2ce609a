DROP INDEX sessions_drafts;
DROP INDEX sessions_published;
DROP INDEX sessions_unclosed_by_district;
DROP INDEX sessions_unclosed;
