//! What other rooms may ask of this one, in a read or a write.

use super::access;
pub use super::calendar_days::model::{DayChange, DayKind, StudioCalendar};
pub use super::calendar_days::plant_public_days;
pub(crate) use super::closures::actions::{NewClosure, close_studios};
pub use super::closures::model::Closure;
pub use super::import::{Districts as DistrictsByName, Studios as StudiosByName};
use super::model::{District, OpeningHours, Room, Studio};
pub(crate) use super::room::actions::{NewRoom, add_room};
use super::store;
pub use super::studio::actions::plant_online_rooms;
use crate::accounts::access::Permissions;
use crate::bilingual::Bilingual;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{ClosureId, DistrictId, RoomId, SessionId, StudioId};
use crate::local_time::DEFAULT_ZONE;
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;

pub fn district(conn: &mut Conn, id: &DistrictId) -> Result<Option<District>> {
    store::find_district(conn, id)
}

/// Every district, by name.
pub fn districts(conn: &mut Conn) -> Result<Vec<District>> {
    store::list_districts(conn)
}

pub fn studio(conn: &mut Conn, id: &StudioId) -> Result<Option<Studio>> {
    store::find_studio(conn, id)
}

/// Every studio, by name, in all districts.
pub fn studios(conn: &mut Conn) -> Result<Vec<Studio>> {
    store::list_studios(conn)
}

pub fn room(conn: &mut Conn, id: &RoomId) -> Result<Option<Room>> {
    store::find_room(conn, id)
}

/// The rooms of a studio that are places, by name.
pub fn rooms(conn: &mut Conn, studio: &StudioId) -> Result<Vec<Room>> {
    store::list_rooms(conn, studio)
}

/// When a studio is open on a date of its own calendar: half-open minutes since midnight, in order.
pub fn effective_hours(conn: &mut Conn, studio: &StudioId, date: Date) -> Result<Vec<(i64, i64)>> {
    Ok(store::opening_hours(conn, studio, &date.to_string())?.on(date))
}

/// The room of a studio that is no place.
pub fn online_room(conn: &mut Conn, studio: &StudioId) -> Result<Option<Room>> {
    store::find_online_room(conn, studio)
}

/// The public days of a studio's region from a date on.
pub fn studio_calendar(conn: &mut Conn, studio: &StudioId, from: Date) -> Result<StudioCalendar> {
    store::studio_calendar(conn, studio, &from.to_string())
}

/// Each studio's part of a closure that the caller may see, or not found.
pub fn seen_closure(conn: &mut Conn, who: &Permissions, id: &ClosureId) -> Result<Vec<Closure>> {
    let mut parts = vec![];
    for part in store::find_closure(conn, id)? {
        if access::seen_studio(conn, who, &part.studio_id).is_ok() {
            parts.push(part);
        }
    }
    if parts.is_empty() {
        return Err(Error::not_found());
    }
    Ok(parts)
}

/// A room that the caller may change, with its studio.
pub fn own_room(conn: &mut Conn, who: &Permissions, id: &RoomId) -> Result<(Room, Studio)> {
    let room = access::own_room(conn, who, id)?.0;
    let studio = access::own_studio(conn, who, &room.studio_id)?.0;
    Ok((room, studio))
}

/// A studio that the caller may see.
pub fn seen_studio(conn: &mut Conn, who: &Permissions, id: &StudioId) -> Result<Studio> {
    access::seen_studio(conn, who, id)
}

/// Everything that decides about a studio's hours from a date on; ask [`OpeningHours::on`] as often as needed.
pub fn opening_hours(conn: &mut Conn, studio: &StudioId, from: Date) -> Result<OpeningHours> {
    store::opening_hours(conn, studio, &from.to_string())
}

/// Copies what another room keeps per studio when a studio is cloned (M19), within the same transaction.
pub type StudioCloned = fn(tx: &mut Tx<'_>, from: &StudioId, to: &StudioId) -> Result<()>;

/// What the rooms above do when a studio is cloned; composed at start.
#[derive(Clone, Default)]
pub struct CloneHooks(pub Vec<StudioCloned>);

/// What has changed about a studio or room where sessions are planned.
#[derive(Clone, Debug)]
pub enum VenueChange {
    /// A studio's weekly hours, or whether it is in use.
    Studio(StudioId),
    /// When a studio is open between two dates, both included.
    Dates(StudioId, Date, Date),
    /// What some dates are in the studio's region.
    CalendarDays(StudioId, Vec<DayChange>),
    /// Which rooms a hall is made of.
    Parts(StudioId, RoomId),
    /// How many people a room holds, or whether it is in use.
    Room(StudioId, RoomId),
}

/// A session that could not be planned like this any more.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct HitSession {
    pub id: SessionId,
    /// The title that somebody wrote; empty where nobody wrote one.
    pub title: String,
    /// What its type is called, where it has no title of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Bilingual, required = false)]
    pub type_name: Option<Bilingual>,
    pub studio_id: StudioId,
    pub room_id: RoomId,
    /// `YYYY-MM-DD` of the studio's calendar.
    pub local_date: String,
    /// `HH:MM` there.
    pub local_start: String,
    /// For the next change of it.
    pub row_version: i64,
    /// What is wrong with it now.
    pub problems: Vec<HitProblem>,
}

/// What is wrong with such a session.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct HitProblem {
    pub rule: String,
    /// About which room, person or studio.
    pub subject_id: String,
    pub subject: String,
}

/// What another room does in the transaction in which a venue changes, and which sessions the change hits. Whoever calls it
/// holds the studio's row.
pub type VenueChanged = Arc<dyn Fn(&mut Tx<'_>, &VenueChange) -> Result<Vec<HitSession>> + Send + Sync>;

/// What the rooms above do when a venue changes; composed at start.
#[derive(Clone, Default)]
pub struct VenueHooks(pub Vec<VenueChanged>);

impl VenueHooks {
    /// Runs all of them; the sessions that the change hits.
    pub fn run(&self, tx: &mut Tx<'_>, change: &VenueChange) -> Result<Vec<HitSession>> {
        let mut hit = vec![];
        for hook in &self.0 {
            hit.extend(hook(tx, change)?);
        }
        Ok(hit)
    }
}

/// The zone of a district; that of the city for none.
pub fn zone_of(conn: &mut Conn, id: Option<&DistrictId>) -> Result<String> {
    let found = match id {
        Some(id) => district(conn, id)?,
        None => None,
    };
    Ok(found.map_or_else(|| DEFAULT_ZONE.to_owned(), |district| district.zone))
}
