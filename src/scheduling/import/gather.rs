//! What a month's sheet is judged against, read once.

use crate::accounts::api::qualifications;
use crate::clock::DAY;
use crate::db::Conn;
use crate::districts::api;
use crate::error::{Error, Result};
use crate::ids::{PersonId, RoomId};
use crate::imports::kind::ImportContext;
use crate::imports::values::Month;
use crate::local_time::{add_days, start_of, week_of};
use crate::scheduling::claims::store::Resource;
use crate::scheduling::import::calendar::{Calendar, Other};
use crate::scheduling::import::keys::SlotKey;
use crate::scheduling::import::line::{Names, StudioSetup};
use crate::scheduling::import::stored::Stored;
use crate::scheduling::roles::StaffRole;
use crate::scheduling::rules::{Available, Person};
use crate::scheduling::slot::{Span, local_end};
use crate::scheduling::{blocks, import, types, validation};
use jiff::civil::Date;
use std::collections::HashMap;

/// What the lines of a sheet may name.
pub(crate) fn names(conn: &mut Conn, asker: &ImportContext, month: Month) -> Result<Names> {
    let first = month.first();
    let studios = api::StudiosByName::load(conn, &asker.scope)?;
    let mut places = HashMap::new();
    for studio in studios.all().filter(|studio| studio.is_active) {
        let rooms = api::rooms(conn, &studio.id)?
            .into_iter()
            .filter(|room| room.is_active)
            .collect();
        let hours = api::opening_hours(conn, &studio.id, add_days(first, -1)?)?;
        let types = types::store::list_types(conn, Some(&studio.id))?;
        places.insert(studio.id.clone(), StudioSetup { rooms, hours, types });
    }
    let near = Span {
        from_at: start_of("UTC", first)? - 2 * DAY,
        to_at: start_of("UTC", month.after())? + 2 * DAY,
    };
    let rooms = places.values().flat_map(|place| &place.rooms);
    let rooms: Vec<RoomId> = rooms.map(|room| room.id.clone()).collect();
    let blocked = blocks::views::blocked_rooms(conn, &rooms, near)?;
    let mut rows = import::store::list_counsellors(conn)?;
    rows.retain(|row| row.is_active);
    let ids: Vec<PersonId> = rows.iter().map(|row| row.id.clone()).collect();
    let mut qualified = qualifications(conn, &ids)?;
    let people = rows.into_iter().map(|row| {
        let person = Person {
            qualified: qualified.remove(&row.id).unwrap_or_default(),
            id: row.id,
            nickname: row.nickname,
            is_staff: false, // asked only of seats that a sheet does not fill
            is_active: row.is_active,
            home_district: row.home_district_id,
            available: Available::stored(&row.available),
        };
        (row.nickname_key, person)
    });
    let people = people.collect();
    Ok(Names {
        month,
        studios,
        places,
        people,
        blocked,
    })
}

/// What stands around the month.
pub(crate) fn calendar(conn: &mut Conn, month: Month) -> Result<Calendar> {
    let (first, after) = (month.first(), month.after());
    let near = Span {
        from_at: start_of("UTC", first)? - 2 * DAY,
        to_at: start_of("UTC", after)? + 2 * DAY,
    };
    let mut calendar = Calendar::default();
    for (session, kind, resource) in import::store::list_claims(conn, near)? {
        let other = Other {
            studio: session.studio_id.clone(),
            district: session.district_id.clone(),
            title: session.title,
            type_code: session.type_code,
            span: session.span,
            line: None,
        };
        match kind {
            Resource::Room => RoomId::parse(&resource)
                .into_iter()
                .for_each(|room| calendar.use_room(room, other.clone())),
            Resource::Person => PersonId::parse(&resource)
                .into_iter()
                .for_each(|person| calendar.use_person(person, other.clone())),
        }
    }
    for (session, leads) in import::store::list_stored(conn, &first.to_string(), &after.to_string())? {
        let seated = |wanted: StaffRole| {
            let seats = leads.iter().filter(|(role, ..)| *role == wanted);
            let mut seats: Vec<_> = seats.map(|(_, id, name)| (id.clone(), name.clone())).collect();
            seats.sort();
            seats
        };
        let place = SlotKey {
            local_date: session.local_date.clone(),
            local_start: session.local_start.clone(),
            room: session.room_id.clone(),
        };
        let row = Stored {
            local_end: local_end(&session.zone, session.ends_at)?,
            leads: seated(StaffRole::Lead),
            co_leads: seated(StaffRole::CoLead),
            type_code: session.type_code,
            title: session.title,
            people: session.people,
            note: session.note,
            state: session.state,
        };
        calendar.store(place, row);
    }
    let (monday, _) = week_of(first)?;
    let (_, end) = week_of(add_days(after, -1)?)?;
    for (person, _, date) in validation::store::list_all_led(conn, &monday.to_string(), &end.to_string())? {
        calendar.lead(person, monday_of(date.parse().map_err(Error::internal)?)?);
    }
    Ok(calendar)
}

/// The Monday of the date's week, as text.
pub(crate) fn monday_of(date: Date) -> Result<String> {
    Ok(week_of(date)?.0.to_string())
}
