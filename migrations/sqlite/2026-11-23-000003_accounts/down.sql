DROP TABLE throttles;
DROP TABLE consents;
DROP TABLE invitations;
DROP TABLE recovery_codes;
DROP TABLE second_factor_challenges;
DROP TABLE logins;
DROP TABLE role_grants;
DROP TABLE people;
