//! What a node does about other nodes: it goes where hints point, and looks for itself now and then, often while the bus
//! is down.

use super::bus::{Bus, Counts};
use super::hub::{Hub, Source};
use crate::config::BusConfig;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// Looks at all topics in use whenever that is due. Cloning shares it.
pub struct Watch<S: Source> {
    hub: Hub<S>,
    bus: Arc<dyn Bus>,
    config: BusConfig,
    counts: Counts,
    missed: Arc<Notify>,
}

impl<S: Source> Clone for Watch<S> {
    fn clone(&self) -> Self {
        Watch {
            hub: self.hub.clone(),
            bus: self.bus.clone(),
            config: self.config.clone(),
            counts: self.counts.clone(),
            missed: self.missed.clone(),
        }
    }
}

impl<S: Source> Watch<S> {
    /// A watch over the topics of a hub.
    pub fn new(hub: &Hub<S>, bus: &Arc<dyn Bus>, config: &BusConfig, counts: &Counts) -> Self {
        Watch {
            hub: hub.clone(),
            bus: bus.clone(),
            config: config.clone(),
            counts: counts.clone(),
            missed: Arc::default(),
        }
    }

    /// Hints may have been missed: looks at once.
    pub fn look(&self) {
        self.missed.notify_one();
    }

    /// Loads what a hint points at, if somebody here reads it; does not wait for it.
    pub fn follow(&self, topic: String, number: i64) {
        if self.hub.is_behind(&topic, number) {
            let hub = self.hub.clone();
            tokio::spawn(async move {
                if let Err(error) = hub.wake(&topic, number).await {
                    tracing::warn!(%error, "what another node wrote could not be loaded yet");
                }
            });
        }
    }

    /// Looks until the task is ended.
    pub async fn run(self) {
        let sweep = Duration::from_millis(self.config.sweep_ms.max(1));
        let mut tick = interval(Duration::from_millis(self.config.poll_ms.max(1)));
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut swept = Instant::now();
        loop {
            let was_missed = tokio::select! {
                _ = tick.tick() => false,
                () = self.missed.notified() => true,
            };
            if !was_missed && self.bus.is_healthy() && swept.elapsed() < sweep {
                continue;
            }
            swept = Instant::now();
            match self.hub.sweep().await {
                Ok(swept) => {
                    self.counts.sweeps.inc();
                    self.counts.found.inc_by(u64::from(swept.moved > 0));
                    self.counts.renewed.inc_by(swept.renewed);
                }
                Err(error) => tracing::warn!(%error, "the heads of the rooms in use could not be read"),
            }
        }
    }
}
