-- Nobody to call in an emergency is kept anywhere, so nobody is asked to agree to it (safety 15).
DELETE FROM consents WHERE purpose = 'emergency_contact';
