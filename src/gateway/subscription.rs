//! The subscription of a connection to a room.

use super::room_reader::RoomReader;
use crate::chat::RoomView;
use crate::realtime::Topic;
use std::sync::Arc;

/// One room of one connection.
#[derive(Clone)]
pub struct Subscription {
    pub topic: Arc<Topic<RoomView>>,
    pub(super) reader: Arc<RoomReader>,
    /// The head that the client was last told.
    pub(super) announced_head: i64,
    /// Bytes of batches since it was last up to date.
    pub owed: usize,
}
