//! What a month's sheet is judged against, read once.

use crate::accounts::model::Nickname;
use crate::db::Conn;
use crate::districts::api;
use crate::error::Result;
use crate::ids::{PersonId, RoomId, StudioId};
use crate::imports::kind::ImportContext;
use crate::imports::values::Month;
use crate::local_time::{DEFAULT_ZONE, add_days};
use crate::scheduling::import::calendar::Calendar;
use crate::scheduling::import::keys::SlotKey;
use crate::scheduling::import::line::{Names, StudioSetup};
use crate::scheduling::import::stored::Stored;
use crate::scheduling::roles::StaffRole;
use crate::scheduling::slot::{Slot, local_end};
use crate::scheduling::validation::facts::GatheredFacts;
use crate::scheduling::{import, types, validation};
use jiff::civil::Time;
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
    let mut rows = import::store::list_counsellors(conn)?;
    rows.retain(|row| row.is_active);
    let ids: Vec<PersonId> = rows.iter().map(|row| row.id.clone()).collect();
    let people = validation::store::list_people(conn, &ids)?;
    let people = people
        .into_iter()
        .map(|person| (Nickname::key_of(&person.nickname), person))
        .collect();
    Ok(Names {
        month,
        studios,
        places,
        people,
    })
}

/// What is true of everybody in the month, for the rules.
pub(crate) fn around(conn: &mut Conn, names: &Names) -> Result<GatheredFacts> {
    let (first, last) = (names.month.first(), add_days(names.month.after(), -1)?);
    let studios: Vec<&StudioId> = names.places.keys().collect();
    let zone = names
        .studios
        .all()
        .next()
        .map_or(DEFAULT_ZONE, |studio| studio.zone.as_str());
    // a day more on either side, for sessions across midnight and studios in another zone
    let slot = |date, days| Slot::new(zone, add_days(date, days)?, Time::midnight(), 24 * 60);
    let (from, to) = (slot(first, -1)?, slot(last, 1)?);
    let rooms = names.places.values().flat_map(|place| &place.rooms);
    let rooms: Vec<RoomId> = rooms.map(|room| room.id.clone()).collect();
    let mut around = GatheredFacts::of_everybody(conn, &[&from, &to], &studios, &rooms)?;
    let people: Vec<PersonId> = names.people.values().map(|person| person.id.clone()).collect();
    around.keep_apart(conn, &people)?;
    Ok(around)
}

/// What stands in the month already.
pub(crate) fn calendar(conn: &mut Conn, month: Month) -> Result<Calendar> {
    let (first, after) = (month.first(), month.after());
    let mut calendar = Calendar::default();
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
    Ok(calendar)
}
