//! Finding what was said, in Chinese and English (chat 14).
//!
//! A text is cut into **grams**: overlapping pairs of Han characters, overlapping triples of letters and digits. A query is cut the
//! same way, so whatever stands in a text is found, without a dictionary. Texts are sealed in the database, and so the index holds
//! no words either: each gram is kept as a hash with the deployment's key **and the room**, without its position, so that neither a
//! stolen file nor a comparison of two rooms gives the words back. What the index finds is therefore only likely; every candidate is
//! opened and looked at before it is shown.
//!
//! The index is a reader of the room logs: it takes up what happened after its **mark**, in batches, off the path of a message.
//! A search first lets it catch up in the rooms that are asked, so people always find what they just said.
//!
//! What must hold:
//! - found is what the asker could read by scrolling: rooms where they sit, from the moment of joining (I11, safety 11), nothing
//!   hidden, held, taken back or over;
//! - the newest comes first; where the index had to catch up over several rooms, in the order in which it took them up;
//! - the index is never the only place of anything: it can be dropped and built again.

mod actions;
mod grams;
pub mod http;
pub mod store;

pub use actions::{index_for, use_newest_key};
