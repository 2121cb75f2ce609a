-- What pages read, without reading more of it with each year.

-- Drafts that are near, of one district.
CREATE INDEX sessions_drafts_by_district ON sessions (district_id, starts_at, id) WHERE state IN ('draft', 'held');

-- Who works in a district now, without those who have left.
CREATE INDEX role_grants_at_work ON role_grants (district_id, role) WHERE ended_at IS NULL AND role <> 'member';

-- The intakes of an enrolment, also those that it has left.
CREATE INDEX cohort_memberships_enrolment_id ON cohort_memberships (enrolment_id, from_at);
