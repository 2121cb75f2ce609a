DROP INDEX cohort_memberships_enrolment_id;
DROP INDEX role_grants_at_work;
DROP INDEX sessions_drafts_by_district;
