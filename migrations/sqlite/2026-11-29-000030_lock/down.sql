DROP TABLE login_locks;
DROP TABLE pins;
