//! All topics of this node.

use super::source::Source;
use super::topic::Topic;
use crate::error::Result;
use crate::event::Event;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

/// How long an event waits for its predecessor before the predecessor is loaded from the log.
pub(super) const HOLE: Duration = Duration::from_millis(100);
/// How long a topic without readers stays in memory.
const IDLE: Duration = Duration::from_secs(600);
const REACH: Duration = Duration::from_secs(1);
const HINTS: usize = 1024;
/// Bytes of events that are queued for a reader before a flush: far below the bound of its queue.
const TOGETHER: usize = 32 * 1024;

/// All topics of this node. Cloning shares it.
pub struct Hub<S: Source>(pub(super) Arc<Inner<S>>);

pub(super) struct Inner<S: Source> {
    pub(super) source: S,
    is_shared: AtomicBool,
    topics: RwLock<HashMap<String, Arc<Topic<S::Projection>>>>,
    hints: broadcast::Sender<Event>,
}

impl<S: Source> Clone for Hub<S> {
    fn clone(&self) -> Self {
        Hub(self.0.clone())
    }
}

impl<S: Source> Hub<S> {
    /// A hub without topics.
    pub fn new(source: S) -> Self {
        let (hints, _) = broadcast::channel(HINTS);
        Hub(Arc::new(Inner {
            source,
            is_shared: AtomicBool::new(false),
            topics: RwLock::default(),
            hints,
        }))
    }

    /// Hints: events without a number, such as `access/<person>`. A receiver that lags must check its state itself.
    pub fn hints(&self) -> broadcast::Receiver<Event> {
        self.0.hints.subscribe()
    }

    /// Loads missing events and drops idle topics until the task is aborted.
    pub async fn run(self) {
        let mut tick = interval(HOLE);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut swept = Instant::now();
        loop {
            tick.tick().await;
            self.load_missing().await;
            if swept.elapsed() > IDLE / 10 {
                swept = Instant::now();
                self.drop_idle();
            }
        }
    }

    /// Publishes committed events to the readers; events of one topic keep their order.
    pub fn publish_all(&self, events: impl IntoIterator<Item = Event>) {
        let mut by_topic = BTreeMap::<String, Vec<Event>>::new();
        for event in events {
            if event.number == 0 {
                // without a receiver nothing is lost
                let _ = self.0.hints.send(event);
            } else {
                by_topic.entry(event.topic.clone()).or_default().push(event);
            }
        }
        for (name, events) in by_topic {
            let Some(topic) = self.find(&name) else { continue };
            let mut rest = events.into_iter().peekable();
            while rest.peek().is_some() {
                let mut bytes = 0;
                topic.offer(std::iter::from_fn(|| {
                    rest.next_if(|event| {
                        let fits = bytes == 0 || bytes + event.body.len() <= TOGETHER;
                        bytes += event.body.len().max(1);
                        fits
                    })
                }));
            }
        }
    }

    /// The topic, if it is in memory.
    pub fn find(&self, topic: &str) -> Option<Arc<Topic<S::Projection>>> {
        self.0
            .topics
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(topic)
            .cloned()
    }

    /// The topic, loaded once for all callers. It is registered before its head is read, so that no event is lost in between.
    pub async fn open(&self, name: &str) -> Result<Arc<Topic<S::Projection>>> {
        let topic = match self.find(name) {
            Some(topic) => topic,
            None => self
                .0
                .topics
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(name.into())
                .or_insert_with(|| Arc::new(Topic::new(name)))
                .clone(),
        };
        let opened = topic.opened.get_or_try_init(|| async {
            let (projection, head) = self.0.source.open(name).await?;
            topic.start(projection, head);
            Ok(())
        });
        if let Err(refused) = opened.await {
            self.remove(name, |topic| !topic.opened.initialized());
            return Err(refused);
        }
        let hinted = topic.take_stored_hint();
        if hinted > topic.head() {
            // a hint arrived while it was loaded
            self.load_up_to(name, hinted).await?;
        }
        Ok(topic)
    }

    /// The names of the topics in memory that match.
    pub fn names_of(&self, is_meant: impl Fn(&Topic<S::Projection>) -> bool) -> Vec<String> {
        let topics = self.all();
        let meant = topics.iter().filter(|topic| is_meant(topic));
        meant.map(|topic| topic.name.clone()).collect()
    }

    /// Events of a topic from its log, after one number up to another.
    pub async fn log(&self, topic: &str, after: i64, upto: i64) -> Result<Vec<Event>> {
        self.0.source.log(topic, after, upto).await
    }

    /// Waits until this node has sent event `number`, so that its author reads their own write; one second at most.
    pub async fn reached(&self, topic: &str, number: i64) {
        if let Some(reached) = self.find(topic).and_then(|topic| topic.reached(number)) {
            // `run` loads a missing event; after the timeout the author reads a little behind
            let _ = timeout(REACH, reached).await;
        }
    }

    /// Loads events that a commit of unknown outcome, or another node, may have added.
    pub async fn refresh(&self, name: &str) -> Result<()> {
        self.load_up_to(name, i64::MAX).await
    }

    /// Other nodes write to the same logs from now on.
    pub fn set_shared(&self) {
        self.0.is_shared.store(true, Relaxed);
    }

    /// Loads events of other nodes, if there can be other nodes: a client that got a number there finds it here.
    pub async fn refresh_if_shared(&self, name: &str) -> Result<()> {
        if !self.0.is_shared.load(Relaxed) {
            return Ok(());
        }
        match self.0.source.heads(vec![name.to_owned()]).await?.pop() {
            Some(head) => self.load_up_to(name, head.number).await,
            None => Ok(()),
        }
    }

    /// Whether a hint names a number after the head of a topic. While the topic is being loaded, the hint is stored for afterwards.
    pub(super) fn is_behind(&self, name: &str, number: i64) -> bool {
        self.find(name).is_some_and(|topic| {
            if !topic.opened.initialized() {
                topic.store_hint(number);
            }
            topic.head() < number
        })
    }

    /// Loads a topic up to a number that another node has named, or to the end of its log. Concurrent callers wait for the first.
    pub(super) async fn load_up_to(&self, name: &str, number: i64) -> Result<()> {
        let Some(topic) = self.find(name).filter(|topic| topic.opened.initialized()) else {
            return Ok(());
        };
        let _turn = topic.loading.lock().await;
        loop {
            let head = topic.head();
            if head >= number {
                return Ok(());
            }
            topic.offer(self.0.source.log(name, head, i64::MAX).await?);
            if topic.head() == head {
                return Ok(());
            }
        }
    }

    fn drop_idle(&self) {
        for topic in self.all() {
            if topic.is_idle(IDLE) {
                self.remove(&topic.name, |topic| topic.is_idle(IDLE));
            }
        }
    }

    /// Drops a topic unless somebody else has a handle to it.
    fn remove(&self, name: &str, is_still: impl Fn(&Topic<S::Projection>) -> bool) {
        let mut topics = self.0.topics.write().unwrap_or_else(PoisonError::into_inner);
        if topics
            .get(name)
            .is_some_and(|topic| Arc::strong_count(topic) <= 2 && is_still(topic))
        {
            topics.remove(name);
        }
    }

    pub(super) fn all(&self) -> Vec<Arc<Topic<S::Projection>>> {
        self.0
            .topics
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect()
    }
}
