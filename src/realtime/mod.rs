//! From a committed change to the readers on this node.
//!
//! A **topic** (`room/<id>`) has events with dense numbers. Its commits reach the hub in any order: the topic holds back what
//! comes too early, loads by number what does not come, and hands out the rest exactly in order. A **follower** is what a room
//! keeps in memory of a topic; it takes every event before the readers do, so whatever is answered from it is a prefix of the
//! log. A **reader** is a connection: it takes ready-made frames without waiting. One that is full is switched to **pulling**:
//! it gets batches from memory or from the log as it drains, until it has reached the head and is live again. Nothing is lost,
//! because the position belongs to the reader and the truth to the log.
//!
//! Events with number 0 are **hints** (`access/<person>`): no order, no memory.
//!
//! Several nodes on one database are one service: a node tells the others through a **bus** which topic has moved, and they
//! load what is new, once for all their readers. Whatever a bus loses, a **watch** finds by looking at the heads of the topics
//! in use. If the database itself has lost what was handed out, the topic begins a new **epoch**.

pub mod bus;
pub mod frame;
mod hub;
mod reader;
mod release;
mod sequence;
mod topic;
mod watch;

pub use hub::{Head, Hub, Source};
pub use reader::{Delivery, Reader};
pub use release::Step;
pub use sequence::Sequence;
pub use topic::{Follower, Pull, Topic, Wrap};
pub use watch::Watch;
