-- What was agreed to and had no effect is not brought back.
SELECT 1;
