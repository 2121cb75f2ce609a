DROP INDEX invitations_created_by;
