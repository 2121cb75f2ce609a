//! Group chat: rooms, who sits in them, what is said, and whom to call.
//!
//! A **room** belongs to a cohort, a series or a staff team. It is a durable **log**: every change is an event with a dense
//! number (`seq`), written in the transaction of whoever caused it, under the lock of the room's **head** row. A message has
//! besides a number among the messages (`no`), for read markers, and its sender's own id (`cid`), by which a second arrival is
//! recognised. A **seat** is a membership and the pseudonym boundary: a room never sees a person, only seats.
//!
//! What must hold:
//! - numbers are dense and in commit order; nothing is lost, nothing comes twice (I1 to I7);
//! - a member sees what came after they joined, and nothing after the event of their removal (I9, I11);
//! - unread is a bounded count and read markers only move forward (I12, I13);
//! - a text stands in one column, sealed, and never in a log, an error or a metric (safety 44).
//!
//! Other rooms come in through [`api`]; `live` keeps rooms in memory for the hub; `gateway/` is the way of the sockets.

pub mod access;
pub mod actions;
mod desk;
pub mod events;
pub mod api;
mod held;
pub mod help;
pub mod http;
pub mod jobs;
mod live;
mod mentions;
pub mod model;
pub mod moderation;
mod pace;
pub mod search;
pub mod staffed;
mod store;

pub use desk::Chat;
pub use live::{RoomSource, RoomView, Rooms, Sitter};
