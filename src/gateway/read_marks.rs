//! Read markers of one connection on their way to the database, at most one a second for each room.

use crate::ids::ChatRoomId;
use std::collections::HashMap;
use std::time::{Duration, Instant};

const EVERY: Duration = Duration::from_secs(1);
/// Rooms that are tracked for a connection; beyond that the tracking starts again.
const ROOMS: usize = 1_000;

/// The read markers of a connection, by room.
#[derive(Default)]
pub struct ReadMarks(HashMap<ChatRoomId, ReadMark>);

#[derive(Default)]
struct ReadMark {
    last: Option<Instant>,
    pending: Option<i64>,
    /// The furthest marker that the client is known to have.
    known: i64,
}

impl ReadMarks {
    /// A marker of the client; returned if it may be written now, otherwise it becomes due later.
    pub fn set(&mut self, room: &ChatRoomId, no: i64) -> Option<i64> {
        if self.0.len() > ROOMS {
            self.0.clear();
        }
        let mark = self.0.entry(room.clone()).or_default();
        mark.known = mark.known.max(no);
        let no = mark.pending.map_or(no, |known| known.max(no));
        if mark.last.is_some_and(|last| last.elapsed() < EVERY) {
            mark.pending = Some(no);
            return None;
        }
        (mark.last, mark.pending) = (Some(Instant::now()), None);
        Some(no)
    }

    /// The database has this marker now.
    pub fn acknowledge(&mut self, room: &ChatRoomId, no: i64) {
        if let Some(mark) = self.0.get_mut(room) {
            mark.known = no;
        }
    }

    /// Whether a marker of another device is news to this one.
    pub fn is_news(&mut self, room: &ChatRoomId, no: i64) -> bool {
        let mark = self.0.entry(room.clone()).or_default();
        let is_news = no > mark.known;
        mark.known = mark.known.max(no);
        is_news
    }

    /// Markers that may be written now.
    pub fn due(&mut self) -> Vec<(ChatRoomId, i64)> {
        let mut due = vec![];
        for (room, mark) in &mut self.0 {
            if let Some(no) = mark.pending
                && mark.last.is_none_or(|last| last.elapsed() >= EVERY)
            {
                (mark.last, mark.pending) = (Some(Instant::now()), None);
                due.push((room.clone(), no));
            }
        }
        due
    }
}
