//! The background tasks of the gateway.

use super::heartbeat;
use super::presence::broadcast;
use super::server::Gateway;

impl Gateway {
    /// Runs the heartbeat and the presence broadcast until the task is aborted.
    pub async fn run_timers(self) {
        // two loops, so that a query about a room delays no heartbeat
        tokio::select! {
            () = heartbeat::run(self.clone()) => {}
            () = broadcast::run(self) => {}
        }
    }
}
