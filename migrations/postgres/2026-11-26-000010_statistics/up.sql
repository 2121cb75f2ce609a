-- PostgreSQL renews its statistics by itself.
SELECT 1;
