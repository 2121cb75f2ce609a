//! The list of series: those that go on first.

use crate::accounts::Context;
use crate::accounts::access::{Permissions, Scope};
use crate::bilingual::Bilingual;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{DistrictId, RoomId, SeriesId, StudioId};
use crate::local_time::{DEFAULT_ZONE, date_in};
use crate::scheduling::series::store::{self, Series, SeriesFilter};
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::{types, validation};
use crate::web::page::Page;
use std::collections::HashMap;

/// Which series somebody asks for.
#[derive(Clone, Debug)]
pub(crate) struct SeriesRequest {
    pub district: Option<DistrictId>,
    pub studio: Option<StudioId>,
    /// Those that are over, instead of those that go on.
    pub is_past: bool,
    pub after: Option<(String, SeriesId)>,
    pub limit: i64,
}

/// One line of the list.
pub(crate) struct SeriesLine {
    pub series: Series,
    pub type_name: Option<Bilingual>,
    pub studio: String,
    pub room: String,
    /// Nicknames of those who usually lead.
    pub leads: Vec<String>,
    /// Local date and time of the next date that stands.
    pub next: Option<(String, String)>,
    /// Dates ahead that stand, and that are skipped.
    pub coming: usize,
    pub skipped: usize,
}

/// One page of the series of the districts that the caller coordinates or supervises.
pub(crate) async fn list_series(ctx: &Context, request: SeriesRequest) -> Result<Page<SeriesLine>> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let districts = districts(conn, who, &request)?;
        let wanted = SeriesFilter {
            districts,
            studio: request.studio.clone(),
            today: date_in(DEFAULT_ZONE, now)?.to_string(),
            is_past: request.is_past,
            after: request.after.clone(),
            limit: request.limit + 1,
        };
        let key = |row: &Series| (row.until_date.clone(), row.id.clone());
        let page = Page::cut(store::page_series(conn, &wanted)?, request.limit, key);
        let next = page.next;
        let items = lines(conn, page.items, now)?;
        Ok(Page { items, next })
    })
    .await
}

/// The districts that are asked for; a district or studio that the caller does not see does not exist.
fn districts(conn: &mut Conn, who: &Permissions, request: &SeriesRequest) -> Result<Option<Vec<DistrictId>>> {
    let seen = who.coordinated_or_supervised();
    let mut asked = request.district.clone();
    if let Some(studio) = &request.studio {
        let studio = crate::districts::api::studio(conn, studio)?.ok_or_else(Error::not_found)?;
        if asked.as_ref().is_some_and(|district| *district != studio.district_id) {
            return Err(Error::not_found());
        }
        asked = Some(studio.district_id);
    }
    if let Some(district) = asked {
        if !seen.contains(&district) {
            return Err(Error::not_found());
        }
        return Ok(Some(vec![district]));
    }
    Ok(match seen {
        Scope::All => None,
        Scope::Districts(districts) => Some(districts),
    })
}

fn lines(conn: &mut Conn, series: Vec<Series>, now: Millis) -> Result<Vec<SeriesLine>> {
    let ids: Vec<SeriesId> = series.iter().map(|row| row.id.clone()).collect();
    let studios: Vec<StudioId> = series.iter().map(|row| row.studio_id.clone()).collect();
    let rooms: Vec<RoomId> = series.iter().map(|row| row.room_id.clone()).collect();
    let types = types::store::types_of(conn, &studios)?;
    let places: HashMap<RoomId, (String, String)> = validation::store::list_places(conn, &rooms)?
        .into_iter()
        .map(|(room, studio)| (room.id, (room.name, studio.name)))
        .collect();
    let staff = store::list_staff_of(conn, &ids)?;
    let coming = store::list_coming(conn, &ids, now)?;
    let lines = series.into_iter().map(|row| {
        let kinds = types.get(&row.studio_id).map_or(&[][..], Vec::as_slice);
        let kind = kinds.iter().find(|kind| kind.code == row.type_code);
        let (room, studio) = places.get(&row.room_id).cloned().unwrap_or_default();
        let own = coming.iter().filter(|date| date.0.as_ref() == Some(&row.id));
        let stands = own.clone().filter(|date| date.3.is_ahead());
        SeriesLine {
            type_name: kind.map(|kind| kind.name()),
            studio,
            room,
            leads: staff
                .iter()
                .filter(|(series, role, _)| *series == row.id && role.leads())
                .map(|(_, _, nickname)| nickname.clone())
                .collect(),
            next: stands.clone().next().map(|date| (date.1.clone(), date.2.clone())),
            coming: stands.count(),
            skipped: own.filter(|date| date.3 == SessionState::Skipped).count(),
            series: row,
        }
    });
    Ok(lines.collect())
}
