DROP TABLE home_districts;
