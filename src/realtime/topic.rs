//! One topic on this node: its events in order, those who read it live, and those who pull.

use super::frame;
use super::reader::{Delivery, Reader};
use super::release::{Line, Recent, Step};
use super::sequence::Sequence;
use crate::event::Event;
use bytes::Bytes;
use std::collections::HashSet;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OnceCell, oneshot};

/// What a room keeps up to date from its own events; read under the same lock, so it is always one prefix of the log.
pub trait Follower: Send + 'static {
    /// Takes the next event and says what readers get.
    fn follow(&mut self, event: &Event) -> Step;
    /// What lies before this number is over: nothing of it may be shown from memory.
    fn forget_before(&mut self, begin: i64);
    /// The text of an event out of the log for the reader with this tag.
    fn text_for(&self, event: &Event, tag: &str) -> Bytes;
    /// In which epoch its numbers are.
    fn epoch(&self) -> &str;
    /// Whether a reader with this tag may listen.
    fn admits(&self, tag: &str) -> bool;
    /// What readers are told when the numbers were made anew: go on from here.
    fn anew(&self, head: i64) -> Bytes;
}

/// A topic that somebody on this node reads.
pub struct Topic<F> {
    pub(super) name: String,
    pub(super) opened: OnceCell<()>,
    /// Held by whoever loads from the log.
    pub(super) loading: tokio::sync::Mutex<()>,
    head: AtomicI64,
    /// A number that was hinted at before it was loaded.
    hinted: AtomicI64,
    state: Mutex<State<F>>,
}

struct State<F> {
    follower: Option<F>,
    sequence: Sequence,
    hole_since: Option<Instant>,
    recent: Recent,
    readers: Vec<Subscription>,
    waiters: Vec<(i64, oneshot::Sender<()>)>,
    touched: Instant,
}

struct Subscription {
    id: u64,
    tag: Arc<str>,
    reader: Arc<dyn Reader>,
    /// The last number that a pulling reader has; none is live.
    behind: Option<i64>,
}

/// Where a pulling reader stands after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pull {
    /// It has everything and hears what comes.
    Live,
    /// It took a batch and there is more.
    More,
    /// Its queue is full; go on when it has drained.
    Full,
    /// What comes after this number is no longer in memory; load it up to the second number.
    FromLog(i64, i64),
    /// It is subscribed no longer.
    Ended,
}

/// A batch on its way to one reader: first and last number, the texts, and whether more follows.
pub type Wrap<'a> = &'a dyn Fn(i64, i64, &[Bytes], bool) -> Bytes;

impl<F: Follower> Topic<F> {
    pub(super) fn new(name: &str) -> Self {
        Topic {
            name: name.into(),
            opened: OnceCell::new(),
            loading: tokio::sync::Mutex::new(()),
            head: AtomicI64::new(0),
            hinted: AtomicI64::new(0),
            state: Mutex::new(State {
                follower: None,
                sequence: Sequence::default(),
                hole_since: None,
                recent: Recent::default(),
                readers: vec![],
                waiters: vec![],
                touched: Instant::now(),
            }),
        }
    }

    /// The number of the newest event that this node has handed out.
    pub fn head(&self) -> i64 {
        self.head.load(Relaxed)
    }

    /// Looks at what the follower knows, together with the newest number.
    pub fn with<T>(&self, look: impl FnOnce(&F, i64) -> T) -> Option<T> {
        let mut state = self.lock();
        state.touched = Instant::now();
        let head = state.sequence.head();
        state.follower.as_ref().map(|follower| look(follower, head))
    }

    /// Whether somebody with such a tag is connected.
    pub fn has_reader(&self, is_meant: impl Fn(&F, &str) -> bool) -> bool {
        let state = self.lock();
        let Some(follower) = &state.follower else { return false };
        state.readers.iter().any(|entry| is_meant(follower, &entry.tag))
    }

    /// How many different tags are connected.
    pub fn count_tags(&self) -> usize {
        let state = self.lock();
        let tags: HashSet<&str> = state.readers.iter().map(|entry| &*entry.tag).collect();
        tags.len()
    }

    /// Hands a frame without a number to those readers that are meant, by id and tag, and keep up. Nothing remembers it.
    pub fn whisper(&self, frame: &Bytes, is_meant: impl Fn(u64, &str) -> bool) {
        let state = self.lock();
        let live = state.readers.iter().filter(|entry| entry.behind.is_none());
        let meant: Vec<_> = live
            .filter(|entry| is_meant(entry.id, &entry.tag))
            .map(|entry| entry.reader.clone())
            .collect();
        // queued under the lock, or it could come after the end of a reader's time here
        meant.iter().for_each(|reader| reader.whisper(frame));
        drop(state);
        meant.iter().for_each(|reader| reader.flush());
    }

    /// The follower as of `head` is known: what was held back meanwhile comes after it.
    pub(super) fn start(&self, follower: F, head: i64) {
        let mut state = self.lock();
        state.follower = Some(follower);
        let events = state.sequence.begin(head);
        self.release(&mut state, events);
        send_all(state);
    }

    pub(super) fn keep_hint(&self, number: i64) {
        self.hinted.fetch_max(number, Relaxed);
    }

    pub(super) fn take_hint(&self) -> i64 {
        self.hinted.swap(0, Relaxed)
    }

    /// The numbers were made anew: everybody who may still listen is told and goes on from the new head.
    pub(super) fn restart(&self, follower: F, head: i64) {
        let mut state = self.lock();
        let told = frame::text(&follower.anew(head));
        state.sequence = Sequence::default();
        state.sequence.begin(head);
        (state.recent, state.hole_since) = (Recent::default(), None);
        state.readers.retain_mut(|entry| {
            entry.behind = None;
            match entry.reader.deliver(&told) {
                Delivery::Taken => {
                    entry.reader.flush();
                    follower.admits(&entry.tag)
                }
                // what waits is of the old numbers and must not come after the news
                Delivery::Full => {
                    entry.reader.cut();
                    false
                }
                Delivery::Gone => false,
            }
        });
        state.follower = Some(follower);
        self.head.store(head, Relaxed);
        state.waiters.clear();
    }

    /// Takes events, in whatever order; late twins are dropped. Each reader gets what follows from them in one go.
    pub(super) fn offer(&self, events: impl IntoIterator<Item = Event>) {
        let mut state = self.lock();
        for event in events {
            let events = state.sequence.offer(event);
            self.release(&mut state, events);
        }
        send_all(state);
    }

    fn release(&self, state: &mut State<F>, events: Vec<Event>) {
        let Some(follower) = &mut state.follower else { return };
        for event in events {
            let step = follower.follow(&event);
            let ends = step.ends.clone();
            if let (Some(about), true) = (step.about, step.is_renewal) {
                state.recent.forget(about);
            }
            let line = Line::new(event.number, step);
            state.readers.retain_mut(|entry| entry.hear(&line, ends.as_deref()));
            state.recent.push(line);
        }
        let head = state.sequence.head();
        self.head.store(head, Relaxed);
        state.hole_since = state
            .sequence
            .hole()
            .map(|_| state.hole_since.unwrap_or_else(Instant::now));
        let waiters = std::mem::take(&mut state.waiters);
        let (done, waiting): (Vec<_>, _) = waiters.into_iter().partition(|(number, _)| *number <= head);
        state.waiters = waiting;
        for (_, waiter) in done {
            let _ = waiter.send(()); // whoever waited may have gone
        }
    }

    /// Subscribes a reader that has everything up to `position`. If that is not the head, it pulls until it is.
    /// The tag must be allowed by the follower at this very moment.
    pub fn join(
        &self,
        id: u64,
        reader: Arc<dyn Reader>,
        admit: impl FnOnce(&F, i64) -> Option<(Arc<str>, i64)>,
    ) -> Option<i64> {
        let mut state = self.lock();
        let head = state.sequence.head();
        let (tag, position) = admit(state.follower.as_ref()?, head)?;
        state.readers.retain(|entry| entry.id != id);
        let behind = (position < head).then_some(position);
        state.readers.push(Subscription {
            id,
            tag,
            reader,
            behind,
        });
        state.touched = Instant::now();
        Some(head)
    }

    /// Drops what lies before `begin` from memory; whoever still pulls it takes it from the log.
    pub fn forget_before(&self, begin: i64) {
        let mut state = self.lock();
        state.recent.forget_before(begin);
        if let Some(follower) = &mut state.follower {
            follower.forget_before(begin);
        }
    }

    /// Ends a subscription.
    pub fn leave(&self, id: u64) {
        let mut state = self.lock();
        state.readers.retain(|entry| entry.id != id);
        state.touched = Instant::now();
    }

    /// Hands a pulling reader the next batch out of memory, at most about `bytes`.
    pub fn pull(&self, id: u64, bytes: usize, wrap: Wrap<'_>) -> Pull {
        let mut state = self.lock();
        let head = state.sequence.head();
        let State { recent, readers, .. } = &mut *state;
        let Some(entry) = readers.iter_mut().find(|entry| entry.id == id) else {
            return Pull::Ended;
        };
        let Some(position) = entry.behind else {
            return Pull::Live;
        };
        match recent.after(position, &entry.tag, bytes) {
            Some((texts, to)) => entry.take(&texts, position, to, head, wrap),
            None => Pull::FromLog(position, head),
        }
    }

    /// Hands a pulling reader the next batch of what was loaded from the log; none if nothing of that comes next.
    /// Events beyond what this node has handed out are left for later, so that nobody hears more than they may.
    pub fn push(&self, id: u64, events: &[Event], bytes: usize, wrap: Wrap<'_>) -> Option<Pull> {
        let mut state = self.lock();
        let head = state.sequence.head();
        let State { follower, readers, .. } = &mut *state;
        let (Some(follower), Some(entry)) = (follower, readers.iter_mut().find(|entry| entry.id == id)) else {
            return Some(Pull::Ended);
        };
        let Some(after) = entry.behind else {
            return Some(Pull::Live);
        };
        let (mut texts, mut to, mut size) = (vec![], after, 0);
        for event in events.iter().skip_while(|event| event.number <= after) {
            if event.number != to + 1 || event.number > head {
                break;
            }
            let text = follower.text_for(event, &entry.tag);
            size += text.len();
            if size > bytes && !texts.is_empty() {
                break;
            }
            to = event.number;
            texts.push(text);
        }
        (!texts.is_empty()).then(|| entry.take(&texts, after, to, head, wrap))
    }

    /// Moves a pulling reader to the head without the events between; its client was told of the gap.
    pub fn skip(&self, id: u64) {
        if let Some(entry) = self.lock().readers.iter_mut().find(|entry| entry.id == id) {
            entry.behind = None;
        }
    }

    /// Resolves when this node has handed out `number`.
    pub(super) fn reached(&self, number: i64) -> Option<oneshot::Receiver<()>> {
        let mut state = self.lock();
        (state.follower.is_some() && state.sequence.head() < number).then(|| {
            let (done, reached) = oneshot::channel();
            state.waiters.push((number, done));
            reached
        })
    }

    /// The numbers that are missing, if that has been so for `wait`: after the first, up to the second.
    pub(super) fn hole(&self, wait: Duration) -> Option<(i64, i64)> {
        let state = self.lock();
        let is_due = state.hole_since.is_some_and(|since| since.elapsed() >= wait);
        let missing = state.sequence.hole()?;
        is_due.then_some((missing.start - 1, missing.end - 1))
    }

    /// Nobody reads it and nobody has looked at it for this long.
    pub(super) fn is_idle(&self, wait: Duration) -> bool {
        let state = self.lock();
        state.readers.is_empty() && state.waiters.is_empty() && state.touched.elapsed() >= wait
    }

    fn lock(&self) -> MutexGuard<'_, State<F>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Subscription {
    /// One event; false when this subscription has ended.
    fn hear(&mut self, line: &Line, ends: Option<&str>) -> bool {
        let is_last = ends == Some(&*self.tag);
        let frame = line.frame_for(&self.tag);
        match self.behind {
            Some(_) if is_last => self.reader.tell(frame),
            Some(_) => {}
            None => match self.reader.deliver(frame) {
                Delivery::Taken => {}
                Delivery::Gone => return false,
                Delivery::Full if is_last => self.reader.tell(frame),
                Delivery::Full => {
                    self.behind = Some(line.number - 1);
                    self.reader.fell_behind();
                }
            },
        }
        if is_last {
            // it is no longer among the readers when what was queued is sent
            self.reader.flush();
        }
        !is_last
    }

    fn take(&mut self, texts: &[Bytes], after: i64, to: i64, head: i64, wrap: Wrap<'_>) -> Pull {
        match self.reader.deliver(&wrap(after + 1, to, texts, to < head)) {
            Delivery::Taken if to >= head => {
                self.behind = None;
                Pull::Live
            }
            Delivery::Taken => {
                self.behind = Some(to);
                Pull::More
            }
            Delivery::Full => {
                self.reader.fell_behind();
                Pull::Full
            }
            Delivery::Gone => Pull::Ended,
        }
    }
}

/// Sends what was queued for the readers, after the lock is gone: whoever joins or pulls meanwhile does not wait for a thousand
/// system calls.
fn send_all<F>(state: MutexGuard<'_, State<F>>) {
    let readers: Vec<_> = state.readers.iter().map(|entry| entry.reader.clone()).collect();
    drop(state);
    for reader in readers {
        reader.flush();
    }
}
