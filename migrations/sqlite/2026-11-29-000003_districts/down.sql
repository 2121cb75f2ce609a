DROP TABLE opening_exceptions;
DROP TABLE opening_rules;
DROP TABLE rooms;
DROP TABLE studios;
DROP TABLE service_points;
DROP TABLE districts;
