DROP INDEX debriefs_by_time;
DROP INDEX sessions_by_series;
DROP TABLE nickname_tries;
DROP TABLE attendance_decisions;
DROP INDEX attendances_waiting;
ALTER TABLE attendances DROP COLUMN standing;
DROP TABLE attendance_events;
DROP FUNCTION attendance_events_refuse();
