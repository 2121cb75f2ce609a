//! The send queue of one connection, bounded in bytes.
//!
//! Frames are ready-made and shared by all readers. A publisher writes them into the socket at once, together with all that wait, in one
//! system call; no task is woken for it. Only when the kernel takes no more is the rest left to
//! [`SendQueue::send`], which waits until it does. A publisher of many frames queues them all and flushes each reader once.

use super::close_reason::CloseReason;
use super::pending_frames::PendingFrames;
use super::socket::SocketWriter;
use crate::realtime::{Delivery, Reader, frame};
use bytes::Bytes;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// Further control frames are dropped: so many wait only while nobody reads.
const CONTROL_FRAMES: usize = 64;

/// The frames that wait for one connection.
pub struct SendQueue {
    bound: usize,
    writer: OnceLock<SocketWriter>,
    state: Mutex<State>,
    /// Wakes `ready_to_pull`.
    drained: Notify,
    /// Wakes [`SendQueue::send`].
    jammed: Notify,
    is_behind: AtomicBool,
}

struct State {
    pending: PendingFrames,
    end: End,
    /// The kernel took no more; only [`SendQueue::send`] writes until it does.
    is_jammed: bool,
    progress: Instant,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Open,
    Closing,
    Gone,
}

impl SendQueue {
    /// An empty queue for at most `bound` bytes, or one larger frame.
    pub fn new(bound: usize) -> Arc<Self> {
        Arc::new(SendQueue {
            bound,
            writer: OnceLock::new(),
            state: Mutex::new(State {
                pending: PendingFrames::default(),
                end: End::Open,
                is_jammed: false,
                progress: Instant::now(),
            }),
            drained: Notify::new(),
            jammed: Notify::new(),
            is_behind: AtomicBool::new(false),
        })
    }

    /// Sets the socket, once.
    pub fn attach(&self, writer: SocketWriter) {
        if self.writer.set(writer).is_ok() {
            self.write(&mut self.lock());
        }
    }

    /// Sends a frame that overtakes the others and does not count: ping, pong, close.
    pub fn send_control(&self, frame: &Bytes) {
        let mut state = self.lock();
        if state.end == End::Open && state.pending.controls() < CONTROL_FRAMES {
            state.begin();
            state.pending.push_control(frame.clone());
            self.write(&mut state);
        }
    }

    /// Sends the last frames of this connection; other frames that wait are dropped.
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

    pub fn bytes(&self) -> usize {
        self.lock().pending.bytes()
    }

    /// Whether nothing can be queued any more.
    pub fn has_ended(&self) -> bool {
        self.lock().end != End::Open
    }

    /// How long frames have waited without a byte being taken.
    pub fn stuck_for(&self) -> Duration {
        let state = self.lock();
        if state.pending.is_empty() {
            Duration::ZERO
        } else {
            state.progress.elapsed()
        }
    }

    /// Waits until a topic has switched this connection to pulling and the queue is empty, or until the end.
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

    /// Sends what the kernel did not take at once. Returns when everything is sent of a connection that has ended, or it is broken.
    pub async fn send(&self) {
        loop {
            let woken = self.jammed.notified();
            match (self.writer.get(), self.look()) {
                (_, Outlook::Done) => return,
                (Some(writer), Outlook::Jammed) => {
                    let is_broken = writer.writable().await.is_err();
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

    /// Closes the writing half; the client reads the end of the stream.
    pub fn shut_down(&self) {
        let mut state = self.lock();
        state.give_up();
        if let Some(writer) = self.writer.get() {
            writer.finish();
        }
        drop(state);
        self.drained.notify_one();
    }

    /// Ends the TCP connection, whatever is queued.
    pub fn kill(&self) {
        if let Some(writer) = self.writer.get() {
            writer.kill();
        }
    }

    /// Writes until nothing waits or the kernel takes no more.
    fn write(&self, state: &mut State) {
        let Some(writer) = self.writer.get() else { return };
        while !state.is_jammed && !state.pending.is_empty() {
            match state.pending.write_with(|frames| writer.write(frames)) {
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
    /// Time without progress counts from the first queued frame.
    fn begin(&mut self) {
        if self.pending.is_empty() {
            self.progress = Instant::now();
        }
    }

    fn give_up(&mut self) {
        self.end = End::Gone;
        self.pending = PendingFrames::default();
    }
}

impl Reader for SendQueue {
    fn deliver(&self, frame: &Bytes) -> Delivery {
        self.deliver_within(frame, self.bound)
    }

    fn flush(&self) {
        self.write(&mut self.lock());
    }

    fn deliver_urgent(&self, frame: &Bytes) {
        self.send_control(frame);
    }

    fn deliver_ephemeral(&self, frame: &Bytes) {
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
        let why = CloseReason::TooSlow;
        self.finish([frame::close(why.code(), why.reason())]);
    }
}
