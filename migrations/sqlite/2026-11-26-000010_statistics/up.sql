-- What earlier versions let the planner learn about tables when they were small; it uses the indexes without it.
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1;
