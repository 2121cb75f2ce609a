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
//! Other rooms use [`api`]; `room_view` is a room in memory, which the hub keeps up to date; `gateway/` serves the sockets.

pub mod access;
pub mod asides;
pub mod crisis_cards;
pub mod help;
pub mod groups;
mod mentions;
pub mod messages;
mod read_marks;
pub mod rooms;
pub mod seats;
pub mod staffed_hours;
pub mod actions;
pub mod events;
pub mod api;
pub mod http;
pub mod jobs;
pub mod model;
pub mod moderation;
mod write_limits;
mod remote_facilitators;
mod room_source;
mod room_view;
pub mod search;
mod service;
mod store;
mod views;

pub use room_source::{RoomSource, Rooms};
pub use room_view::{RoomMember, RoomView};
pub use service::Chat;
pub use staffed_hours::model as staffed;
