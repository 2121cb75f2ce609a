//! What every socket of this node shares.

use super::beat;
use super::connections::Connections;
use super::farewell::Farewell;
use super::moment::{self, Presence};
use super::neighbours::{Moment, Neighbours};
use crate::chat::Chat;
use crate::chat::events::room_held;
use crate::config::{Config, GatewayConfig};
use crate::error::{Code, Error, Result};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use tokio_util::task::TaskTracker;

/// The gate. Cloning shares it.
#[derive(Clone)]
pub struct Gateway {
    /// The chat behind it.
    pub chat: Chat,
    /// The settings.
    pub config: GatewayConfig,
    /// The only origin whose pages get sockets.
    pub public_url: String,
    /// This node, for a developer who reads a `welcome`.
    pub node: String,
    /// Who is connected.
    pub connections: Arc<Connections>,
    /// Where somebody has come or gone.
    pub presence: Arc<Presence>,
    /// The other nodes.
    pub neighbours: Arc<Neighbours>,
    /// Every socket until its last byte.
    pub open: TaskTracker,
    newcomers: Arc<DefaultDirectRateLimiter>,
    is_closed: Arc<AtomicBool>,
}

impl Gateway {
    /// A gate in front of the chat.
    pub fn new(chat: &Chat, config: &Config) -> Self {
        let a_second = NonZeroU32::new(config.gateway.new_sockets_per_second).unwrap_or(NonZeroU32::MIN);
        Gateway {
            chat: chat.clone(),
            config: config.gateway.clone(),
            public_url: config.public_url.clone(),
            node: format!("{:08x}", u32::from_le_bytes(chat.chance.bytes())),
            connections: Arc::default(),
            presence: Arc::default(),
            neighbours: Arc::default(),
            open: TaskTracker::new(),
            newcomers: Arc::new(RateLimiter::direct(Quota::per_second(a_second))),
            is_closed: Arc::default(),
        }
    }

    /// What a hint of another node says about this moment; false if it is about something else.
    pub fn hear(&self, topic: &str) -> bool {
        if let Some(room) = room_held(topic).filter(|room| !self.chat.is_facilitator_present(room)) {
            // it becomes live here with that
            self.presence.stir([room]);
        }
        let heard = Moment::parse(topic);
        let is_ours = heard.is_some();
        if let Some(moment) = heard {
            moment::hear(self, moment);
        }
        is_ours
    }

    /// The one timer of this node: runs until the task is ended.
    pub async fn look_after_sockets(self) {
        // two loops, so that a room that is looked up in the database holds up no heartbeat
        tokio::select! {
            () = beat::run(self.clone()) => {}
            () = moment::run(self) => {}
        }
    }

    /// Asks every client to come back in a while, spread over ten seconds, and accepts no more. Ends when they have heard it, or
    /// take too long.
    pub async fn drain(&self) {
        self.is_closed.store(true, Relaxed);
        for peer in self.connections.all() {
            peer.end(Farewell::Draining, Some(self.chat.chance.below(10_000)));
        }
        self.open.close();
        self.open.wait().await;
    }

    /// Whether it accepts no more.
    pub fn is_closed(&self) -> bool {
        self.is_closed.load(Relaxed)
    }

    /// One more newcomer, unless there are too many at this moment.
    pub fn admit_one(&self) -> Result<()> {
        if self.is_closed() || self.newcomers.check().is_err() {
            return Err(Error::from(Code::Busy).retry_after(1_000));
        }
        Ok(())
    }

    /// The next heartbeat: the set time, 20 % less to 10 % more. Never as long as the half a minute after which many proxies cut.
    pub fn heartbeat(&self) -> u64 {
        let fifth = self.config.heartbeat_ms / 5;
        self.config.heartbeat_ms - fifth + self.chat.chance.below(fifth + fifth / 2 + 1)
    }
}
