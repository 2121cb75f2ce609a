//! One connection: the ticket, the upgrade, and frames as JSON.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{WebSocketStream, client_async};

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
    ws: WebSocketStream<TcpStream>,
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
        let mut request = format!("ws://{node}/ws")
            .into_client_request()
            .map_err(|_| Over::Broken)?;
        let offered = format!("tongxing.v1, {ticket}").parse().map_err(|_| Over::Broken)?;
        request.headers_mut().insert("sec-websocket-protocol", offered);
        let stream = TcpStream::connect(node).await.map_err(|_| Over::Broken)?;
        let _ = stream.set_nodelay(true);
        match client_async(request, stream).await {
            Ok((ws, _)) => Ok(Wire { ws, bye: None }),
            Err(tokio_tungstenite::tungstenite::Error::Http(answer)) => Err(Over::Refused(answer.status().as_u16())),
            Err(_) => Err(Over::Broken),
        }
    }

    /// Sends one frame.
    pub async fn send(&mut self, frame: &Value) -> Result<(), Over> {
        let sent = self.ws.send(Message::text(frame.to_string())).await;
        sent.map_err(|_| Over::Broken)
    }

    /// The next frame; pings are answered on the way. Safe to drop while it waits.
    pub async fn next(&mut self) -> Result<Value, Over> {
        loop {
            let message = timeout(SILENCE, self.ws.next()).await.map_err(|_| Over::Broken)?;
            match message {
                Some(Ok(Message::Text(text))) => {
                    let frame: Value = serde_json::from_str(&text).map_err(|_| Over::Broken)?;
                    match frame["t"].as_str() {
                        Some("ping") => self.send(&json!({ "t": "pong", "n": frame["n"] })).await?,
                        Some("bye") => self.bye = Some(frame),
                        _ => return Ok(frame),
                    }
                }
                Some(Ok(Message::Close(_))) => return Err(self.farewell()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(self.farewell()),
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
