-- A deployment without a privacy officer gets one: whoever has worked at headquarters for longest (safety 13).
UPDATE role_grants SET is_privacy_officer = 1
WHERE id = (
    SELECT min(held.id) FROM role_grants held JOIN people ON people.id = held.person_id
    WHERE held.role = 'headquarters' AND held.ended_at IS NULL AND people.is_active = 1
) AND NOT EXISTS (
    SELECT 1 FROM role_grants held JOIN people ON people.id = held.person_id
    WHERE held.is_privacy_officer = 1 AND held.ended_at IS NULL AND people.is_active = 1
);

-- Closing an account or taking a role looks for the open cards of that person (safety 12).
CREATE INDEX invitations_created_by ON invitations (created_by) WHERE created_by IS NOT NULL;
