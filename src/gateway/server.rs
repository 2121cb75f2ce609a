//! The gateway: what every socket of this node shares.

use super::close_reason::CloseReason;
use super::presence::remote_nodes::RemoteNodes;
use super::presence::tracker::PresenceTracker;
use super::registry::Registry;
use crate::chat::Chat;
use crate::config::{Config, GatewayConfig};
use crate::error::{Code, Error, Result};
use crate::rate_limit::{Limiter, Rate};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use tokio_util::task::TaskTracker;

/// The sockets of this node. Cloning shares it.
#[derive(Clone)]
pub struct Gateway {
    pub chat: Chat,
    pub config: GatewayConfig,
    /// The only origin whose pages may open sockets.
    pub public_url: String,
    /// A random name of this node, shown in `welcome`.
    pub node: String,
    pub registry: Arc<Registry>,
    pub presence: Arc<PresenceTracker>,
    pub remote_nodes: Arc<RemoteNodes>,
    /// Tracks every socket until its last byte.
    pub open: TaskTracker,
    upgrades: Arc<Limiter>,
    is_closed: Arc<AtomicBool>,
}

impl Gateway {
    pub fn new(chat: &Chat, config: &Config) -> Self {
        let a_second = config.gateway.new_sockets_per_second;
        Gateway {
            chat: chat.clone(),
            config: config.gateway.clone(),
            public_url: config.public_url.clone(),
            node: format!("{:08x}", u32::from_le_bytes(chat.db.chance().bytes())),
            registry: Arc::default(),
            presence: Arc::default(),
            remote_nodes: Arc::default(),
            open: TaskTracker::new(),
            upgrades: Arc::new(Limiter::new(Rate::per_second(a_second, a_second), chat.db.clock())),
            is_closed: Arc::default(),
        }
    }

    /// Closes every socket with a reconnect delay, spread over ten seconds, and accepts no more. Returns when all have closed or timed
    /// out.
    pub async fn drain(&self) {
        self.is_closed.store(true, Relaxed);
        for peer in self.registry.all() {
            peer.end(CloseReason::Draining, Some(self.chat.db.chance().below(10_000)));
        }
        self.open.close();
        self.open.wait().await;
    }

    /// Whether it accepts no more sockets.
    pub fn is_closed(&self) -> bool {
        self.is_closed.load(Relaxed)
    }

    /// Refuses an upgrade while draining or over the rate limit.
    pub fn check_admission(&self) -> Result<()> {
        if self.is_closed() || self.upgrades.acquire().is_err() {
            return Err(Error::from(Code::Busy).retry_after(1_000));
        }
        Ok(())
    }

    /// The time to the next ping, in ms: the setting, 20 % less to 10 % more. Always under the 30 s after which many proxies cut.
    pub fn next_heartbeat_ms(&self) -> u64 {
        let fifth = self.config.heartbeat_ms / 5;
        self.config.heartbeat_ms - fifth + self.chat.db.chance().below(fifth + fifth / 2 + 1)
    }
}
