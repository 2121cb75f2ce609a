DROP TABLE swap_requests;
DROP TABLE session_confirmations;
DROP TABLE cover_asks;
DROP TABLE cover_requests;
DROP TABLE assignment_events;
DROP INDEX assignments_by_time;
ALTER TABLE assignments DROP COLUMN starts_at;
