//! From a committed change to the readers on this node.
//!
//! Reading order: `frame` (bytes of a websocket frame), `reorder` (order within a topic), `projection`, `reader`, `recent`, `subscription`,
//! `topic`, `source`, `hub`, `sweep`, then `bus` and `sweeper`, which connect several nodes.
//!
//! A **topic** (`room/<id>`) has events with dense numbers. Its commits reach the hub in any order: the **reorder buffer** holds back what
//! comes too early, the hub loads missing events by number, and readers get everything exactly in order. A **projection** is what a room
//! keeps in memory of a topic; it applies every event before the readers get it, so every answer from it is a prefix of the log. A
//! **reader** is a connection: it takes ready-made frames without waiting. A reader whose queue is full is switched to **pulling**: it gets
//! batches from memory or from the log as it drains, until it has reached the head and is live again. Nothing is lost, because the
//! position belongs to the reader and the truth to the log.
//!
//! Events with number 0 are **hints** (`access/<person>`): they have no order and are not stored.
//!
//! Several nodes on one database are one service: a node publishes on the **bus** which topic has moved, and the others load what is new,
//! once for all their readers. The **sweeper** finds what the bus has lost by comparing the heads of the topics in memory with the
//! log. If the database itself has lost events that readers got, the topic begins a new **epoch**.

pub mod bus;
pub mod frame;
mod hub;
mod projection;
mod reader;
mod recent;
mod reorder;
mod source;
mod subscription;
mod sweep;
mod sweeper;
mod topic;

pub use hub::Hub;
pub use projection::Projection;
pub use reader::{Delivery, Reader};
pub use recent::Broadcast;
pub use reorder::ReorderBuffer;
pub use source::{Head, Source};
pub use subscription::{Pull, Wrap};
pub use sweeper::Sweeper;
pub use topic::Topic;
