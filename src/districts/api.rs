//! What other rooms may ask of this one, in a read or a write.

pub use super::import::{Districts as DistrictsByName, Studios as StudiosByName};
use super::model::{District, OpeningHours, Room, Studio};
use super::store;
use crate::bilingual::Bilingual;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{DistrictId, RoomId, SessionId, StudioId};
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

/// The rooms of a studio, by name.
pub fn rooms(conn: &mut Conn, studio: &StudioId) -> Result<Vec<Room>> {
    store::list_rooms(conn, studio)
}

/// When a studio is open on a date of its own calendar: half-open minutes since midnight, in order.
pub fn effective_hours(conn: &mut Conn, studio: &StudioId, date: Date) -> Result<Vec<(i64, i64)>> {
    Ok(store::opening_hours(conn, studio, &date.to_string())?.on(date))
}

/// All rules of a studio, and its exceptions from a date on; ask [`OpeningHours::on`] as often as needed.
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
    /// What one date of a studio does instead of its weekday.
    Date(StudioId, Date),
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
