//! Loads what other nodes have written: at once after a hint, by a sweep of all topics now and then, and often while the bus is down.

use super::bus::{Bus, Counts};
use super::hub::Hub;
use super::source::Source;
use crate::config::BusConfig;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// Sweeps the topics of a hub. Cloning shares it.
pub struct Sweeper<S: Source> {
    hub: Hub<S>,
    bus: Arc<dyn Bus>,
    config: BusConfig,
    counts: Counts,
    missed: Arc<Notify>,
}

impl<S: Source> Clone for Sweeper<S> {
    fn clone(&self) -> Self {
        Sweeper {
            hub: self.hub.clone(),
            bus: self.bus.clone(),
            config: self.config.clone(),
            counts: self.counts.clone(),
            missed: self.missed.clone(),
        }
    }
}

impl<S: Source> Sweeper<S> {
    pub fn new(hub: &Hub<S>, bus: &Arc<dyn Bus>, config: &BusConfig, counts: &Counts) -> Self {
        Sweeper {
            hub: hub.clone(),
            bus: bus.clone(),
            config: config.clone(),
            counts: counts.clone(),
            missed: Arc::default(),
        }
    }

    /// Sweeps at once, because hints may have been missed.
    pub fn sweep_now(&self) {
        self.missed.notify_one();
    }

    /// Loads the events that a hint announces, if the topic is in memory; does not wait for them.
    pub fn on_hint(&self, topic: String, number: i64) {
        if self.hub.is_behind(&topic, number) {
            let hub = self.hub.clone();
            tokio::spawn(async move {
                if let Err(error) = hub.load_up_to(&topic, number).await {
                    tracing::warn!(%error, "what another node wrote could not be loaded yet");
                }
            });
        }
    }

    /// Sweeps until the task is aborted.
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
