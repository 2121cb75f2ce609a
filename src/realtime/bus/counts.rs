//! What is counted of the bus, for the metrics page.

use prometheus::core::Collector;
use prometheus::{IntCounter, IntGauge};

/// The counters of this node. Cloning shares them.
#[derive(Clone)]
pub struct Counts {
    /// 1 while what other nodes tell arrives here.
    pub healthy: IntGauge,
    /// Hints for other nodes.
    pub sent: IntCounter,
    /// Hints of other nodes.
    pub received: IntCounter,
    /// Looks at all topics in use.
    pub sweeps: IntCounter,
    /// Those of them that found what no hint had brought.
    pub found: IntCounter,
    /// Rooms whose numbers were made anew because the database had lost some.
    pub renewed: IntCounter,
}

impl Counts {
    pub fn new() -> Result<Self, prometheus::Error> {
        Ok(Counts {
            healthy: IntGauge::new("tongxing_bus_healthy", "1 while hints of other nodes arrive")?,
            sent: IntCounter::new("tongxing_bus_hints_sent_total", "Hints for other nodes")?,
            received: IntCounter::new("tongxing_bus_hints_heard_total", "Hints of other nodes")?,
            sweeps: IntCounter::new("tongxing_bus_sweeps_total", "Looks at all topics in use")?,
            found: IntCounter::new(
                "tongxing_bus_sweeps_found_total",
                "Looks that found what no hint had brought",
            )?,
            renewed: IntCounter::new(
                "tongxing_rooms_renewed_total",
                "Rooms with a new epoch because the database had lost events",
            )?,
        })
    }

    /// For the registry of the metrics page.
    pub fn collectors(&self) -> Vec<Box<dyn Collector>> {
        vec![
            Box::new(self.healthy.clone()),
            Box::new(self.sent.clone()),
            Box::new(self.received.clone()),
            Box::new(self.sweeps.clone()),
            Box::new(self.found.clone()),
            Box::new(self.renewed.clone()),
        ]
    }
}
