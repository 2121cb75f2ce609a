DROP INDEX chat_seats_live_looks;
