//! By what a line of a sheet and a session are recognised as the same.

use crate::ids::{PersonId, RoomId, StudioId};

/// What makes two lines the same session: date, start, studio, room, type and people.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LineKey {
    /// `YYYY-MM-DD` on the studio's wall.
    pub local_date: String,
    /// `HH:MM` on the studio's wall.
    pub local_start: String,
    pub studio: StudioId,
    pub room: RoomId,
    pub type_code: String,
    /// Who leads and co-leads, sorted.
    pub people: Vec<PersonId>,
}

/// Where a session is on the calendar: date, start and room. A line with the same is the same session.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SlotKey {
    /// `YYYY-MM-DD` on the studio's wall.
    pub local_date: String,
    /// `HH:MM` on the studio's wall.
    pub local_start: String,
    pub room: RoomId,
}
