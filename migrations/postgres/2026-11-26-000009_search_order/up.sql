-- Rows of the index are numbered by the time at which something was said, so that what is found in several rooms comes in that order.
-- What was numbered as it was taken up is taken up again.
DELETE FROM message_grams;
DELETE FROM search_rows;
DELETE FROM search_marks;
ALTER TABLE search_rows ALTER COLUMN row DROP IDENTITY;
