DROP TABLE message_grams;
DROP TABLE search_rows;
DROP TABLE search_marks;
