//! Rooms as their members use them.

mod access;
mod changes;
mod erasure;
mod facilitators;
mod room_opening;
mod help;
mod history;
mod mention_letters;
mod messages;
mod moderation;
mod reactions;
mod read_markers;
mod retention;
mod rooms;
mod search;
mod seats;
mod snapshot;
