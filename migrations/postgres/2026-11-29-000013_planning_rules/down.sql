DROP TABLE standbys;
DROP TABLE leaves;
DROP TABLE availability_dates;
DROP TABLE own_ceilings;
DROP TABLE travel_times;
DROP TABLE planning_rules;
