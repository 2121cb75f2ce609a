-- Devices on which a person has signed in: a guess from elsewhere does not use up their tries. The mark is a keyed hash of the
-- person and a random value in a cookie of the device, so that the table does not tell which people share a device.
CREATE TABLE known_devices (
  person_id TEXT NOT NULL REFERENCES people (id),
  mark TEXT NOT NULL,
  last_used_at INTEGER NOT NULL,
  PRIMARY KEY (person_id, mark)
) STRICT;
CREATE INDEX known_devices_last_used_at ON known_devices (last_used_at);
