-- Who works here is asked whenever somebody is looked for; members are many, and are not read with them.
CREATE INDEX role_grants_of_workers ON role_grants (person_id, role) WHERE ended_at IS NULL AND role <> 'member';
