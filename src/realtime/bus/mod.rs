//! How the nodes of one service wake one another.
//!
//! A **hint** says that a topic has moved, and up to which number. It is never the truth and never says what moved: the node
//! that hears it loads what is new from the log, once for all its readers. Hints may be lost, come twice or in any order;
//! `watch` (beside this) finds by itself what no hint has brought. A node whose bus is not **healthy** looks often, the others
//! now and then.
//!
//! One process alone needs no bus ([`Silent`]). Several find each other through the database that they share ([`Postgres`]).

mod counts;
mod gathered;
mod postgres;

use crate::config::BusConfig;
use crate::db::{self, SignalChannel};
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

pub use counts::Counts;
pub use gathered::{Hint, Letter};
pub use postgres::Postgres;

/// What a bus tells its node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wake {
    /// Something has moved on another node.
    Hint(Hint),
    /// Hints may have been missed: look at everything.
    Missed,
}

/// The way to the other nodes.
pub trait Bus: Send + Sync + 'static {
    /// Tells them; never waits, and may fail without a word.
    fn tell(&self, hint: Hint);

    /// Whether what they tell arrives here now.
    fn is_healthy(&self) -> bool;

    /// Whether there can be no others.
    fn is_alone(&self) -> bool {
        false
    }

    /// Sends what still waits and ends.
    fn close(&self);
}

/// The bus of a node on this database, and what arrives by it.
pub fn open(
    url: &str,
    node: &str,
    config: &BusConfig,
    counts: &Counts,
) -> Result<(Arc<dyn Bus>, UnboundedReceiver<Wake>), db::Error> {
    let (wakes, woken) = unbounded_channel();
    let bus: Arc<dyn Bus> = match SignalChannel::of(url)? {
        Some(channel) if config.is_on => Arc::new(Postgres::start(channel, node, config, counts, wakes)?),
        channel => {
            let is_alone = channel.is_none();
            counts.healthy.set(i64::from(is_alone));
            Arc::new(Silent { is_alone })
        }
    };
    Ok((bus, woken))
}

/// A bus that carries nothing.
#[derive(Clone, Copy, Debug)]
pub struct Silent {
    /// Whether there is nobody to hear from; otherwise this node has to look for itself, always.
    pub is_alone: bool,
}

impl Bus for Silent {
    fn tell(&self, _: Hint) {}

    fn is_healthy(&self) -> bool {
        self.is_alone
    }

    fn is_alone(&self) -> bool {
        self.is_alone
    }

    fn close(&self) {}
}
