//! The bus: how the nodes of one service wake one another.
//!
//! A **hint** says that a topic has moved, and up to which number. It is never the truth and carries no content: the node that receives
//! it loads what is new from the log, once for all its readers. Hints may be lost, duplicated or reordered; the sweeper (beside this)
//! finds what no hint has brought. A node whose bus is not **healthy** polls often, the others now and then.
//!
//! One process alone needs no bus ([`NoBus`]). Several processes find each other through the database that they share ([`Postgres`]).

mod counts;
mod message;
mod open;
mod pending;
mod postgres;
mod transport;

pub use counts::Counts;
pub use message::{BusMessage, Hint};
pub use open::open;
pub use postgres::Postgres;
pub use transport::{Bus, NoBus, Wake};
