DROP TABLE session_problems;
