//! The task of a client: it connects, resumes, sends and receives, and connects to the next node when the connection ends.

use super::client::{ClientOptions, Transport};
use super::journal::{Entry, Journal};
use super::outbox::{Outbox, PendingMessage};
use super::subscription::Subscription;
use super::wire::{Disconnect, Wire};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;

/// The longest pause before another try; a person's client waits longer (`docs/REALTIME.md`, 6).
const PAUSE: Duration = Duration::from_millis(200);

/// A post over HTTP: its client id, and the status and body that came back, if anything did.
type Posting = BoxFuture<'static, (String, Option<(u16, Value)>)>;

pub struct ConnectionTask {
    pub options: ClientOptions,
    pub http: reqwest::Client,
    pub subscriptions: Vec<Subscription>,
    pub outbox: Outbox,
    /// A post in flight over HTTP.
    pub posting: Option<Posting>,
    /// Whether the first of the outbox was sent on this connection.
    pub is_in_flight: bool,
    pub journal: Arc<Mutex<Journal>>,
    pub version: watch::Sender<u64>,
    pub messages: mpsc::UnboundedReceiver<PendingMessage>,
}

impl ConnectionTask {
    pub async fn run(mut self) {
        let (mut attempt, mut failures) = (self.options.first_node, 0);
        loop {
            let ended = match self.options.nodes.pick(attempt) {
                Some(node) => match Wire::open(&self.http, node, &self.options.token).await {
                    Ok(wire) => self.serve(wire, node, &mut failures).await,
                    Err(reason) => reason,
                },
                None => Disconnect::Broken,
            };
            self.is_in_flight = false;
            let wait = match ended {
                Disconnect::Bye {
                    code,
                    retry_ms,
                    may_resume,
                } => {
                    self.record(Entry::Bye { code, retry_ms });
                    if !may_resume {
                        return;
                    }
                    retry_ms.map_or(Duration::ZERO, Duration::from_millis)
                }
                Disconnect::Refused(status) => {
                    self.record(Entry::UpgradeRefused { status });
                    if status == 401 || status == 403 {
                        return;
                    }
                    Duration::from_millis(10)
                }
                Disconnect::Broken => {
                    self.record(Entry::Disconnected);
                    Duration::from_millis(5)
                }
            };
            attempt += 1;
            failures += 1;
            sleep((wait * failures).min(PAUSE)).await;
        }
    }

    /// One connection from `hello` to its end.
    async fn serve(&mut self, mut wire: Wire, node: std::net::SocketAddr, failures: &mut u32) -> Disconnect {
        let rooms: Vec<Value> = self.subscriptions.iter().map(Subscription::resume_point).collect();
        if let Err(reason) = wire.send(&json!({ "t": "hello", "v": 1, "rooms": rooms })).await {
            return reason;
        }
        let mut is_welcome = false;
        loop {
            if is_welcome && let Err(reason) = self.send_first(&mut wire, node).await {
                return reason;
            }
            tokio::select! {
                frame = wire.next() => match frame {
                    Ok(frame) => {
                        if frame["t"] == "welcome" {
                            is_welcome = true;
                            *failures = 0;
                        }
                        self.on_frame(&frame).await;
                    }
                    Err(reason) => return reason,
                },
                Some(message) = self.messages.recv() => self.outbox.push(message),
                (cid, answer) = async { self.posting.as_mut().expect("a post").await }, if self.posting.is_some() => {
                    self.posting = None;
                    self.on_posted(cid, answer).await;
                }
            }
        }
    }

    /// Sends the first of the outbox, unless it is in flight.
    async fn send_first(&mut self, wire: &mut Wire, node: std::net::SocketAddr) -> Result<(), Disconnect> {
        let Some(first) = self.outbox.first() else {
            return Ok(());
        };
        match self.options.transport {
            Transport::Socket if !self.is_in_flight => {
                self.is_in_flight = true;
                let frame = self.outbox.frame().unwrap_or_default();
                wire.send(&frame).await
            }
            Transport::Http if self.posting.is_none() => {
                let url = format!("http://{node}/api/v1/chat/rooms/{}/messages", first.room);
                let cid = first.cid.clone();
                let body = self.outbox.body().unwrap_or_default();
                let request = self.http.post(url).bearer_auth(&self.options.token).json(&body);
                let answer = async move {
                    let Ok(answer) = request.send().await else {
                        return (cid, None);
                    };
                    let status = answer.status().as_u16();
                    (cid, answer.json().await.ok().map(|json| (status, json)))
                };
                self.posting = Some(answer.boxed());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    async fn on_posted(&mut self, cid: String, answer: Option<(u16, Value)>) {
        match answer {
            Some((200 | 201, posted)) => self.on_sent(&cid, &posted),
            Some((400..=499, problem)) if problem["retry_after_ms"].is_null() => self.on_refused(&cid, &problem),
            // unknown, or not now: the same client id again
            _ => {
                self.record(Entry::Retried { cid });
                sleep(Duration::from_millis(20)).await;
            }
        }
    }

    async fn on_frame(&mut self, frame: &Value) {
        match frame["t"].as_str().unwrap_or_default() {
            "welcome" => {
                let node = frame["node"].as_str().unwrap_or_default().into();
                self.record(Entry::Welcome { node });
            }
            "sent" => {
                let cid = frame["cid"].as_str().unwrap_or_default().to_owned();
                self.on_sent(&cid, frame);
            }
            "err" => match (frame["id"].as_str().map(str::to_owned), frame["retry_ms"].as_u64()) {
                (Some(cid), Some(wait)) => {
                    self.is_in_flight = false;
                    self.record(Entry::Retried { cid });
                    sleep(Duration::from_millis(wait).min(PAUSE)).await;
                }
                (Some(cid), None) => self.on_refused(&cid, frame),
                (None, _) => {
                    let code = frame["code"].as_str().unwrap_or_default().into();
                    self.record(Entry::Refused { cid: None, code });
                }
            },
            _ => {
                if frame["t"] == "gap" {
                    // what was acknowledged before may be gone
                    self.outbox.clear_previous();
                }
                let subscription = self
                    .subscriptions
                    .iter_mut()
                    .find(|subscription| subscription.is_about(frame));
                let entries = subscription
                    .map(|subscription| subscription.on_frame(frame))
                    .unwrap_or_default();
                entries.into_iter().for_each(|entry| self.record(entry));
            }
        }
    }

    fn on_sent(&mut self, cid: &str, answer: &Value) {
        self.is_in_flight = false;
        let Some(done) = self.outbox.remove(cid, true) else {
            return;
        };
        self.record(Entry::Acknowledged {
            room: done.room,
            cid: done.cid,
            message: answer["m"].as_str().unwrap_or_default().into(),
            seq: answer["seq"].as_i64().unwrap_or(0),
            is_duplicate: answer["dup"] == true,
            at: Instant::now(),
        });
    }

    fn on_refused(&mut self, cid: &str, answer: &Value) {
        self.is_in_flight = false;
        if let Some(done) = self.outbox.remove(cid, false) {
            let code = answer["code"].as_str().unwrap_or_default().into();
            self.record(Entry::Refused {
                cid: Some(done.cid),
                code,
            });
        }
    }

    fn record(&self, entry: Entry) {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        journal.entries.push(entry);
        drop(journal);
        self.version.send_modify(|version| *version += 1);
    }
}
