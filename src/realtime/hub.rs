//! All topics of this node.

use super::topic::{Follower, Topic};
use crate::error::Result;
use crate::event::Event;
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

/// How long an event may wait for its predecessor before that is loaded from the log.
const HOLE: Duration = Duration::from_millis(100);
/// How long a topic without readers stays in memory.
const IDLE: Duration = Duration::from_secs(600);
const REACH: Duration = Duration::from_secs(1);
const HINTS: usize = 1024;

/// Where topics come from: the log of a room.
pub trait Source: Send + Sync + 'static {
    /// What follows a topic's events.
    type Follower: Follower;
    /// What is known of a topic now, and its newest number.
    fn open(&self, topic: &str) -> impl Future<Output = Result<(Self::Follower, i64)>> + Send;
    /// Events after one number up to another, in order; perhaps not all of them.
    fn log(&self, topic: &str, after: i64, upto: i64) -> impl Future<Output = Result<Vec<Event>>> + Send;
}

/// The shared handle.
pub struct Hub<S: Source>(Arc<Inner<S>>);

struct Inner<S: Source> {
    source: S,
    topics: RwLock<HashMap<String, Arc<Topic<S::Follower>>>>,
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
            topics: RwLock::default(),
            hints,
        }))
    }

    /// Events without a number, such as `access/<person>`. Whoever lags behind looks for itself.
    pub fn hints(&self) -> broadcast::Receiver<Event> {
        self.0.hints.subscribe()
    }

    /// Loads what is missing and forgets what nobody reads, until the task is ended.
    pub async fn tend(self) {
        let mut tick = interval(HOLE);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut swept = Instant::now();
        loop {
            tick.tick().await;
            self.mend().await;
            if swept.elapsed() > IDLE / 10 {
                swept = Instant::now();
                self.forget_idle();
            }
        }
    }

    /// Takes one committed event.
    pub fn offer(&self, event: Event) {
        if event.number == 0 {
            // nobody listening is fine
            let _ = self.0.hints.send(event);
        } else if let Some(topic) = self.find(&event.topic) {
            topic.offer(event);
        }
    }

    /// The topic, if it is in memory.
    pub fn find(&self, topic: &str) -> Option<Arc<Topic<S::Follower>>> {
        self.0
            .topics
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(topic)
            .cloned()
    }

    /// The topic, loaded once for all who ask. It is registered before its head is read, so that nothing falls between.
    pub async fn open(&self, name: &str) -> Result<Arc<Topic<S::Follower>>> {
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
            let (follower, head) = self.0.source.open(name).await?;
            topic.start(follower, head);
            Ok(())
        });
        if let Err(refused) = opened.await {
            self.remove(name, |topic| !topic.opened.initialized());
            return Err(refused);
        }
        Ok(topic)
    }

    /// Events of a topic from its log.
    pub async fn log(&self, topic: &str, after: i64, upto: i64) -> Result<Vec<Event>> {
        self.0.source.log(topic, after, upto).await
    }

    /// Waits until this node has handed out `number`, so that its author reads their own write; never for long.
    pub async fn reached(&self, topic: &str, number: i64) {
        if let Some(reached) = self.find(topic).and_then(|topic| topic.reached(number)) {
            // a hole is mended by the pump; whoever waits too long reads a little behind
            let _ = timeout(REACH, reached).await;
        }
    }

    /// Loads what a commit of unknown outcome, or another node, may have added.
    pub async fn refresh(&self, name: &str) -> Result<()> {
        if let Some(topic) = self.find(name) {
            for event in self.0.source.log(name, topic.head(), i64::MAX).await? {
                topic.offer(event);
            }
        }
        Ok(())
    }

    async fn mend(&self) {
        for topic in self.all() {
            if let Some((after, upto)) = topic.hole(HOLE) {
                match self.0.source.log(&topic.name, after, upto).await {
                    Ok(events) => events.into_iter().for_each(|event| topic.offer(event)),
                    Err(error) => tracing::warn!(%error, "a hole in a topic could not be loaded yet"),
                }
            }
        }
    }

    fn forget_idle(&self) {
        for topic in self.all() {
            if topic.is_idle(IDLE) {
                self.remove(&topic.name, |topic| topic.is_idle(IDLE));
            }
        }
    }

    /// Drops a topic unless somebody else holds it at this moment.
    fn remove(&self, name: &str, is_still: impl Fn(&Topic<S::Follower>) -> bool) {
        let mut topics = self.0.topics.write().unwrap_or_else(PoisonError::into_inner);
        if topics
            .get(name)
            .is_some_and(|topic| Arc::strong_count(topic) <= 2 && is_still(topic))
        {
            topics.remove(name);
        }
    }

    fn all(&self) -> Vec<Arc<Topic<S::Follower>>> {
        self.0
            .topics
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect()
    }
}
