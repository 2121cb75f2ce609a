//! One topic on this node: its events in order, its live readers and its pulling readers.

use super::frame;
use super::projection::Projection;
use super::reader::{Delivery, Reader};
use super::recent::{Recent, RecentEvent};
use super::reorder::ReorderBuffer;
use super::subscription::{Pull, Subscription, Wrap};
use crate::event::Event;
use bytes::Bytes;
use std::collections::HashSet;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OnceCell, oneshot};

/// A topic in memory.
pub struct Topic<F> {
    pub(super) name: String,
    pub(super) opened: OnceCell<()>,
    /// Locked while events are loaded from the log.
    pub(super) loading: tokio::sync::Mutex<()>,
    head: AtomicI64,
    /// The highest number that a hint named before the topic was loaded.
    hinted: AtomicI64,
    state: Mutex<State<F>>,
}

struct State<F> {
    projection: Option<F>,
    reorder: ReorderBuffer,
    hole_since: Option<Instant>,
    recent: Recent,
    readers: Vec<Subscription>,
    waiters: Vec<(i64, oneshot::Sender<()>)>,
    touched: Instant,
}

impl<F: Projection> Topic<F> {
    pub(super) fn new(name: &str) -> Self {
        Topic {
            name: name.into(),
            opened: OnceCell::new(),
            loading: tokio::sync::Mutex::new(()),
            head: AtomicI64::new(0),
            hinted: AtomicI64::new(0),
            state: Mutex::new(State {
                projection: None,
                reorder: ReorderBuffer::default(),
                hole_since: None,
                recent: Recent::default(),
                readers: vec![],
                waiters: vec![],
                touched: Instant::now(),
            }),
        }
    }

    /// The number of the newest event that this node has sent to its readers.
    pub fn head(&self) -> i64 {
        self.head.load(Relaxed)
    }

    /// Reads the projection together with the number of its newest event.
    pub fn with<T>(&self, look: impl FnOnce(&F, i64) -> T) -> Option<T> {
        let mut state = self.lock();
        state.touched = Instant::now();
        let head = state.reorder.head();
        state.projection.as_ref().map(|projection| look(projection, head))
    }

    /// Whether a reader with such a tag is connected.
    pub fn has_reader(&self, is_meant: impl Fn(&F, &str) -> bool) -> bool {
        let state = self.lock();
        let Some(projection) = &state.projection else {
            return false;
        };
        state.readers.iter().any(|entry| is_meant(projection, &entry.tag))
    }

    /// The number of different tags that are connected.
    pub fn count_tags(&self) -> usize {
        let state = self.lock();
        let tags: HashSet<&str> = state.readers.iter().map(|entry| &*entry.tag).collect();
        tags.len()
    }

    /// Sends an ephemeral frame to the live readers that `is_meant` chooses by id and tag. It has no number and is not stored.
    pub fn deliver_ephemeral(&self, frame: &Bytes, is_meant: impl Fn(u64, &str) -> bool) {
        let state = self.lock();
        let live = state.readers.iter().filter(|entry| entry.behind.is_none());
        let meant: Vec<_> = live
            .filter(|entry| is_meant(entry.id, &entry.tag))
            .map(|entry| entry.reader.clone())
            .collect();
        // queued under the lock, or it could follow the end of the subscription
        meant.iter().for_each(|reader| reader.deliver_ephemeral(frame));
        drop(state);
        meant.iter().for_each(|reader| reader.flush());
    }

    /// Begins with the projection as of `head`; later events that arrived meanwhile follow.
    pub(super) fn start(&self, projection: F, head: i64) {
        let mut state = self.lock();
        state.projection = Some(projection);
        let events = state.reorder.begin(head);
        self.release(&mut state, events);
        send_all(state);
    }

    pub(super) fn store_hint(&self, number: i64) {
        self.hinted.fetch_max(number, Relaxed);
    }

    pub(super) fn take_stored_hint(&self) -> i64 {
        self.hinted.swap(0, Relaxed)
    }

    /// Begins a new epoch: readers that are still admitted get the new head and continue from there.
    pub(super) fn restart(&self, projection: F, head: i64) {
        let mut state = self.lock();
        let told = frame::text(&projection.restart_text(head));
        state.reorder = ReorderBuffer::default();
        state.reorder.begin(head);
        (state.recent, state.hole_since) = (Recent::default(), None);
        state.readers.retain_mut(|entry| {
            entry.behind = None;
            match entry.reader.deliver(&told) {
                Delivery::Taken => {
                    entry.reader.flush();
                    projection.admits(&entry.tag)
                }
                // what waits has numbers of the old epoch and must not follow the new head
                Delivery::Full => {
                    entry.reader.cut();
                    false
                }
                Delivery::Gone => false,
            }
        });
        state.projection = Some(projection);
        self.head.store(head, Relaxed);
        state.waiters.clear();
    }

    /// Takes events in any order and drops duplicates. Each reader gets everything that can go out in one flush.
    pub(super) fn offer(&self, events: impl IntoIterator<Item = Event>) {
        let mut state = self.lock();
        for event in events {
            let events = state.reorder.offer(event);
            self.release(&mut state, events);
        }
        send_all(state);
    }

    fn release(&self, state: &mut State<F>, events: Vec<Event>) {
        let Some(projection) = &mut state.projection else {
            return;
        };
        for event in events {
            let step = projection.apply(&event);
            let ends = step.ends.clone();
            if let (Some(about), true) = (step.about, step.is_renewal) {
                state.recent.drop_about(about);
            }
            let line = RecentEvent::new(event.number, step);
            state.readers.retain_mut(|entry| entry.on_event(&line, ends.as_deref()));
            state.recent.push(line);
        }
        let head = state.reorder.head();
        self.head.store(head, Relaxed);
        state.hole_since = state
            .reorder
            .hole()
            .map(|_| state.hole_since.unwrap_or_else(Instant::now));
        let waiters = std::mem::take(&mut state.waiters);
        let (done, waiting): (Vec<_>, _) = waiters.into_iter().partition(|(number, _)| *number <= head);
        state.waiters = waiting;
        for (_, waiter) in done {
            let _ = waiter.send(()); // the receiver may be dropped
        }
    }

    /// Subscribes a reader that has everything up to the position that `admit` returns. Behind the head it pulls until it has caught up.
    /// `admit` runs under the lock, so membership cannot change in between.
    pub fn join(
        &self,
        id: u64,
        reader: Arc<dyn Reader>,
        admit: impl FnOnce(&F, i64) -> Option<(Arc<str>, i64)>,
    ) -> Option<i64> {
        let mut state = self.lock();
        let head = state.reorder.head();
        let (tag, position) = admit(state.projection.as_ref()?, head)?;
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

    /// Drops events before `begin` from memory; a reader that still pulls them gets them from the log.
    pub fn drop_before(&self, begin: i64) {
        let mut state = self.lock();
        state.recent.drop_before(begin);
        if let Some(projection) = &mut state.projection {
            projection.drop_before(begin);
        }
    }

    pub fn leave(&self, id: u64) {
        let mut state = self.lock();
        state.readers.retain(|entry| entry.id != id);
        state.touched = Instant::now();
    }

    /// Sends a pulling reader the next batch from memory, at most about `bytes`.
    pub fn pull(&self, id: u64, bytes: usize, wrap: Wrap<'_>) -> Pull {
        let mut state = self.lock();
        let head = state.reorder.head();
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

    /// Sends a pulling reader the next batch of events loaded from the log; none if they do not continue its position.
    /// Events after the head of this node are left for later: the projection does not know yet who may see them.
    pub fn push(&self, id: u64, events: &[Event], bytes: usize, wrap: Wrap<'_>) -> Option<Pull> {
        let mut state = self.lock();
        let head = state.reorder.head();
        let State {
            projection, readers, ..
        } = &mut *state;
        let (Some(projection), Some(entry)) = (projection, readers.iter_mut().find(|entry| entry.id == id)) else {
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
            let text = projection.text_for(event, &entry.tag);
            size += text.len();
            if size > bytes && !texts.is_empty() {
                break;
            }
            to = event.number;
            texts.push(text);
        }
        (!texts.is_empty()).then(|| entry.take(&texts, after, to, head, wrap))
    }

    /// Moves a pulling reader to the head without the events between. Its client got a gap frame.
    pub fn skip(&self, id: u64) {
        if let Some(entry) = self.lock().readers.iter_mut().find(|entry| entry.id == id) {
            entry.behind = None;
        }
    }

    /// Resolves when this node has sent event `number` to its readers.
    pub(super) fn reached(&self, number: i64) -> Option<oneshot::Receiver<()>> {
        let mut state = self.lock();
        (state.projection.is_some() && state.reorder.head() < number).then(|| {
            let (done, reached) = oneshot::channel();
            state.waiters.push((number, done));
            reached
        })
    }

    /// The missing numbers, if they have been missing for `wait`: after the first, up to the second.
    pub(super) fn hole(&self, wait: Duration) -> Option<(i64, i64)> {
        let state = self.lock();
        let is_due = state.hole_since.is_some_and(|since| since.elapsed() >= wait);
        let missing = state.reorder.hole()?;
        is_due.then_some((missing.start - 1, missing.end - 1))
    }

    /// Whether it has had no reader and no access for this long.
    pub(super) fn is_idle(&self, wait: Duration) -> bool {
        let state = self.lock();
        state.readers.is_empty() && state.waiters.is_empty() && state.touched.elapsed() >= wait
    }

    fn lock(&self) -> MutexGuard<'_, State<F>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Flushes all readers after the lock is released, so that nobody waits for a thousand system calls.
fn send_all<F>(state: MutexGuard<'_, State<F>>) {
    let readers: Vec<_> = state.readers.iter().map(|entry| entry.reader.clone()).collect();
    drop(state);
    for reader in readers {
        reader.flush();
    }
}
