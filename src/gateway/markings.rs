//! Read markers of one connection on their way to the database, at most one a second for each room.

use crate::ids::ChatRoomId;
use std::collections::HashMap;
use std::time::{Duration, Instant};

const EVERY: Duration = Duration::from_secs(1);
/// More rooms than anybody reads; whoever marks in more begins anew.
const ROOMS: usize = 1_000;

/// The markers of a connection.
#[derive(Default)]
pub struct Markings(HashMap<ChatRoomId, Marking>);

#[derive(Default)]
struct Marking {
    last: Option<Instant>,
    pending: Option<i64>,
    /// The furthest that the client is known to know of.
    known: i64,
}

impl Markings {
    /// A marker; given back if it may be written now, kept for later otherwise.
    pub fn mark(&mut self, room: &ChatRoomId, no: i64) -> Option<i64> {
        if self.0.len() > ROOMS {
            self.0.clear();
        }
        let marking = self.0.entry(room.clone()).or_default();
        marking.known = marking.known.max(no);
        let no = marking.pending.map_or(no, |known| known.max(no));
        if marking.last.is_some_and(|last| last.elapsed() < EVERY) {
            marking.pending = Some(no);
            return None;
        }
        (marking.last, marking.pending) = (Some(Instant::now()), None);
        Some(no)
    }

    /// The client's own marker stands there.
    pub fn knows(&mut self, room: &ChatRoomId, no: i64) {
        if let Some(marking) = self.0.get_mut(room) {
            marking.known = no;
        }
    }

    /// Whether a marker of another device is news to this one.
    pub fn learns(&mut self, room: &ChatRoomId, no: i64) -> bool {
        let marking = self.0.entry(room.clone()).or_default();
        let is_news = no > marking.known;
        marking.known = marking.known.max(no);
        is_news
    }

    /// Markers whose time has come.
    pub fn due(&mut self) -> Vec<(ChatRoomId, i64)> {
        let mut due = vec![];
        for (room, marking) in &mut self.0 {
            if let Some(no) = marking.pending
                && marking.last.is_none_or(|last| last.elapsed() >= EVERY)
            {
                (marking.last, marking.pending) = (Some(Instant::now()), None);
                due.push((room.clone(), no));
            }
        }
        due
    }
}
