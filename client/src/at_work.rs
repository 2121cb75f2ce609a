//! The loop: connect, resume, send, hear, and again on the next node when it breaks.

use super::journal::{Entry, Journal};
use super::outbox::{Outbox, Waiting};
use super::place::Place;
use super::wire::{Nodes, Over, Wire};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

/// How long something that must come may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest pause before another try; a person's client waits longer (`docs/REALTIME.md`, 6).
const PAUSE: Duration = Duration::from_millis(200);

/// By which road messages are posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Road {
    /// As frames of the socket.
    Socket,
    /// Over HTTP.
    Http,
}

/// Who connects, and where.
#[derive(Clone)]
pub struct Ends {
    /// A name for the journal and the client ids.
    pub name: String,
    /// The bearer token.
    pub token: String,
    /// Where the service answers.
    pub nodes: Nodes,
    /// The node to begin with.
    pub first: usize,
    /// How messages are posted.
    pub road: Road,
}

/// A client at work.
pub struct Client {
    journal: Arc<Mutex<Journal>>,
    changed: watch::Receiver<u64>,
    orders: mpsc::UnboundedSender<Waiting>,
    said: u64,
    name: String,
    task: JoinHandle<()>,
}

impl Client {
    /// Connects and listens to these rooms from now on.
    pub fn start(ends: Ends, rooms: &[&str]) -> Client {
        let journal = Arc::new(Mutex::new(Journal {
            name: ends.name.clone(),
            entries: vec![],
        }));
        let (version, changed) = watch::channel(0);
        let (orders, taken) = mpsc::unbounded_channel();
        let name = ends.name.clone();
        let work = Work {
            http: reqwest::Client::new(),
            places: rooms.iter().map(|room| Place::new(room)).collect(),
            outbox: Outbox::default(),
            posting: None,
            is_on_its_way: false,
            journal: journal.clone(),
            version,
            orders: taken,
            ends,
        };
        Client {
            journal,
            changed,
            orders,
            said: 0,
            name,
            task: tokio::spawn(work.run()),
        }
    }

    /// Says something; gives back the client id under which it will stand.
    pub fn say(&mut self, room: &str, body: &str) -> String {
        self.said += 1;
        let cid = format!("{}-{:06}", self.name, self.said);
        let message = Waiting {
            room: room.into(),
            cid: cid.clone(),
            body: body.into(),
        };
        let said = Entry::Said {
            room: message.room.clone(),
            cid: message.cid.clone(),
            body: message.body.clone(),
            at: Instant::now(),
        };
        self.lock().entries.push(said);
        let _ = self.orders.send(message);
        cid
    }

    /// Waits until the journal is like that.
    #[track_caller]
    pub fn until<'a>(&'a self, what: &'a str, is_so: impl Fn(&Journal) -> bool + 'a) -> impl Future<Output = ()> + 'a {
        let place = std::panic::Location::caller();
        let mut changed = self.changed.clone();
        async move {
            let wait = async {
                while !is_so(&self.lock()) {
                    changed.changed().await.expect("the client is at work");
                }
            };
            if timeout(PATIENCE, wait).await.is_err() {
                let journal = self.lock();
                let last = &journal.entries[journal.entries.len().saturating_sub(12)..];
                panic!("{}: waited in vain at {place} for {what}; lately: {last:#?}", self.name);
            }
        }
    }

    /// Waits until it listens.
    pub async fn listening(&self, room: &str) {
        self.until("a subscription", |journal| {
            journal.count(|entry| matches!(entry, Entry::Subscribed { room: r, .. } if r == room)) > 0
        })
        .await;
    }

    /// Waits until everything that was said has been answered.
    pub async fn answered(&self) {
        self.until("all answers", |journal| {
            let answers =
                journal.count(|entry| matches!(entry, Entry::Sent { .. } | Entry::Refused { cid: Some(_), .. }));
            answers >= journal.said().count()
        })
        .await;
    }

    /// Waits until the event with this number was heard.
    pub async fn reached(&self, room: &str, seq: i64) {
        self.until("an event", |journal| journal.last_seq(room) >= seq).await;
    }

    /// The journal so far.
    pub fn journal(&self) -> Journal {
        self.lock().clone()
    }

    /// Drops everything at once, as a device that loses its power.
    pub fn die(self) -> Journal {
        self.task.abort();
        self.journal()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Journal> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A post over HTTP: its client id, and the status and body that came back, if anything did.
type Posting = BoxFuture<'static, (String, Option<(u16, Value)>)>;

struct Work {
    ends: Ends,
    http: reqwest::Client,
    places: Vec<Place>,
    outbox: Outbox,
    /// A post on its way over HTTP.
    posting: Option<Posting>,
    /// Whether the first of the outbox was sent on this connection.
    is_on_its_way: bool,
    journal: Arc<Mutex<Journal>>,
    version: watch::Sender<u64>,
    orders: mpsc::UnboundedReceiver<Waiting>,
}

impl Work {
    async fn run(mut self) {
        let (mut attempt, mut failures) = (self.ends.first, 0);
        loop {
            let over = match self.ends.nodes.pick(attempt) {
                Some(node) => match Wire::open(&self.http, node, &self.ends.token).await {
                    Ok(wire) => self.serve(wire, node, &mut failures).await,
                    Err(over) => over,
                },
                None => Over::Broken,
            };
            self.is_on_its_way = false;
            let wait = match over {
                Over::Bye {
                    code,
                    retry_ms,
                    may_resume,
                } => {
                    self.note(Entry::Bye { code, retry_ms });
                    if !may_resume {
                        return;
                    }
                    retry_ms.map_or(Duration::ZERO, Duration::from_millis)
                }
                Over::Refused(status) => {
                    self.note(Entry::NoSocket { status });
                    if status == 401 || status == 403 {
                        return;
                    }
                    Duration::from_millis(10)
                }
                Over::Broken => {
                    self.note(Entry::Lost);
                    Duration::from_millis(5)
                }
            };
            attempt += 1;
            failures += 1;
            sleep((wait * failures).min(PAUSE)).await;
        }
    }

    /// One connection from `hello` to its end.
    async fn serve(&mut self, mut wire: Wire, node: std::net::SocketAddr, failures: &mut u32) -> Over {
        let rooms: Vec<Value> = self.places.iter().map(Place::position).collect();
        if let Err(over) = wire.send(&json!({ "t": "hello", "v": 1, "rooms": rooms })).await {
            return over;
        }
        let mut is_welcome = false;
        loop {
            if is_welcome && let Err(over) = self.send_first(&mut wire, node).await {
                return over;
            }
            tokio::select! {
                frame = wire.next() => match frame {
                    Ok(frame) => {
                        if frame["t"] == "welcome" {
                            is_welcome = true;
                            *failures = 0;
                        }
                        self.take(&frame).await;
                    }
                    Err(over) => return over,
                },
                Some(message) = self.orders.recv() => self.outbox.push(message),
                (cid, answer) = async { self.posting.as_mut().expect("a post").await }, if self.posting.is_some() => {
                    self.posting = None;
                    self.posted(cid, answer).await;
                }
            }
        }
    }

    /// Sends the first of the outbox, unless it is on its way.
    async fn send_first(&mut self, wire: &mut Wire, node: std::net::SocketAddr) -> Result<(), Over> {
        let Some(first) = self.outbox.first() else {
            return Ok(());
        };
        match self.ends.road {
            Road::Socket if !self.is_on_its_way => {
                self.is_on_its_way = true;
                let frame = self.outbox.frame().unwrap_or_default();
                wire.send(&frame).await
            }
            Road::Http if self.posting.is_none() => {
                let url = format!("http://{node}/api/v1/chat/rooms/{}/messages", first.room);
                let cid = first.cid.clone();
                let body = self.outbox.body().unwrap_or_default();
                let request = self.http.post(url).bearer_auth(&self.ends.token).json(&body);
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

    async fn posted(&mut self, cid: String, answer: Option<(u16, Value)>) {
        match answer {
            Some((200 | 201, posted)) => self.sent(&cid, &posted),
            Some((400..=499, problem)) if problem["retry_after_ms"].is_null() => self.refused(&cid, &problem),
            // unknown, or not now: the same client id again
            _ => {
                self.note(Entry::Again { cid });
                sleep(Duration::from_millis(20)).await;
            }
        }
    }

    async fn take(&mut self, frame: &Value) {
        match frame["t"].as_str().unwrap_or_default() {
            "welcome" => {
                let node = frame["node"].as_str().unwrap_or_default().into();
                self.note(Entry::Welcome { node });
            }
            "sent" => {
                let cid = frame["cid"].as_str().unwrap_or_default().to_owned();
                self.sent(&cid, frame);
            }
            "err" => match (frame["id"].as_str().map(str::to_owned), frame["retry_ms"].as_u64()) {
                (Some(cid), Some(wait)) => {
                    self.is_on_its_way = false;
                    self.note(Entry::Again { cid });
                    sleep(Duration::from_millis(wait).min(PAUSE)).await;
                }
                (Some(cid), None) => self.refused(&cid, frame),
                (None, _) => {
                    let code = frame["code"].as_str().unwrap_or_default().into();
                    self.note(Entry::Refused { cid: None, code });
                }
            },
            _ => {
                if frame["t"] == "gap" {
                    // what was acknowledged before may be gone
                    self.outbox.forget_before();
                }
                let place = self.places.iter_mut().find(|place| place.is_meant(frame));
                let entries = place.map(|place| place.take(frame)).unwrap_or_default();
                entries.into_iter().for_each(|entry| self.note(entry));
            }
        }
    }

    fn sent(&mut self, cid: &str, answer: &Value) {
        self.is_on_its_way = false;
        let Some(done) = self.outbox.done(cid, true) else {
            return;
        };
        self.note(Entry::Sent {
            room: done.room,
            cid: done.cid,
            message: answer["m"].as_str().unwrap_or_default().into(),
            seq: answer["seq"].as_i64().unwrap_or(0),
            is_twin: answer["dup"] == true,
            at: Instant::now(),
        });
    }

    fn refused(&mut self, cid: &str, answer: &Value) {
        self.is_on_its_way = false;
        if let Some(done) = self.outbox.done(cid, false) {
            let code = answer["code"].as_str().unwrap_or_default().into();
            self.note(Entry::Refused {
                cid: Some(done.cid),
                code,
            });
        }
    }

    fn note(&self, entry: Entry) {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        journal.entries.push(entry);
        drop(journal);
        self.version.send_modify(|version| *version += 1);
    }
}
