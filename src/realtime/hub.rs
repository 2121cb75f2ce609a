//! All topics of this node.

use super::topic::{Follower, Topic};
use crate::error::{Error, Result};
use crate::event::Event;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

/// How long an event may wait for its predecessor before that is loaded from the log.
const HOLE: Duration = Duration::from_millis(100);
/// How long a topic without readers stays in memory.
const IDLE: Duration = Duration::from_secs(600);
const REACH: Duration = Duration::from_secs(1);
const HINTS: usize = 1024;
/// Bytes of events that are queued for a reader before they are sent: far below what it may have waiting.
const TOGETHER: usize = 32 * 1024;
/// Topics that are loaded at the same time by a sweep.
const AT_ONCE: usize = 4;

/// Where topics come from: the log of a room.
pub trait Source: Send + Sync + 'static {
    /// What follows a topic's events.
    type Follower: Follower;
    /// What is known of a topic now, and its newest number.
    fn open(&self, topic: &str) -> impl Future<Output = Result<(Self::Follower, i64)>> + Send;
    /// Events after one number up to another, in order; perhaps not all of them.
    fn log(&self, topic: &str, after: i64, upto: i64) -> impl Future<Output = Result<Vec<Event>>> + Send;
    /// Where these topics stand now, in one go; those that do not exist are left out.
    fn heads(&self, topics: Vec<String>) -> impl Future<Output = Result<Vec<Head>>> + Send;
    /// The log has lost events that were handed out in this epoch: gives the topic another one, unless it has one already.
    fn renew(&self, topic: &str, epoch: &str) -> impl Future<Output = Result<()>> + Send;
}

/// Where a topic stands in its log.
#[derive(Clone, Debug)]
pub struct Head {
    /// Which topic.
    pub topic: String,
    /// Its newest number.
    pub number: i64,
    /// In which epoch.
    pub epoch: String,
}

/// What a look at all topics has found.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Swept {
    /// Topics that were behind their log.
    pub(super) moved: u64,
    /// Topics that began a new epoch because of this look.
    pub(super) renewed: u64,
}

/// The shared handle.
pub struct Hub<S: Source>(Arc<Inner<S>>);

struct Inner<S: Source> {
    source: S,
    is_shared: AtomicBool,
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
            is_shared: AtomicBool::new(false),
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

    /// Takes committed events; those of one topic keep their order.
    pub fn offer_all(&self, events: impl IntoIterator<Item = Event>) {
        let mut by_topic = BTreeMap::<String, Vec<Event>>::new();
        for event in events {
            if event.number == 0 {
                // nobody listening is fine
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
        let hinted = topic.take_hint();
        if hinted > topic.head() {
            // a hint came while it was being loaded
            self.wake(name, hinted).await?;
        }
        Ok(topic)
    }

    /// The names of the topics in memory that are like that.
    pub fn names_of(&self, is_meant: impl Fn(&Topic<S::Follower>) -> bool) -> Vec<String> {
        let topics = self.all();
        let meant = topics.iter().filter(|topic| is_meant(topic));
        meant.map(|topic| topic.name.clone()).collect()
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
        self.wake(name, i64::MAX).await
    }

    /// Other nodes write into the same logs.
    pub fn share(&self) {
        self.0.is_shared.store(true, Relaxed);
    }

    /// Loads what another node has added by now, if there can be one: whoever has heard a number there finds it here.
    pub async fn keep_up(&self, name: &str) -> Result<()> {
        if !self.0.is_shared.load(Relaxed) {
            return Ok(());
        }
        match self.0.source.heads(vec![name.to_owned()]).await?.pop() {
            Some(head) => self.wake(name, head.number).await,
            None => Ok(()),
        }
    }

    /// Whether a hint points beyond what this node has handed out of a topic. If the topic is just being loaded, the hint is
    /// kept until it is.
    pub(super) fn is_behind(&self, name: &str, number: i64) -> bool {
        self.find(name).is_some_and(|topic| {
            if !topic.opened.initialized() {
                topic.keep_hint(number);
            }
            topic.head() < number
        })
    }

    /// Loads a topic up to a number that another node has named, or as far as its log goes. Whoever comes while that happens
    /// waits for it and then has nothing left to do.
    pub(super) async fn wake(&self, name: &str, number: i64) -> Result<()> {
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

    /// Looks where the topics in memory stand in their logs, loads what is new, and begins a new epoch where the log has lost
    /// what was handed out.
    pub(super) async fn sweep(&self) -> Result<Swept> {
        let topics: Vec<_> = self
            .all()
            .into_iter()
            .filter(|topic| topic.opened.initialized())
            .collect();
        // our own heads first: what is handed out later cannot be in the answer
        let known: HashMap<String, i64> = topics.iter().map(|topic| (topic.name.clone(), topic.head())).collect();
        if known.is_empty() {
            return Ok(Swept::default());
        }
        let heads = self.0.source.heads(known.keys().cloned().collect()).await?;
        let swept = Mutex::new(Swept::default());
        let looked = stream::iter(heads)
            .map(Ok::<_, Error>)
            .try_for_each_concurrent(AT_ONCE, |head| {
                let (known, swept) = (&known, &swept);
                async move {
                    let Some(topic) = self.find(&head.topic) else {
                        return Ok(());
                    };
                    let is_same_epoch = topic.with(|follower, _| follower.epoch() == head.epoch) == Some(true);
                    let has_lost = known.get(&head.topic).is_some_and(|known| head.number < *known);
                    if !is_same_epoch {
                        // another node has noticed, or somebody has repaired the database
                        self.restart(&topic, None).await?;
                    } else if has_lost {
                        self.restart(&topic, Some(&head.epoch)).await?;
                        swept.lock().unwrap_or_else(PoisonError::into_inner).renewed += 1;
                    } else if head.number > topic.head() {
                        swept.lock().unwrap_or_else(PoisonError::into_inner).moved += 1;
                        self.wake(&head.topic, head.number).await?;
                    }
                    Ok(())
                }
            });
        looked.await?;
        Ok(swept.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Loads a topic again from its log and tells its readers that the numbers they know are no longer good.
    async fn restart(&self, topic: &Topic<S::Follower>, lost_in: Option<&str>) -> Result<()> {
        let _turn = topic.loading.lock().await;
        if let Some(epoch) = lost_in {
            tracing::error!("the database has lost events that were handed out; the room begins a new epoch");
            self.0.source.renew(&topic.name, epoch).await?;
        }
        let (follower, head) = self.0.source.open(&topic.name).await?;
        topic.restart(follower, head);
        Ok(())
    }

    async fn mend(&self) {
        for topic in self.all() {
            if let Some((after, upto)) = topic.hole(HOLE) {
                match self.0.source.log(&topic.name, after, upto).await {
                    Ok(events) => topic.offer(events),
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
