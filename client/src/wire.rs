//! One connection: the ticket, the upgrade, and frames as JSON.

use super::socket::{NoSocket, Socket};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::time::timeout;

/// A client closes if nothing comes for this long.
const SILENCE: Duration = Duration::from_secs(40);
/// How long the way in may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The addresses behind which the service answers, as a balancer knows them.
#[derive(Clone, Default)]
pub struct Nodes(Arc<RwLock<Vec<SocketAddr>>>);

impl Nodes {
    /// These addresses.
    pub fn at(addresses: impl IntoIterator<Item = SocketAddr>) -> Nodes {
        let nodes = Nodes::default();
        nodes.change(|all| all.extend(addresses));
        nodes
    }

    /// Adds or drops addresses.
    pub fn change(&self, change: impl FnOnce(&mut Vec<SocketAddr>)) {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// The one for this try; none if there is no node at all.
    pub fn pick(&self, attempt: usize) -> Option<SocketAddr> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        (!all.is_empty()).then(|| all[attempt % all.len()])
    }
}

/// Why a connection is over.
#[derive(Debug)]
pub enum Over {
    /// Refused before the upgrade, with this status.
    Refused(u16),
    /// The server said goodbye.
    Bye {
        /// The close code.
        code: u64,
        /// When to come back, if it said so.
        retry_ms: Option<u64>,
        /// Whether to come back without asking the person.
        may_resume: bool,
    },
    /// It broke, or never stood.
    Broken,
}

/// One connection.
pub struct Wire {
    socket: Socket,
    bye: Option<Value>,
}

impl Wire {
    /// Takes a ticket and opens a socket with it.
    pub async fn open(http: &reqwest::Client, node: SocketAddr, token: &str) -> Result<Wire, Over> {
        timeout(PATIENCE, Wire::try_open(http, node, token))
            .await
            .unwrap_or(Err(Over::Broken))
    }

    async fn try_open(http: &reqwest::Client, node: SocketAddr, token: &str) -> Result<Wire, Over> {
        let asked = http
            .post(format!("http://{node}/api/v1/ws-ticket"))
            .bearer_auth(token)
            .json(&json!({}))
            .send()
            .await
            .map_err(|_| Over::Broken)?;
        if asked.status() != 201 {
            return Err(Over::Refused(asked.status().as_u16()));
        }
        let answer: Value = asked.json().await.map_err(|_| Over::Broken)?;
        let ticket = answer["ticket"].as_str().ok_or(Over::Broken)?;
        match Socket::open(&node.to_string(), ticket).await {
            Ok(socket) => Ok(Wire { socket, bye: None }),
            Err(NoSocket::Refused(status)) => Err(Over::Refused(status)),
            Err(NoSocket::Broken(_)) => Err(Over::Broken),
        }
    }

    /// Sends one frame.
    pub async fn send(&mut self, frame: &Value) -> Result<(), Over> {
        let sent = self.socket.send(&frame.to_string()).await;
        sent.map_err(|_| Over::Broken)
    }

    /// The next frame; pings are answered on the way. Safe to drop while it waits.
    pub async fn next(&mut self) -> Result<Value, Over> {
        loop {
            let text = timeout(SILENCE, self.socket.frames.next()).await;
            let Some(text) = text.map_err(|_| Over::Broken)? else {
                return Err(self.farewell());
            };
            let frame: Value = serde_json::from_slice(&text).map_err(|_| Over::Broken)?;
            match frame["t"].as_str() {
                Some("ping") => self.send(&json!({ "t": "pong", "n": frame["n"] })).await?,
                Some("bye") => self.bye = Some(frame),
                _ => return Ok(frame),
            }
        }
    }

    fn farewell(&mut self) -> Over {
        match self.bye.take() {
            Some(bye) => Over::Bye {
                code: bye["code"].as_u64().unwrap_or(0),
                retry_ms: bye["retry_ms"].as_u64(),
                may_resume: bye["resume"] == true,
            },
            None => Over::Broken,
        }
    }
}
