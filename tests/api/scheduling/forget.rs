//! Who came is forgotten after a year; how many came stays (safety 28).

use crate::support::app::App;
use crate::support::database::is_postgres;
use crate::support::product::{DAY, Error, HOUR, PersonId, Role, accounts, db::schema::attendances};
use crate::support::world::{World, consent_to_attend, recording, session_path, tap_id};
use diesel::prelude::*;
use serde_json::json;
use std::collections::HashMap;

async fn named(app: &App) -> Vec<PersonId> {
    let read = app.db.read(|conn| {
        let rows = attendances::table.select(attendances::person_id).order(attendances::id);
        Ok::<_, Error>(rows.load::<PersonId>(conn)?)
    });
    read.await.unwrap()
}

#[tokio::test]
async fn members_on_a_sheet_become_a_number_after_a_year_and_those_who_work_stay() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let lead = studio.lead(&world).await;
    let (came, missed) = (
        studio.with_role(Role::Member).await,
        studio.with_role(Role::Member).await,
    );
    let session = studio
        .plan_session(&coordinator, "2026-11-23", "12:00", json!({}))
        .await;
    world.clock.advance(3 * HOUR);
    let names: HashMap<PersonId, String> = world
        .db
        .read({
            let ids = vec![came.clone(), missed.clone(), studio.counsellors[0].clone()];
            move |conn| accounts::nicknames(conn, &ids)
        })
        .await
        .unwrap();
    for member in [&came, &missed] {
        consent_to_attend(&studio.rows, member).await;
    }
    let tap = |number: u64, person: &PersonId, status: &str| json!({"cid": tap_id(number), "nickname": names[person], "status": status, "recorded_at": world.clock.now()});
    let entries = [
        tap(1, &came, "here"),
        tap(2, &missed, "not_seen"),
        tap(3, &studio.counsellors[0], "here"),
    ];
    let sheet = format!("{}/attendance", session_path(&session));
    lead.put(&sheet, recording(1, json!(entries), Some((1, 2))))
        .await
        .expect(200);
    let before = coordinator.get(&session_path(&session)).await.expect(200);
    world.run_jobs().await;
    world.clock.advance(364 * DAY);
    world.run_jobs().await;
    assert_eq!(named(&world).await.len(), 3, "not a day too early");
    world.clock.advance(DAY + HOUR);
    let headquarters = world.headquarters().await;
    let due = headquarters.get("/retention").await.expect(200)["items"][1].clone();
    assert_eq!((&due["what"], &due["due"]), (&json!("member_name"), &json!(2)));
    world.run_jobs().await;
    assert_eq!(named(&world).await, [studio.counsellors[0].clone()]);
    let after = coordinator.get(&session_path(&session)).await.expect(200);
    assert_eq!(
        (&before["attendance_count"], &after["attendance_count"]),
        (&json!(4), &json!(4))
    );
    world.finish().await;
}

// safety 28: what was pressed and decided for somebody, and the place that they had, name them like the sheet does
#[tokio::test]
async fn a_name_is_forgotten_wherever_a_session_holds_it_although_the_sheet_shows_none() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let start = ["12:00", "14:00", "16:00"];
    for (number, start) in start.iter().enumerate() {
        let session = studio.plan_session(&coordinator, "2026-11-23", start, json!({})).await;
        let (id, member) = (
            session["id"].as_str().unwrap().to_owned(),
            studio.with_role(Role::Member).await,
        );
        let worker = &studio.counsellors[0];
        for (who, number) in [(&member, number * 10 + 1), (worker, number * 10 + 2)] {
            let key = tap_id(number as u64);
            let row = match *start {
                "12:00" => format!(
                    "INSERT INTO attendance_events (id, session_id, person_id, status, place, minutes, cid, device, device_at, \
                     tapped_at, saved_at, source, recorder_id) VALUES ('{key}', '{id}', '{who}', 'not_seen', 'participant', 0, \
                     '{key}', 'd', 0, 0, 0, 'tap', '{worker}')"
                ),
                "14:00" => format!(
                    "INSERT INTO attendance_decisions (session_id, cid, person_id, is_confirmed, decided_by, decided_at) \
                     VALUES ('{id}', '{key}', '{who}', {}, '{worker}', 0)",
                    if is_postgres() { "FALSE" } else { "0" }
                ),
                _ => format!(
                    "INSERT INTO session_participants (session_id, person_id, place, added_by, added_at) \
                     VALUES ('{id}', '{who}', 'participant', '{worker}', 0)"
                ),
            };
            world.begin(&row).commit();
        }
    }
    let due = async || {
        let headquarters = world.headquarters().await;
        headquarters.get("/retention").await.expect(200)["items"][1]["due"].clone()
    };
    world.clock.advance(364 * DAY);
    world.run_jobs().await;
    assert_eq!(named_anywhere(&world).await.len(), 6, "not a day too early");
    assert_eq!(due().await, json!(0));
    world.clock.advance(2 * DAY);
    assert_eq!(due().await, json!(3));
    world.run_jobs().await;
    // whoever works here stays: those are their training record
    assert_eq!(named_anywhere(&world).await, vec![studio.counsellors[0].clone(); 3]);
    assert_eq!(due().await, json!(0));
    world.finish().await;
}

async fn named_anywhere(app: &App) -> Vec<PersonId> {
    use crate::support::product::db::schema::{attendance_decisions, attendance_events, session_participants};
    let read = app.db.read(|conn| {
        let pressed: Vec<Option<PersonId>> = attendance_events::table
            .select(attendance_events::person_id)
            .load(conn)?;
        let mut all: Vec<PersonId> = pressed.into_iter().flatten().collect();
        let decided = attendance_decisions::table.select(attendance_decisions::person_id);
        all.extend(decided.load::<PersonId>(conn)?);
        let placed = session_participants::table.select(session_participants::person_id);
        all.extend(placed.load::<PersonId>(conn)?);
        Ok::<_, Error>(all)
    });
    read.await.unwrap()
}
