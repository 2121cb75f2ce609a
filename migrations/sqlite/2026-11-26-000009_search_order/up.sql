-- Rows of the index are numbered by the time at which something was said, so that what is found in several rooms comes in that order.
-- What was numbered as it was taken up is taken up again.
INSERT INTO message_grams (message_grams) VALUES ('delete-all');
DELETE FROM search_rows;
DELETE FROM search_marks;
