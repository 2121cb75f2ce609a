//! Frames of one connection that wait to be done, in the order in which they came. Reading goes on meanwhile, so a database that does
//! not answer keeps no ping from being answered; what would wait too long, or is too much, is refused.

use super::frames::Incoming;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use tokio::time::Instant;

/// A frame that waits.
pub struct Waits {
    /// What it says.
    pub incoming: Box<Incoming>,
    /// Since when.
    pub since: Instant,
    bytes: usize,
}

/// The queue of one connection.
pub struct Inbox {
    bound: usize,
    state: Mutex<State>,
    stirred: Notify,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Waits>,
    bytes: usize,
    is_closed: bool,
}

impl Inbox {
    /// An empty one that holds frames of at most so many bytes.
    pub fn new(bound: usize) -> Self {
        Inbox {
            bound,
            state: Mutex::default(),
            stirred: Notify::new(),
        }
    }

    /// One more frame, of so many bytes; given back if that is too much.
    pub fn put(&self, incoming: Incoming, bytes: usize) -> Result<(), Box<Incoming>> {
        let mut state = self.lock();
        let incoming = Box::new(incoming);
        if state.bytes + bytes > self.bound {
            return Err(incoming);
        }
        state.bytes += bytes;
        let since = Instant::now();
        state.waiting.push_back(Waits { incoming, since, bytes });
        drop(state);
        self.stirred.notify_one();
        Ok(())
    }

    /// Nothing more comes; what waits is still done.
    pub fn close(&self) {
        self.lock().is_closed = true;
        self.stirred.notify_one();
    }

    /// The next one, taken from now on as done; none after the last.
    pub async fn next(&self) -> Option<Waits> {
        loop {
            let stirred = self.stirred.notified();
            {
                let mut state = self.lock();
                if let Some(waits) = state.waiting.pop_front() {
                    state.bytes -= waits.bytes;
                    if state.waiting.is_empty() {
                        // a socket at rest needs no memory
                        state.waiting = VecDeque::new();
                    }
                    return Some(waits);
                }
                if state.is_closed {
                    return None;
                }
            }
            stirred.await;
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
        let inbox = Inbox::new(100);
        assert!(inbox.put(frame(1), 60).is_ok());
        assert!(inbox.put(frame(2), 41).is_err());
        assert!(inbox.put(frame(2), 40).is_ok());
        assert!(inbox.put(frame(3), 1).is_err());
        assert_eq!(inbox.next().await.and_then(|waits| waits.incoming.no), Some(1));
        assert!(inbox.put(frame(3), 60).is_ok());
        inbox.close();
        let mut rest = vec![];
        while let Some(waits) = inbox.next().await {
            rest.push(waits.incoming.no);
        }
        assert_eq!(rest, [Some(2), Some(3)]);
    }
}
