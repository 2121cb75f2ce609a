DROP TABLE session_news;
