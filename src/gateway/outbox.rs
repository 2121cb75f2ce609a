//! The bytes that one connection still has to be sent, bounded in bytes, and the response body that hands them out.
//!
//! actix-ws answers the upgrade with a body of its own. That body is wrapped: what stands in the outbox goes out first,
//! as ready-made frames shared by all readers; the inner body is asked afterwards and is kept, because dropping it ends
//! the stream of messages. The dispatcher gathers frames up to its write buffer and writes them in one system call.

use super::farewell::Farewell;
use crate::realtime::{Delivery, Reader, frame};
use actix_web::body::{BodySize, BoxBody, MessageBody};
use bytes::Bytes;
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// More control frames than this wait only where nobody reads.
const CONTROL_FRAMES: usize = 64;

/// The queue of one connection.
pub struct Outbox {
    bound: usize,
    state: Mutex<State>,
    drained: Notify,
    is_behind: AtomicBool,
}

struct State {
    control: VecDeque<Bytes>,
    queue: VecDeque<Bytes>,
    bytes: usize,
    end: End,
    progress: Instant,
    waker: Option<Waker>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Open,
    Closing,
    Gone,
}

impl Outbox {
    /// An empty outbox that holds at most `bound` bytes, or one frame that is larger.
    pub fn new(bound: usize) -> Arc<Self> {
        Arc::new(Outbox {
            bound,
            state: Mutex::new(State {
                control: VecDeque::new(),
                queue: VecDeque::new(),
                bytes: 0,
                end: End::Open,
                progress: Instant::now(),
                waker: None,
            }),
            drained: Notify::new(),
            is_behind: AtomicBool::new(false),
        })
    }

    /// Queues a frame that overtakes the others and does not count: pings, answers to control, the farewell.
    pub fn control(&self, frame: &Bytes) {
        let mut state = self.lock();
        if state.end == End::Open && state.control.len() < CONTROL_FRAMES {
            state.rouse(|state| state.control.push_back(frame.clone()));
        }
    }

    /// Queues the last frames of this connection behind nothing else; what else waits is dropped.
    pub fn finish(&self, frames: impl IntoIterator<Item = Bytes>) {
        let mut state = self.lock();
        if state.end != End::Open {
            return;
        }
        state.end = End::Closing;
        state.rouse(|state| state.control.extend(frames));
        state.bytes = 0;
        state.queue.clear();
        drop(state);
        self.drained.notify_one();
    }

    /// How many bytes may wait.
    pub fn bound(&self) -> usize {
        self.bound
    }

    /// As `deliver`, but only if no more than `bound` bytes wait then.
    pub fn deliver_within(&self, frame: &Bytes, bound: usize) -> Delivery {
        let mut state = self.lock();
        if state.end != End::Open {
            return Delivery::Gone;
        }
        if state.bytes > 0 && state.bytes + frame.len() > bound {
            return Delivery::Full;
        }
        state.bytes += frame.len();
        state.rouse(|state| state.queue.push_back(frame.clone()));
        Delivery::Taken
    }

    /// Bytes that wait.
    pub fn bytes(&self) -> usize {
        self.lock().bytes
    }

    /// Whether nothing can be queued any more.
    pub fn has_ended(&self) -> bool {
        self.lock().end != End::Open
    }

    /// How long something has been waiting without a single frame taken.
    pub fn stuck_for(&self) -> Duration {
        let state = self.lock();
        if state.queue.is_empty() && state.control.is_empty() {
            Duration::ZERO
        } else {
            state.progress.elapsed()
        }
    }

    /// Waits until a topic has switched this connection to pulling and nothing waits any more, or until the end.
    pub async fn ready_to_pull(&self) {
        loop {
            let woken = self.drained.notified();
            if self.may_pull() {
                self.is_behind.store(false, Relaxed);
                return;
            }
            woken.await;
        }
    }

    fn may_pull(&self) -> bool {
        let state = self.lock();
        state.end != End::Open || (self.is_behind.load(Relaxed) && state.bytes == 0)
    }

    /// The body that sends this outbox and then whatever `inner` has.
    pub fn body(self: &Arc<Self>, inner: BoxBody) -> OutboxBody {
        OutboxBody {
            outbox: self.clone(),
            inner,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Adds frames and wakes the sender; time without progress counts from the first frame that waits.
    fn rouse(&mut self, add: impl FnOnce(&mut State)) {
        if self.queue.is_empty() && self.control.is_empty() {
            self.progress = Instant::now();
        }
        add(self);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

impl Reader for Outbox {
    fn deliver(&self, frame: &Bytes) -> Delivery {
        self.deliver_within(frame, self.bound)
    }

    fn tell(&self, frame: &Bytes) {
        self.control(frame);
    }

    fn whisper(&self, frame: &Bytes) {
        let mut state = self.lock();
        if state.end == End::Open && (state.bytes + frame.len()) * 2 <= self.bound {
            state.bytes += frame.len();
            state.rouse(|state| state.queue.push_back(frame.clone()));
        }
    }

    fn fell_behind(&self) {
        self.is_behind.store(true, Relaxed);
        self.drained.notify_one();
    }

    fn cut(&self) {
        let why = Farewell::TooSlow;
        self.finish([frame::close(why.code(), why.reason())]);
    }
}

/// The wrapped response body.
pub struct OutboxBody {
    outbox: Arc<Outbox>,
    inner: BoxBody,
}

impl MessageBody for OutboxBody {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        {
            let outbox = self.outbox.clone();
            let mut state = outbox.lock();
            let next = match state.control.pop_front() {
                Some(frame) => Some(frame),
                None => state.queue.pop_front().inspect(|frame| state.bytes -= frame.len()),
            };
            if let Some(frame) = next {
                state.progress = Instant::now();
                let is_empty = state.bytes == 0;
                drop(state);
                if is_empty && outbox.is_behind.load(Relaxed) {
                    outbox.drained.notify_one();
                }
                return Poll::Ready(Some(Ok(frame)));
            }
            if state.end != End::Open {
                return Poll::Ready(None);
            }
            if !state.waker.as_ref().is_some_and(|known| known.will_wake(cx.waker())) {
                state.waker = Some(cx.waker().clone());
            }
        }
        Pin::new(&mut self.inner).poll_next(cx)
    }
}

impl Drop for OutboxBody {
    fn drop(&mut self) {
        let mut state = self.outbox.lock();
        state.end = End::Gone;
        state.bytes = 0;
        state.control.clear();
        state.queue.clear();
        drop(state);
        self.outbox.drained.notify_one();
    }
}
