DROP TABLE calendar_work;
DELETE FROM claims WHERE session_id IS NULL;
ALTER TABLE claims
    DROP CONSTRAINT claims_owner_check,
    DROP COLUMN block_id,
    ALTER COLUMN session_id SET NOT NULL;
DROP TABLE room_blocks;
DROP TABLE closures;
DROP TABLE make_up_hours;
DROP TABLE calendar_days;
DROP TABLE calendar_notices;
DELETE FROM opening_exceptions WHERE to_minute > 1440;
ALTER TABLE opening_exceptions
    DROP CONSTRAINT opening_exceptions_length_check,
    DROP CONSTRAINT opening_exceptions_to_minute_check,
    ADD CONSTRAINT opening_exceptions_to_minute_check CHECK (to_minute BETWEEN 1 AND 1440);
DELETE FROM opening_rules WHERE valid_from <> '' OR to_minute > 1440;
ALTER TABLE opening_rules
    DROP CONSTRAINT opening_rules_studio_id_valid_from_weekday_from_minute_key,
    DROP CONSTRAINT opening_rules_length_check,
    DROP CONSTRAINT opening_rules_to_minute_check,
    ADD CONSTRAINT opening_rules_to_minute_check CHECK (to_minute BETWEEN 1 AND 1440),
    DROP COLUMN valid_from,
    ADD UNIQUE (studio_id, weekday, from_minute);
DROP TABLE opening_sets;
DROP TABLE room_parts;
DROP INDEX rooms_online_once;
ALTER TABLE rooms DROP COLUMN is_online;
ALTER TABLE studios DROP COLUMN closes_on_public_days;
ALTER TABLE studios DROP COLUMN region;
