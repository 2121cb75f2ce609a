//! Reminders: everybody who is on a session or has a place on it is reminded once before it starts; nobody who only waits.
//!
//! The evening before at 18:00 on the studio's wall, or two hours before, as each person chooses; whoever was added or moved
//! after the evening is reminded two hours before. The row of `reminders` and the notice are written in one transaction, and the
//! row's key is person, session and start: so a reminder is sent once, whatever is killed in between, and a session that moved is
//! reminded of at its new time. While a notice of a change waits for its undo time there is no reminder: the change comes first.
//! The e-mail of it keeps to quiet hours like every other.

pub(crate) mod actions;
pub(crate) mod http;
pub(crate) mod model;
pub(crate) mod store;
pub(crate) mod views;
