//! One room of one connection. All rooms of a connection share its outbox; what is on screen has the last quarter of it for itself, so
//! that a busy room in the background does not keep out the one that is being read (chat 8).

use super::outbox::Outbox;
use crate::realtime::{Delivery, Reader};
use bytes::Bytes;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// What a topic delivers to.
pub struct Ear {
    outbox: Arc<Outbox>,
    is_in_background: AtomicBool,
}

impl Ear {
    /// An ear into this outbox.
    pub fn new(outbox: &Arc<Outbox>, is_in_background: bool) -> Arc<Self> {
        Arc::new(Ear {
            outbox: outbox.clone(),
            is_in_background: AtomicBool::new(is_in_background),
        })
    }

    /// Another room is on screen, or this one is.
    pub fn set_in_background(&self, is_in_background: bool) {
        self.is_in_background.store(is_in_background, Relaxed);
    }
}

impl Reader for Ear {
    fn deliver(&self, frame: &Bytes) -> Delivery {
        if self.is_in_background.load(Relaxed) {
            self.outbox.deliver_within(frame, self.outbox.bound() / 4 * 3)
        } else {
            self.outbox.deliver(frame)
        }
    }

    fn flush(&self) {
        self.outbox.flush();
    }

    fn tell(&self, frame: &Bytes) {
        self.outbox.tell(frame);
    }

    fn whisper(&self, frame: &Bytes) {
        self.outbox.whisper(frame);
    }

    fn fell_behind(&self) {
        self.outbox.fell_behind();
    }

    fn cut(&self) {
        self.outbox.cut();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // chat 8
    #[test]
    fn the_room_on_screen_has_the_last_quarter_for_itself() {
        let outbox = Outbox::new(1_000);
        let (screen, background) = (Ear::new(&outbox, false), Ear::new(&outbox, true));
        let frame = Bytes::from(vec![0; 100]);
        let taken = |ear: &Ear| std::iter::from_fn(|| (ear.deliver(&frame) == Delivery::Taken).then_some(())).count();
        assert_eq!(taken(&background), 7);
        assert_eq!(taken(&screen), 3);
        background.set_in_background(false);
        assert_eq!(taken(&background), 0);
        assert_eq!(outbox.bytes(), 1_000);
    }
}
