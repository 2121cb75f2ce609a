//! The frames of one connection that wait to be handled, in order. Reading continues meanwhile, so that a slow database delays no pong;
//! frames over the bound are refused.

use super::frames::Incoming;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use tokio::time::Instant;

/// A frame that waits.
pub struct QueuedFrame {
    pub incoming: Box<Incoming>,
    pub since: Instant,
    bytes: usize,
}

/// The queue of one connection, bounded in bytes.
pub struct RequestQueue {
    bound: usize,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<QueuedFrame>,
    bytes: usize,
    is_closed: bool,
}

impl RequestQueue {
    /// An empty queue for at most `bound` bytes.
    pub fn new(bound: usize) -> Self {
        RequestQueue {
            bound,
            state: Mutex::default(),
            changed: Notify::new(),
        }
    }

    /// Queues a frame of `bytes` bytes; returns it if that exceeds the bound.
    pub fn push(&self, incoming: Incoming, bytes: usize) -> Result<(), Box<Incoming>> {
        let mut state = self.lock();
        let incoming = Box::new(incoming);
        if state.bytes + bytes > self.bound {
            return Err(incoming);
        }
        state.bytes += bytes;
        let since = Instant::now();
        state.waiting.push_back(QueuedFrame { incoming, since, bytes });
        drop(state);
        self.changed.notify_one();
        Ok(())
    }

    /// No more frames come; those that wait are still handled.
    pub fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_one();
    }

    /// Takes the next frame; none after the last.
    pub async fn next(&self) -> Option<QueuedFrame> {
        loop {
            let changed = self.changed.notified();
            {
                let mut state = self.lock();
                if let Some(queued) = state.waiting.pop_front() {
                    state.bytes -= queued.bytes;
                    if state.waiting.is_empty() {
                        // a socket at rest needs no memory
                        state.waiting = VecDeque::new();
                    }
                    return Some(queued);
                }
                if state.is_closed {
                    return None;
                }
            }
            changed.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(no: i64) -> Incoming {
        Incoming {
            no: Some(no),
            ..Incoming::default()
        }
    }

    // I15, I21
    #[tokio::test]
    async fn it_holds_so_much_and_no_more_and_hands_it_out_in_order() {
        let requests = RequestQueue::new(100);
        assert!(requests.push(frame(1), 60).is_ok());
        assert!(requests.push(frame(2), 41).is_err());
        assert!(requests.push(frame(2), 40).is_ok());
        assert!(requests.push(frame(3), 1).is_err());
        assert_eq!(requests.next().await.and_then(|queued| queued.incoming.no), Some(1));
        assert!(requests.push(frame(3), 60).is_ok());
        requests.close();
        let mut rest = vec![];
        while let Some(queued) = requests.next().await {
            rest.push(queued.incoming.no);
        }
        assert_eq!(rest, [Some(2), Some(3)]);
    }
}
