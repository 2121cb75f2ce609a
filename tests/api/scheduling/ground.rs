//! A district with a studio that is open day and night, two rooms, a coordinator and some counsellors.

use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{
    Chance, Clock, ConsentHow, CounsellorStatus, DistrictId, Error, GrantId, Language, LoginId, PersonId, Purpose,
    Role, RoomId, SessionId, StudioId,
    accounts::{Caller, Giving, consent_in},
    db::{
        Conn, Db,
        schema::{
            assignments, claims, districts, opening_rules, people, qualifications, role_grants, rooms, session_events,
            session_participants, sessions, studios,
        },
    },
    mint, scheduling,
};
use crate::support::rows::Rows;
use diesel::prelude::*;
use serde_json::{Value, json};

/// What the tests of this room stand on.
#[derive(Clone)]
pub struct Ground {
    pub rows: Rows,
    pub district: DistrictId,
    pub studio: StudioId,
    pub rooms: Vec<RoomId>,
    pub coordinator: PersonId,
    pub counsellors: Vec<PersonId>,
}

impl Ground {
    /// Plants a district of its own; several can stand beside each other in one database.
    pub async fn plant(db: &Db, clock: &Clock, chance: &Chance) -> Ground {
        let rows = Rows {
            db: db.clone(),
            clock: clock.clone(),
            chance: chance.clone(),
        };
        scheduling::plant_default_types(db).await.expect("the default types");
        let district = DistrictId::mint(clock, chance);
        let (id, name) = (district.clone(), format!("{}区", tail(district.as_str())));
        rows.write(move |conn| {
            diesel::insert_into(districts::table)
                .values((
                    districts::id.eq(&id),
                    districts::name.eq(&name),
                    districts::has_station.eq(true),
                    districts::zone.eq("Asia/Shanghai"),
                    districts::created_at.eq(0),
                ))
                .execute(conn)
        })
        .await;
        let (studio, rooms) = add_studio(&rows, &district, "Asia/Shanghai", &[12, 24]).await;
        let mut ground = Ground {
            coordinator: person(&rows, "协调", None, Some(&district)).await,
            rows,
            district,
            studio,
            rooms,
            counsellors: vec![],
        };
        grant(
            &ground.rows,
            &ground.coordinator,
            Role::Coordinator,
            Some(&ground.district),
        )
        .await;
        for _ in 0..3 {
            let counsellor = ground.counsellor(CounsellorStatus::Certified).await;
            ground.counsellors.push(counsellor);
        }
        ground
    }

    /// One more counsellor of the district.
    pub async fn counsellor(&self, status: CounsellorStatus) -> PersonId {
        let id = person(&self.rows, "辅导", Some(status), Some(&self.district)).await;
        grant(&self.rows, &id, Role::Counsellor, Some(&self.district)).await;
        id
    }

    /// Somebody with one role in this district.
    pub async fn with_role(&self, role: Role) -> PersonId {
        let id = person(&self.rows, role.as_str(), None, Some(&self.district)).await;
        let district = Some(&self.district).filter(|_| role != Role::Headquarters);
        grant(&self.rows, &id, role, district).await;
        id
    }

    /// Plants it in an application's database.
    pub async fn on(app: &App) -> Ground {
        Ground::plant(&app.db, &app.clock, &app.chance).await
    }

    /// The coordinator, signed in.
    pub async fn coordinator(&self, app: &App) -> Person {
        app.signed_in(&self.coordinator, "coordinator").await
    }

    /// A group of 90 minutes in the first room, led by the first counsellor, on the calendar at once.
    pub fn body(&self, date: &str, start: &str) -> Value {
        json!({
            "type": "peer_group_open", "studio_id": self.studio, "room_id": self.rooms[0],
            "local_date": date, "local_start": start, "minutes": 90, "title": "Tuesday", "people": 8,
            "staff": [{"person_id": self.counsellors[0], "role": "lead"}], "publish": true,
        })
    }

    /// Plans it with some members replaced; hands back its page.
    pub async fn planned(&self, by: &Person, date: &str, start: &str, other: Value) -> Value {
        let mut body = self.body(date, start);
        merge(&mut body, other);
        by.post("/sessions", body).await.expect(201)
    }

    /// What an action of scheduling runs with.
    pub fn kit(&self) -> scheduling::Kit {
        scheduling::Kit {
            db: self.rows.db.clone(),
            clock: self.rows.clock.clone(),
            chance: self.rows.chance.clone(),
        }
    }

    pub fn caller(&self, person: &PersonId) -> Caller {
        Caller {
            person: person.clone(),
            login: LoginId::mint(&self.rows.clock, &self.rows.chance),
            expires_at: i64::MAX,
        }
    }
}

/// Replaces members of an object.
pub fn merge(body: &mut Value, other: Value) {
    for (key, value) in other.as_object().expect("an object") {
        body[key] = value.clone();
    }
}

/// The path of a session's page.
pub fn path(session: &Value) -> String {
    format!("/sessions/{}", session["id"].as_str().expect("an id"))
}

/// The rules of the reasons, with their severity.
pub fn rules(problem: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let reasons = problem["reasons"].as_array().expect("reasons");
    reasons
        .iter()
        .map(|reason| (text(&reason["rule"]), text(&reason["severity"])))
        .collect()
}

/// A nickname is unique: the end of an id makes it so.
fn tail(id: &str) -> &str {
    &id[id.len() - 8..]
}

/// A studio that is open day and night, with rooms of these capacities.
pub async fn add_studio(rows: &Rows, district: &DistrictId, zone: &str, capacities: &[i64]) -> (StudioId, Vec<RoomId>) {
    let studio = StudioId::mint(&rows.clock, &rows.chance);
    let row: Vec<(RoomId, i64)> = capacities
        .iter()
        .map(|capacity| (RoomId::mint(&rows.clock, &rows.chance), *capacity))
        .collect();
    let rooms_made = row.iter().map(|(id, _)| id.clone()).collect();
    let rules: Vec<(String, i64)> = (1..=7).map(|day| (mint(&rows.clock, &rows.chance), day)).collect();
    let (id, district, zone) = (studio.clone(), district.clone(), zone.to_owned());
    rows.write(move |conn| {
        diesel::insert_into(studios::table)
            .values((
                studios::id.eq(&id),
                studios::district_id.eq(&district),
                studios::name.eq(format!("{}工作室", tail(id.as_str()))),
                studios::zone.eq(&zone),
                studios::is_active.eq(true),
                studios::created_at.eq(0),
            ))
            .execute(conn)?;
        for (room, capacity) in &row {
            diesel::insert_into(rooms::table)
                .values((
                    rooms::id.eq(room),
                    rooms::studio_id.eq(&id),
                    rooms::name.eq(format!("{}室", tail(room.as_str()))),
                    rooms::capacity.eq(capacity),
                    rooms::features.eq("[]"),
                    rooms::is_active.eq(true),
                ))
                .execute(conn)?;
        }
        for (rule, weekday) in &rules {
            diesel::insert_into(opening_rules::table)
                .values((
                    opening_rules::id.eq(rule),
                    opening_rules::studio_id.eq(&id),
                    opening_rules::weekday.eq(weekday),
                    opening_rules::from_minute.eq(0),
                    opening_rules::to_minute.eq(1440),
                ))
                .execute(conn)?;
        }
        Ok(())
    })
    .await;
    (studio, rooms_made)
}

/// A person with a second factor, so that staff may act.
pub async fn person(rows: &Rows, kind: &str, status: Option<CounsellorStatus>, home: Option<&DistrictId>) -> PersonId {
    let id = PersonId::mint(&rows.clock, &rows.chance);
    let (row, home, kind) = (id.clone(), home.cloned(), kind.to_owned());
    rows.write(move |conn| {
        let nickname = format!("{kind}{}", tail(row.as_str()));
        diesel::insert_into(people::table)
            .values((
                people::id.eq(&row),
                people::nickname.eq(&nickname),
                people::nickname_key.eq(&nickname),
                people::nickname_look.eq(&nickname),
                people::language.eq("zh"),
                people::home_district_id.eq(&home),
                people::available.eq(""),
                people::is_active.eq(true),
                people::totp_secret.eq(vec![1u8]),
                people::is_totp_on.eq(true),
                people::totp_step.eq(0),
                people::created_at.eq(0),
            ))
            .execute(conn)?;
        let Some(status) = status else { return Ok(1) };
        diesel::insert_into(qualifications::table)
            .values((
                qualifications::id.eq(row.as_str()),
                qualifications::person_id.eq(&row),
                qualifications::kind.eq(status),
                qualifications::from_at.eq(0),
                qualifications::source.eq("brought"),
            ))
            .execute(conn)
    })
    .await;
    id
}

pub async fn grant(rows: &Rows, person: &PersonId, role: Role, district: Option<&DistrictId>) {
    let id = GrantId::mint(&rows.clock, &rows.chance);
    let (person, district) = (person.clone(), district.cloned());
    rows.write(move |conn| {
        diesel::insert_into(role_grants::table)
            .values((
                role_grants::id.eq(&id),
                role_grants::person_id.eq(&person),
                role_grants::role.eq(role),
                role_grants::district_id.eq(&district),
                role_grants::is_privacy_officer.eq(false),
                role_grants::granted_at.eq(0),
            ))
            .execute(conn)
    })
    .await;
}

/// Says that somebody agrees to be written down by nickname, as if they had given it in their account.
pub async fn agree(rows: &Rows, person: &PersonId) {
    let (rows, person) = (rows.clone(), person.clone());
    let giving = Giving {
        language: Language::Zh,
        how: ConsentHow::Yourself,
        witness: None,
    };
    let db = rows.db.clone();
    db.write(move |tx| consent_in(tx, &person, Purpose::Attend, &giving))
        .await
        .expect("the consent can be written");
}

/// A tap's id by its number, or a device's.
pub fn cid(number: u64) -> String {
    format!("0190a0b0-0000-7000-8000-{number:012}")
}

/// What a device sends: taps, and what it has counted without names as (press, count).
pub fn recording(device: u64, entries: Value, unnamed: Option<(i64, i64)>) -> Value {
    let mut body = json!({"device": cid(device), "entries": entries});
    if let Some((press, count)) = unnamed {
        let id = device * 1_000_000 + press as u64 * 2_000 + (count + 1_000) as u64;
        body["unnamed"] = json!({"cid": cid(id), "press": press, "count": count, "recorded_at": 0});
    }
    body
}

/// What became of each press.
pub fn outcomes(answer: &Value) -> Vec<&str> {
    let verdicts = answer["verdicts"].as_array().expect("verdicts");
    verdicts
        .iter()
        .map(|verdict| verdict["outcome"].as_str().expect("an outcome"))
        .collect()
}

/// A claim: kind, resource, session, from, to.
pub type ClaimRow = (String, String, SessionId, i64, i64);

/// Every claim, in the order of resource and time.
pub async fn all_claims(rows: &Rows) -> Vec<ClaimRow> {
    rows.db
        .read(|conn| {
            let rows = claims::table
                .order((claims::resource_kind, claims::resource_id, claims::busy_from))
                .select((
                    claims::resource_kind,
                    claims::resource_id,
                    claims::session_id,
                    claims::busy_from,
                    claims::busy_to,
                ))
                .load(conn)?;
            Ok::<_, Error>(rows)
        })
        .await
        .expect("the claims can be read")
}

/// S1, S2, from the rows alone: claims of a resource are disjoint, and every session on the calendar has exactly
/// those that its room, staff and practice places imply, every other none.
pub async fn assert_claims_are_sound(rows: &Rows) {
    let found = all_claims(rows).await;
    for pair in found.windows(2) {
        let same = (&pair[0].0, &pair[0].1) == (&pair[1].0, &pair[1].1);
        assert!(!same || pair[0].4 <= pair[1].3, "S1: {pair:?}");
    }
    let mut found: Vec<ClaimRow> = found;
    let mut implied: Vec<ClaimRow> = rows.db.read(implied).await.expect("the sessions can be read");
    found.sort();
    implied.sort();
    assert_eq!(found, implied, "S2");
}

fn implied(conn: &mut Conn) -> Result<Vec<ClaimRow>, Error> {
    const BUFFER: i64 = 15 * 60_000;
    let on = ["held", "published", "running", "delivered", "closed"];
    let rows: Vec<(SessionId, String, i64, i64)> = sessions::table
        .filter(sessions::state.eq_any(on))
        .select((sessions::id, sessions::room_id, sessions::starts_at, sessions::ends_at))
        .load(conn)?;
    let mut implied = vec![];
    for (id, room, from, to) in rows {
        implied.push(("room".to_owned(), room, id.clone(), from - BUFFER, to + BUFFER));
        let mut who: Vec<String> = assignments::table
            .filter(assignments::session_id.eq(&id).and(assignments::state.ne("withdrawn")))
            .select(assignments::person_id)
            .load(conn)?;
        let practising: Vec<String> = session_participants::table
            .filter(session_participants::session_id.eq(&id))
            .filter(session_participants::place.ne("participant"))
            .select(session_participants::person_id)
            .load(conn)?;
        who.extend(practising);
        who.sort();
        who.dedup();
        implied.extend(
            who.into_iter()
                .map(|person| ("person".to_owned(), person, id.clone(), from, to)),
        );
    }
    Ok(implied)
}

/// S13: one line of history for each version of each session, and the last says the session's state.
pub async fn assert_history_is_complete(rows: &Rows) {
    let (sessions, events) = rows
        .db
        .read(|conn| {
            let sessions: Vec<(SessionId, i64, String)> = sessions::table
                .select((sessions::id, sessions::row_version, sessions::state))
                .load(conn)?;
            let events: Vec<(SessionId, i64, String)> = session_events::table
                .order((session_events::session_id, session_events::row_version))
                .select((
                    session_events::session_id,
                    session_events::row_version,
                    session_events::state,
                ))
                .load(conn)?;
            Ok::<_, Error>((sessions, events))
        })
        .await
        .expect("the history can be read");
    assert_eq!(
        events.len() as i64,
        sessions.iter().map(|row| row.1).sum::<i64>(),
        "S13"
    );
    for (id, version, state) in sessions {
        let own: Vec<_> = events.iter().filter(|event| event.0 == id).collect();
        let numbers: Vec<i64> = own.iter().map(|event| event.1).collect();
        assert_eq!(numbers, (1..=version).collect::<Vec<_>>(), "S13");
        assert_eq!(own.last().map(|event| event.2.as_str()), Some(state.as_str()), "S13");
    }
}
