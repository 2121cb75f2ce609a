//! Chooses the bus for a database.

use super::counts::Counts;
use super::postgres::Postgres;
use super::transport::{Bus, NoBus, Wake};
use crate::config::BusConfig;
use crate::db::{self, SignalChannel};
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// The bus of a node on this database, and the channel of what it receives.
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
            Arc::new(NoBus { is_alone })
        }
    };
    Ok((bus, woken))
}
