-- One-time tickets for sockets. `hash` is a keyed hash of the ticket; the ticket itself is not stored.
CREATE TABLE ws_tickets (
    hash            TEXT PRIMARY KEY NOT NULL,
    person_id       TEXT NOT NULL REFERENCES people (id),
    login_id        TEXT NOT NULL REFERENCES logins (id),
    origin          TEXT,
    auth_expires_at BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL
);
CREATE INDEX ws_tickets_by_expiry ON ws_tickets (expires_at);
