//! What other rooms may ask of this one, in a read or a write.

pub use super::import::{Districts as DistrictsByName, Studios as StudiosByName};
use super::model::{District, OpeningHours, Room, Studio};
use super::store;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{DistrictId, RoomId, StudioId};
use jiff::civil::Date;

/// One district.
pub fn district(conn: &mut Conn, id: &DistrictId) -> Result<Option<District>> {
    store::find_district(conn, id)
}

/// Every district, by name.
pub fn districts(conn: &mut Conn) -> Result<Vec<District>> {
    store::list_districts(conn)
}

/// One studio.
pub fn studio(conn: &mut Conn, id: &StudioId) -> Result<Option<Studio>> {
    store::find_studio(conn, id)
}

/// Every studio, by name, in all districts.
pub fn studios(conn: &mut Conn) -> Result<Vec<Studio>> {
    store::list_studios(conn)
}

/// One room.
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
pub type StudioCloned =
    fn(tx: &mut Tx<'_>, clock: &Clock, chance: &Chance, from: &StudioId, to: &StudioId) -> Result<()>;

/// Those who want to know of a cloned studio; composed at start.
#[derive(Clone, Default)]
pub struct CloneHooks(pub Vec<StudioCloned>);
