DROP TABLE deployments;
DROP TABLE chat_absences;
