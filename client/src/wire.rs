//! One connection: the ticket, the upgrade, and frames as JSON.

use super::socket::{ConnectError, Socket};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::time::timeout;

/// A client closes if nothing comes for this long.
const SILENCE: Duration = Duration::from_secs(40);
/// How long the ticket and the upgrade may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The addresses behind which the service answers, as a balancer knows them.
#[derive(Clone, Default)]
pub struct Nodes(Arc<RwLock<Vec<SocketAddr>>>);

impl Nodes {
    /// Nodes at these addresses.
    pub fn at(addresses: impl IntoIterator<Item = SocketAddr>) -> Nodes {
        let nodes = Nodes::default();
        nodes.change(|all| all.extend(addresses));
        nodes
    }

    /// Adds or drops addresses.
    pub fn change(&self, change: impl FnOnce(&mut Vec<SocketAddr>)) {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// The node for this try; none if there are no nodes.
    pub fn pick(&self, attempt: usize) -> Option<SocketAddr> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        (!all.is_empty()).then(|| all[attempt % all.len()])
    }
}

/// Why a connection ended.
#[derive(Debug)]
pub enum Disconnect {
    /// Refused before the upgrade, with this status.
    Refused(u16),
    /// The server sent `bye`.
    Bye {
        /// The close code.
        code: u64,
        /// How long to wait before the next connection.
        retry_ms: Option<u64>,
        /// Whether to reconnect without asking the person.
        may_resume: bool,
    },
    /// It broke, or was never established.
    Broken,
}

/// One connection with its frames as JSON.
pub struct Wire {
    socket: Socket,
    bye: Option<Value>,
}

impl Wire {
    /// Gets a ticket and opens a socket with it.
    pub async fn open(http: &reqwest::Client, node: SocketAddr, token: &str) -> Result<Wire, Disconnect> {
        timeout(PATIENCE, Wire::try_open(http, node, token))
            .await
            .unwrap_or(Err(Disconnect::Broken))
    }

    async fn try_open(http: &reqwest::Client, node: SocketAddr, token: &str) -> Result<Wire, Disconnect> {
        let asked = http
            .post(format!("http://{node}/api/v1/ws-ticket"))
            .bearer_auth(token)
            .json(&json!({}))
            .send()
            .await
            .map_err(|_| Disconnect::Broken)?;
        if asked.status() != 201 {
            return Err(Disconnect::Refused(asked.status().as_u16()));
        }
        let answer: Value = asked.json().await.map_err(|_| Disconnect::Broken)?;
        let ticket = answer["ticket"].as_str().ok_or(Disconnect::Broken)?;
        match Socket::open(&node.to_string(), ticket).await {
            Ok(socket) => Ok(Wire { socket, bye: None }),
            Err(ConnectError::Refused(status)) => Err(Disconnect::Refused(status)),
            Err(ConnectError::Broken(_)) => Err(Disconnect::Broken),
        }
    }

    /// Sends one frame.
    pub async fn send(&mut self, frame: &Value) -> Result<(), Disconnect> {
        let sent = self.socket.send(&frame.to_string()).await;
        sent.map_err(|_| Disconnect::Broken)
    }

    /// The next frame; pings are answered on the way. Safe to drop while it waits.
    pub async fn next(&mut self) -> Result<Value, Disconnect> {
        loop {
            let text = timeout(SILENCE, self.socket.frames.next()).await;
            let Some(text) = text.map_err(|_| Disconnect::Broken)? else {
                return Err(self.disconnect_reason());
            };
            let frame: Value = serde_json::from_slice(&text).map_err(|_| Disconnect::Broken)?;
            match frame["t"].as_str() {
                Some("ping") => self.send(&json!({ "t": "pong", "n": frame["n"] })).await?,
                Some("bye") => self.bye = Some(frame),
                _ => return Ok(frame),
            }
        }
    }

    fn disconnect_reason(&mut self) -> Disconnect {
        match self.bye.take() {
            Some(bye) => Disconnect::Bye {
                code: bye["code"].as_u64().unwrap_or(0),
                retry_ms: bye["retry_ms"].as_u64(),
                may_resume: bye["resume"] == true,
            },
            None => Disconnect::Broken,
        }
    }
}
