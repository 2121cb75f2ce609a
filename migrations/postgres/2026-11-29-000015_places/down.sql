DROP TABLE reminder_choices;
DROP TABLE reminders;
DROP TABLE kept_apart;
DROP TABLE registration_events;
DROP TABLE registrations;
DROP TABLE session_bookings;
DROP TABLE booking_rules;
