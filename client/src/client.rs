//! The handle of a client, and the task behind it.

use super::connection_task::ConnectionTask;
use super::journal::{Entry, Journal};
use super::outbox::{Outbox, PendingMessage};
use super::subscription::Subscription;
use super::wire::Nodes;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// How long something that must come may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// How messages are posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// As frames of the socket.
    Socket,
    /// Over HTTP.
    Http,
}

/// Who connects, and where.
#[derive(Clone)]
pub struct ClientOptions {
    /// Names the journal and starts the client ids.
    pub name: String,
    pub token: String,
    pub nodes: Nodes,
    /// The index of the first node to try.
    pub first_node: usize,
    pub transport: Transport,
}

/// A running client; it stops when it is dropped.
pub struct Client {
    journal: Arc<Mutex<Journal>>,
    changed: watch::Receiver<u64>,
    messages: mpsc::UnboundedSender<PendingMessage>,
    submitted: u64,
    name: String,
    task: JoinHandle<()>,
}

impl Client {
    /// Connects and subscribes to these rooms from the next event on.
    pub fn start(options: ClientOptions, rooms: &[&str]) -> Client {
        let journal = Arc::new(Mutex::new(Journal {
            name: options.name.clone(),
            entries: vec![],
        }));
        let (version, changed) = watch::channel(0);
        let (messages, queued) = mpsc::unbounded_channel();
        let name = options.name.clone();
        let task = ConnectionTask {
            http: reqwest::Client::new(),
            subscriptions: rooms.iter().map(|room| Subscription::new(room)).collect(),
            outbox: Outbox::default(),
            posting: None,
            is_in_flight: false,
            journal: journal.clone(),
            version,
            messages: queued,
            options,
        };
        Client {
            journal,
            changed,
            messages,
            submitted: 0,
            name,
            task: tokio::spawn(task.run()),
        }
    }

    /// Queues a message; gives back its client id.
    pub fn send_message(&mut self, room: &str, body: &str) -> String {
        self.submitted += 1;
        let cid = format!("{}-{:06}", self.name, self.submitted);
        let message = PendingMessage {
            room: room.into(),
            cid: cid.clone(),
            body: body.into(),
        };
        let submitted = Entry::Submitted {
            room: message.room.clone(),
            cid: message.cid.clone(),
            body: message.body.clone(),
            at: Instant::now(),
        };
        self.lock().entries.push(submitted);
        let _ = self.messages.send(message);
        cid
    }

    /// Waits until the journal meets a condition.
    #[track_caller]
    pub fn wait_until<'a>(
        &'a self,
        what: &'a str,
        is_so: impl Fn(&Journal) -> bool + 'a,
    ) -> impl Future<Output = ()> + 'a {
        let place = std::panic::Location::caller();
        let mut changed = self.changed.clone();
        async move {
            let wait = async {
                while !is_so(&self.lock()) {
                    changed.changed().await.expect("the client runs");
                }
            };
            if timeout(PATIENCE, wait).await.is_err() {
                let journal = self.lock();
                let last = &journal.entries[journal.entries.len().saturating_sub(12)..];
                panic!(
                    "{}: waited too long at {place} for {what}; last entries: {last:#?}",
                    self.name
                );
            }
        }
    }

    /// Waits until the room is subscribed.
    pub async fn wait_subscribed(&self, room: &str) {
        self.wait_until("a subscription", |journal| {
            journal.count(|entry| matches!(entry, Entry::Subscribed { room: r, .. } if r == room)) > 0
        })
        .await;
    }

    /// Waits until every queued message has its answer.
    pub async fn wait_answered(&self) {
        self.wait_until("all answers", |journal| {
            let answers = journal
                .count(|entry| matches!(entry, Entry::Acknowledged { .. } | Entry::Refused { cid: Some(_), .. }));
            answers >= journal.submitted().count()
        })
        .await;
    }

    /// Waits until the event with this number was received.
    pub async fn wait_received(&self, room: &str, seq: i64) {
        self.wait_until("an event", |journal| journal.last_seq(room) >= seq)
            .await;
    }

    pub fn journal(&self) -> Journal {
        self.lock().clone()
    }

    /// Stops without a close, as a device that loses its power.
    pub fn abort(self) -> Journal {
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
