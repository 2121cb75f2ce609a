//! The bytes that one connection still has to be sent, bounded in bytes, and how they leave.
//!
//! Frames are ready-made and shared by all readers. Whoever has something to say writes it into the socket at once, together with all
//! that waits, in one system call; no task is woken for it. Only when the kernel takes no more is the rest left to
//! [`Outbox::send`], which waits until it does. Whoever says much to many queues it all first and flushes each reader once.

use super::farewell::Farewell;
use super::pending::Pending;
use super::socket::Wire;
use crate::realtime::{Delivery, Reader, frame};
use bytes::Bytes;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// More control frames than this wait only where nobody reads.
const CONTROL_FRAMES: usize = 64;

/// The queue of one connection.
pub struct Outbox {
    bound: usize,
    wire: OnceLock<Wire>,
    state: Mutex<State>,
    /// Wakes whoever waits to pull.
    drained: Notify,
    /// Wakes [`Outbox::send`].
    jammed: Notify,
    is_behind: AtomicBool,
}

struct State {
    pending: Pending,
    end: End,
    /// The kernel took no more; only [`Outbox::send`] writes until it does.
    is_jammed: bool,
    progress: Instant,
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
            wire: OnceLock::new(),
            state: Mutex::new(State {
                pending: Pending::default(),
                end: End::Open,
                is_jammed: false,
                progress: Instant::now(),
            }),
            drained: Notify::new(),
            jammed: Notify::new(),
            is_behind: AtomicBool::new(false),
        })
    }

    /// From now on frames leave by this socket; once for each outbox.
    pub fn attach(&self, wire: Wire) {
        if self.wire.set(wire).is_ok() {
            self.write(&mut self.lock());
        }
    }

    /// Sends a frame that overtakes the others and does not count: pings, answers to control, the farewell.
    pub fn control(&self, frame: &Bytes) {
        let mut state = self.lock();
        if state.end == End::Open && state.pending.controls() < CONTROL_FRAMES {
            state.begin();
            state.pending.push_control(frame.clone());
            self.write(&mut state);
        }
    }

    /// Sends the last frames of this connection; what else waits is dropped.
    pub fn finish(&self, frames: impl IntoIterator<Item = Bytes>) {
        let mut state = self.lock();
        if state.end != End::Open {
            return;
        }
        state.end = End::Closing;
        state.begin();
        state.pending.drop_queue();
        for frame in frames {
            state.pending.push_control(frame);
        }
        self.write(&mut state);
        drop(state);
        self.drained.notify_one();
        self.jammed.notify_one();
    }

    /// How many bytes may wait.
    pub fn bound(&self) -> usize {
        self.bound
    }

    /// As `deliver`, but only if no more than `bound` bytes wait then.
    pub fn deliver_within(&self, frame: &Bytes, bound: usize) -> Delivery {
        let mut state = self.lock();
        let waiting = state.pending.bytes();
        if state.end != End::Open {
            return Delivery::Gone;
        }
        if waiting > 0 && waiting + frame.len() > bound {
            return Delivery::Full;
        }
        state.begin();
        state.pending.push(frame.clone());
        Delivery::Taken
    }

    /// Bytes that wait.
    pub fn bytes(&self) -> usize {
        self.lock().pending.bytes()
    }

    /// Whether nothing can be queued any more.
    pub fn has_ended(&self) -> bool {
        self.lock().end != End::Open
    }

    /// How long something has been waiting without a single byte taken.
    pub fn stuck_for(&self) -> Duration {
        let state = self.lock();
        if state.pending.is_empty() {
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
        state.end != End::Open || (self.is_behind.load(Relaxed) && state.pending.bytes() == 0)
    }

    /// Sends what the kernel did not take at once. Ends when all was sent of a connection that has ended, or nothing can be.
    pub async fn send(&self) {
        loop {
            let woken = self.jammed.notified();
            match (self.wire.get(), self.look()) {
                (_, Outlook::Done) => return,
                (Some(wire), Outlook::Jammed) => {
                    let is_broken = wire.writable().await.is_err();
                    let mut state = self.lock();
                    state.is_jammed = false;
                    if is_broken {
                        state.give_up();
                    }
                    self.write(&mut state);
                }
                _ => woken.await,
            }
        }
    }

    fn look(&self) -> Outlook {
        let state = self.lock();
        match state.end {
            End::Gone => Outlook::Done,
            End::Closing if state.pending.is_empty() => Outlook::Done,
            _ if state.is_jammed => Outlook::Jammed,
            _ => Outlook::Idle,
        }
    }

    /// The last word has been said, or never will be: the client reads the end after it.
    pub fn hang_up(&self) {
        let mut state = self.lock();
        state.give_up();
        if let Some(wire) = self.wire.get() {
            wire.finish();
        }
        drop(state);
        self.drained.notify_one();
    }

    /// Ends the TCP connection, whatever waits.
    pub fn kill(&self) {
        if let Some(wire) = self.wire.get() {
            wire.kill();
        }
    }

    /// Writes until nothing waits or the kernel takes no more.
    fn write(&self, state: &mut State) {
        let Some(wire) = self.wire.get() else { return };
        while !state.is_jammed && !state.pending.is_empty() {
            match state.pending.hand_to(|frames| wire.write(frames)) {
                Ok(_) => state.progress = Instant::now(),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                    state.is_jammed = true;
                    self.jammed.notify_one();
                }
                Err(_) => {
                    state.give_up();
                    self.jammed.notify_one();
                    self.drained.notify_one();
                }
            }
        }
        if state.pending.bytes() == 0 && self.is_behind.load(Relaxed) {
            self.drained.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Outlook {
    Idle,
    Jammed,
    Done,
}

impl State {
    /// Time without progress counts from the first frame that waits.
    fn begin(&mut self) {
        if self.pending.is_empty() {
            self.progress = Instant::now();
        }
    }

    fn give_up(&mut self) {
        self.end = End::Gone;
        self.pending = Pending::default();
    }
}

impl Reader for Outbox {
    fn deliver(&self, frame: &Bytes) -> Delivery {
        self.deliver_within(frame, self.bound)
    }

    fn flush(&self) {
        self.write(&mut self.lock());
    }

    fn tell(&self, frame: &Bytes) {
        self.control(frame);
    }

    fn whisper(&self, frame: &Bytes) {
        let mut state = self.lock();
        if state.end == End::Open && (state.pending.bytes() + frame.len()) * 2 <= self.bound {
            state.begin();
            state.pending.push(frame.clone());
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
