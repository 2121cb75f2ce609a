DROP INDEX role_grants_of_workers;
