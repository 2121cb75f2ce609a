//! The reader of one room on one connection. All rooms of a connection share its send queue; the last quarter of it is reserved for the
//! room in focus, so that a busy room in the background does not displace it (chat 8).

use super::send_queue::SendQueue;
use crate::realtime::{Delivery, Reader};
use bytes::Bytes;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Delivers the events of one room to the send queue of a connection.
pub struct RoomReader {
    send_queue: Arc<SendQueue>,
    is_in_background: AtomicBool,
}

impl RoomReader {
    pub fn new(send_queue: &Arc<SendQueue>, is_in_background: bool) -> Arc<Self> {
        Arc::new(RoomReader {
            send_queue: send_queue.clone(),
            is_in_background: AtomicBool::new(is_in_background),
        })
    }

    /// Whether another room is in focus.
    pub fn set_in_background(&self, is_in_background: bool) {
        self.is_in_background.store(is_in_background, Relaxed);
    }
}

impl Reader for RoomReader {
    fn deliver(&self, frame: &Bytes) -> Delivery {
        if self.is_in_background.load(Relaxed) {
            self.send_queue.deliver_within(frame, self.send_queue.bound() / 4 * 3)
        } else {
            self.send_queue.deliver(frame)
        }
    }

    fn flush(&self) {
        self.send_queue.flush();
    }

    fn deliver_urgent(&self, frame: &Bytes) {
        self.send_queue.deliver_urgent(frame);
    }

    fn deliver_ephemeral(&self, frame: &Bytes) {
        self.send_queue.deliver_ephemeral(frame);
    }

    fn fell_behind(&self) {
        self.send_queue.fell_behind();
    }

    fn cut(&self) {
        self.send_queue.cut();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // chat 8
    #[test]
    fn the_room_on_screen_has_the_last_quarter_for_itself() {
        let send_queue = SendQueue::new(1_000);
        let (screen, background) = (RoomReader::new(&send_queue, false), RoomReader::new(&send_queue, true));
        let frame = Bytes::from(vec![0; 100]);
        let taken = |reader: &RoomReader| {
            std::iter::from_fn(|| (reader.deliver(&frame) == Delivery::Taken).then_some(())).count()
        };
        assert_eq!(taken(&background), 7);
        assert_eq!(taken(&screen), 3);
        background.set_in_background(false);
        assert_eq!(taken(&background), 0);
        assert_eq!(send_queue.bytes(), 1_000);
    }
}
