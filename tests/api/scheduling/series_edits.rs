//! A series is changed as one thing (scheduling 11).

use super::invariants::{assert_claims_are_sound, assert_history_is_complete};
use super::moves::{notices_of, sequence};
use crate::support::person::Person;
use crate::support::product::{
    HOUR, MINUTE, PersonId,
    db::schema::{rooms, session_participants},
};
use crate::support::world::{Studio, World, session_path};
use diesel::prelude::*;
use serde_json::{Value, json};

type BookingRow = (String, String, String, i64);

async fn bookings(studio: &Studio) -> Vec<BookingRow> {
    let rows = studio.rows.read(|conn| {
        session_participants::table
            .order(session_participants::person_id)
            .select((
                session_participants::session_id,
                session_participants::person_id,
                session_participants::place,
                session_participants::added_at,
            ))
            .load(conn)
    });
    rows.await
}

/// Somebody has a place to take part.
async fn book(studio: &Studio, session: &Value, person: &PersonId) {
    let (id, person) = (session["id"].as_str().unwrap().to_owned(), person.clone());
    let written = studio.rows.write(move |conn| {
        let row = (
            session_participants::session_id.eq(&id),
            session_participants::person_id.eq(&person),
            session_participants::place.eq("participant"),
            session_participants::added_by.eq(&person),
            session_participants::added_at.eq(5),
        );
        diesel::insert_into(session_participants::table)
            .values(row)
            .execute(conn)
    });
    written.await;
}

async fn plan(studio: &Studio, coordinator: &Person, rule: &str) -> (String, Vec<Value>) {
    let body = studio.ruled_body("Group", "2026-11-24", "18:30", rule);
    let made = coordinator.post("/series", body).await.expect(201);
    let path = format!("/series/{}", made["series_id"].as_str().expect("an id"));
    (path, made["created"].as_array().expect("sessions").clone())
}

fn numbers(sessions: &[Value], rows: &Value) -> Vec<usize> {
    let of = |row: &Value| {
        sessions
            .iter()
            .position(|one| one["id"] == row["session_id"])
            .expect("a row")
            + 1
    };
    rows.as_array().expect("rows").iter().map(of).collect()
}

fn seen(preview: &Value) -> Value {
    let rows = preview["rows"].as_array().expect("rows").iter();
    rows.map(|row| json!({"session_id": row["session_id"], "row_version": row["row_version"]}))
        .collect()
}

// S8, case 10
#[tokio::test]
async fn all_means_what_is_not_edited_not_cancelled_and_not_over() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let widest = studio
        .rows
        .write(|conn| diesel::update(rooms::table).set(rooms::capacity.eq(60)).execute(conn));
    widest.await;
    let (path, sessions) = plan(&studio, &coordinator, "FREQ=WEEKLY;COUNT=12").await;
    let page = |number: usize| session_path(&sessions[number - 1]);
    coordinator
        .patch(&page(3), json!({"row_version": 1, "title": "With a guest"}))
        .await
        .expect(200);
    coordinator
        .post(
            &format!("{}/cancel", page(5)),
            json!({"row_version": 1, "reason": "room"}),
        )
        .await
        .expect(200);
    for _ in 0..4 {
        let member: PersonId = world.member().await.person_id();
        book(&studio, &sessions[6], &member).await;
    }
    world.clock.set(sessions[1]["ends_at"].as_i64().unwrap() + HOUR);
    let coordinator = world.signed_in_again(&coordinator).await;
    for number in [1, 2] {
        coordinator
            .post(&format!("{}/close", page(number)), json!({}))
            .await
            .expect(200);
    }
    let before: Vec<Value> = {
        let mut pages = vec![];
        for number in 1..=12 {
            pages.push(coordinator.get(&page(number)).await.expect(200));
        }
        pages
    };
    let booked = bookings(&studio).await;
    assert_eq!(booked.len(), 4);
    let mut body = json!({"row_version": 1, "scope": "all", "people": 40, "title": "Bigger group"});
    let dry = coordinator
        .patch(&format!("{path}?dry_run=true"), body.clone())
        .await
        .expect(200);
    assert_eq!(numbers(&sessions, &dry["rows"]), [3, 4, 6, 7, 8, 9, 10, 11, 12]);
    let of_third = json!([{"field": "people", "from": "8", "to": "40"}]);
    assert_eq!(dry["rows"][0]["changes"], of_third);
    assert_eq!(dry["rows"][3]["bookings"], 4);
    assert_eq!(
        (&dry["kept"][0]["session_id"], &dry["kept"][0]["field"]),
        (&sessions[2]["id"], &json!("title"))
    );
    // a dry run writes nothing
    assert_eq!(coordinator.get(&page(4)).await.expect(200)["row_version"], 1);
    body["rows"] = seen(&dry);
    let done = coordinator.patch(&path, body.clone()).await.expect(200);
    assert_eq!(done["rows"], dry["rows"]);
    for (index, was) in before.iter().enumerate() {
        let (number, now) = (index + 1, coordinator.get(&page(index + 1)).await.expect(200));
        if [1, 2, 5].contains(&number) {
            assert_eq!(&now, was, "#{number}");
            continue;
        }
        assert_eq!(now["people"], 40, "#{number}");
        let title = if number == 3 { "With a guest" } else { "Bigger group" };
        assert_eq!(now["title"], title, "#{number}");
        // S7: words and numbers are no other time
        assert_eq!(sequence(&studio, &now).await.1, 0, "#{number}");
    }
    assert_eq!(bookings(&studio).await, booked);
    coordinator.patch(&path, body).await.problem("row_changed");
    assert_claims_are_sound(&studio.rows).await;
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

// S2, S6, S8, case 11
#[tokio::test]
async fn this_and_later_moves_dates_with_staff_and_bookings_and_leaves_the_earlier_ones() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let (path, sessions) = plan(&studio, &coordinator, "FREQ=WEEKLY;COUNT=6").await;
    let member = world.member().await.person_id();
    book(&studio, &sessions[4], &member).await;
    // the fifth has an hour of its own
    let own = json!({"row_version": 1, "local_date": "2026-12-22", "local_start": "09:00"});
    coordinator
        .post(&format!("{}/move", session_path(&sessions[4])), own)
        .await
        .expect(200);
    let later = json!({"row_version": 1, "scope": "later", "session_id": sessions[2]["id"], "local_start": "19:30",
        "room_id": studio.rooms[1], "staff": [{"person_id": studio.counsellors[1], "role": "lead"}]});
    let done = coordinator.patch(&path, later).await.expect(200);
    assert_eq!(numbers(&sessions, &done["rows"]), [3, 4, 5, 6]);
    assert_eq!(done["kept"][0]["field"], "time");
    let series = coordinator.get(&path).await.expect(200);
    let found: Vec<_> = series["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["local_start"].as_str().unwrap(),
                one["room_id"] == json!(studio.rooms[1]),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("18:30", false),
            ("18:30", false),
            ("19:30", true),
            ("19:30", true),
            ("09:00", true),
            ("19:30", true)
        ]
    );
    assert_eq!(bookings(&studio).await.len(), 1);
    assert_eq!(sequence(&studio, &sessions[2]).await.1, 1);
    // what is new is like the later ones
    let more = json!({"row_version": 2, "count": 1, "publish": true});
    let made = coordinator.post(&format!("{path}/extend"), more).await.expect(201);
    assert_eq!(made["created"][0]["local_start"], "19:30");
    assert_claims_are_sound(&studio.rows).await;
    assert_history_is_complete(&studio.rows).await;
    // S13: one notice about all of it for each person
    world.clock.advance(10 * MINUTE);
    world.run_jobs().await;
    assert_eq!(notices_of(&studio, &studio.counsellors[0]).await, ["series_changed"]);
    assert_eq!(notices_of(&studio, &studio.counsellors[1]).await, ["series_changed"]);
    assert_eq!(notices_of(&studio, &member).await, ["session_moved"]);
    world.finish().await;
}

// S8: a date that is the same again follows again
#[tokio::test]
async fn only_this_is_its_own_until_it_is_the_same_again() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let (path, sessions) = plan(&studio, &coordinator, "FREQ=WEEKLY;COUNT=3").await;
    let this =
        |start: &str| json!({"row_version": 1, "scope": "this", "session_id": sessions[1]["id"], "local_start": start});
    coordinator.patch(&path, this("20:00")).await.expect(200);
    let detached = async || coordinator.get(&path).await.expect(200)["sessions"][1]["detached"].clone();
    assert_eq!(detached().await, json!(["time"]));
    coordinator.patch(&path, this("18:30")).await.expect(200);
    assert_eq!(detached().await, json!([]));
    // the same by the door of the single session
    let page = session_path(&sessions[1]);
    let edit = |version: i64, people: i64| json!({"row_version": version, "people": people, "note": "Bring tea"});
    coordinator.patch(&page, edit(3, 5)).await.expect(200);
    assert_eq!(detached().await, json!(["note", "people"]));
    coordinator.patch(&page, edit(4, 8)).await.expect(200);
    assert_eq!(detached().await, json!(["note"]));
    let staff = json!({"row_version": 5, "staff": []});
    coordinator.put(&format!("{page}/assignments"), staff).await.expect(200);
    assert_eq!(detached().await, json!(["note", "staff"]));
    // nothing to say: nothing changes
    let same = json!({"row_version": 1, "scope": "all", "local_start": "18:30"});
    let dry = coordinator
        .patch(&format!("{path}?dry_run=true"), same)
        .await
        .expect(200);
    assert_eq!(dry["rows"], json!([]));
    world.finish().await;
}

// S14, scheduling 6
#[tokio::test]
async fn a_change_that_clashes_is_refused_whole_or_leaves_those_dates() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let (path, sessions) = plan(&studio, &coordinator, "FREQ=WEEKLY;COUNT=4").await;
    let other = studio
        .plan_session(&coordinator, "2026-12-08", "12:00", json!({}))
        .await;
    let all = json!({"row_version": 1, "scope": "all", "local_start": "12:30"});
    let dry = coordinator
        .patch(&format!("{path}?dry_run=true"), all.clone())
        .await
        .expect(200);
    let clashing: Vec<_> = dry["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["is_clashing"])
        .collect();
    assert_eq!(clashing, [false, false, true, false]);
    let problem = coordinator.patch(&path, all.clone()).await.problem("session_refused");
    assert_eq!(problem["reasons"][0]["other_session"]["id"], other["id"]);
    assert_eq!(
        coordinator.get(&session_path(&sessions[0])).await.expect(200)["row_version"],
        1
    );
    let mut leaving = all;
    leaving["leaves_clashing"] = json!(true);
    leaving["rows"] = seen(&dry);
    let done = coordinator.patch(&path, leaving).await.expect(200);
    assert_eq!(numbers(&sessions, &done["rows"]), [1, 2, 4]);
    assert_claims_are_sound(&studio.rows).await;
    world.finish().await;
}

// safety 9
#[tokio::test]
async fn only_coordinators_of_the_district_change_a_series() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let (path, _) = plan(&studio, &coordinator, "FREQ=WEEKLY;COUNT=3").await;
    let (_, foreign) = plan(&studio, &coordinator, "FREQ=DAILY;INTERVAL=3;COUNT=2").await;
    let all = json!({"row_version": 1, "scope": "all", "people": 5});
    for dry in ["", "?dry_run=true"] {
        let way = format!("{path}{dry}");
        studio
            .lead(&world)
            .await
            .patch(&way, all.clone())
            .await
            .problem("not_allowed");
        let neighbour = world.neighbour(crate::support::product::Role::Coordinator).await;
        neighbour.patch(&way, all.clone()).await.problem("not_found");
        world.member().await.patch(&way, all.clone()).await.problem("not_found");
    }
    let of_another = json!({"row_version": 1, "scope": "this", "session_id": foreign[0]["id"], "people": 5});
    let problem = coordinator.patch(&path, of_another).await.problem("invalid");
    assert_eq!(problem["errors"][0]["code"], "not_found");
    let nameless = json!({"row_version": 1, "scope": "later", "people": 5});
    coordinator.patch(&path, nameless).await.problem("invalid");
    world.finish().await;
}
