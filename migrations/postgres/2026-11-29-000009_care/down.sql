DROP TABLE incident_people;
DROP TABLE incidents;
DROP TABLE escalation_messages;
DROP TABLE escalation_pages;
DROP TABLE escalations;
DROP TABLE escalation_steps;
DROP TABLE duty_shifts;
