//! What needs a decision: by kind, each with its own count and limit, what lies ahead first (scheduling 11).

use super::invariants::assert_history_is_complete;
use crate::support::person::Person;
use crate::support::product::{
    DAY, Role, SessionId,
    db::schema::{session_events, sessions},
};
use crate::support::world::{Studio, World, session_path};
use diesel::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A session that is over is written `many` times, a minute apart and as long ago as it was; with so many people on each sheet.
async fn copies(studio: &Studio, of: &Value, many: i64, people: i64) {
    let ids: Vec<SessionId> = (0..many)
        .map(|_| SessionId::mint(&studio.rows.clock, &studio.rows.chance))
        .collect();
    let of = of["id"].as_str().unwrap().to_owned();
    studio.rows.write(move |conn| {
        for (number, id) in (1..).zip(&ids) {
            let text = format!(
                "INSERT INTO sessions (id, type_code, district_id, studio_id, room_id, title, note, starts_at, ends_at, local_date,
                 local_start, zone, state, capacity, people, unnamed_count, row_version, ical_uid, ical_sequence, warnings, placed_at)
                 SELECT '{id}', type_code, district_id, studio_id, room_id, title, note, starts_at - {shift}, ends_at - {shift},
                 local_date, local_start, zone, state, capacity, people, {people}, 1, '{id}', 0, warnings, placed_at
                 FROM sessions WHERE id = '{of}'",
                shift = number * 60_000
            );
            diesel::sql_query(text).execute(conn)?;
        }
        Ok(())
    })
    .await;
}

async fn seen_on_sheet(studio: &Studio, session: &Value, people: i64) {
    let id = session["id"].as_str().unwrap().to_owned();
    studio
        .rows
        .write(move |conn| {
            diesel::update(sessions::table.find(&id))
                .set(sessions::unnamed_count.eq(people))
                .execute(conn)
        })
        .await;
}

fn counts(today: &Value) -> Vec<(&str, i64, usize)> {
    let groups = today["decisions"].as_array().unwrap().iter();
    groups
        .map(|group| {
            (
                group["kind"].as_str().unwrap(),
                group["count"].as_i64().unwrap(),
                group["items"].as_array().unwrap().len(),
            )
        })
        .collect()
}

async fn state(who: &Person, session: &Value) -> Value {
    who.get(&session_path(session)).await.expect(200)["state"].clone()
}

fn outcomes(answer: &Value) -> Vec<(Value, String)> {
    let items = answer["items"].as_array().unwrap().iter();
    items
        .map(|item| (item["session_id"].clone(), item["outcome"].as_str().unwrap().to_owned()))
        .collect()
}

#[tokio::test]
async fn what_lies_ahead_is_never_hidden_by_what_is_old() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let headquarters = world.signed_in(&studio.with_role(Role::Headquarters).await).await;
    let old = studio
        .plan_session(&coordinator, "2026-11-24", "20:00", json!({}))
        .await;
    world.clock.set(old["ends_at"].as_i64().unwrap() + 3 * DAY);
    copies(&studio, &old, 599, 0).await;
    let mut ahead = vec![];
    for date in ["2026-12-03", "2026-12-04", "2026-12-05"] {
        ahead.push(studio.plan_session(&coordinator, date, "18:30", json!({})).await["id"].clone()); // a seat is open
    }
    for who in [&coordinator, &headquarters] {
        let today = who.get("/today").await.expect(200);
        assert_eq!(counts(&today), [("understaffed", 3, 3), ("unclosed", 600, 8)]);
        let first: Vec<&Value> = today["decisions"][0]["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| &item["session"]["id"])
            .collect();
        assert_eq!(first, ahead.iter().collect::<Vec<_>>());
        assert_eq!(today["decisions"][1]["items"][0]["session"]["id"], old["id"]); // the newest of what is over
    }
    // page by page nothing is missed and nothing comes twice
    for (kind, count) in [("understaffed", 3), ("unclosed", 600), ("conflict", 0)] {
        let all = coordinator.all_pages(&format!("/decisions?kind={kind}"), 100).await;
        let ids: BTreeSet<String> = all.iter().map(|one| one["session"]["id"].to_string()).collect();
        assert_eq!((all.len(), ids.len()), (count, count), "{kind}");
    }
    world.finish().await;
}

#[tokio::test]
async fn decisions_are_of_ones_own_districts_and_only_for_those_who_plan() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let (coordinator, neighbour) = (studio.coordinator(&world).await, elsewhere.coordinator(&world).await);
    studio
        .plan_session(&coordinator, "2026-11-25", "18:30", json!({}))
        .await;
    let theirs = neighbour.get("/decisions?kind=understaffed").await.expect(200);
    assert_eq!(theirs["items"], json!([]));
    assert_eq!(neighbour.get("/today").await.expect(200)["decisions"], json!([]));
    for role in [Role::Supervisor, Role::Counsellor, Role::Member, Role::Trainee] {
        let who = world.signed_in(&studio.with_role(role).await).await;
        let today = who.get("/today").await.expect(200);
        assert_eq!(today["decisions"], json!([]), "{role}");
        who.get("/decisions?kind=understaffed").await.problem("not_allowed");
        let body = json!({"days": 14});
        who.post("/decisions/close-old", body).await.problem("not_allowed");
        let body = json!({"session_ids": [SessionId::mint(&world.clock, &world.chance)], "reason": "x"});
        who.post("/decisions/reopen", body).await.problem("not_allowed");
    }
    coordinator.get("/decisions?kind=old").await.problem("bad_query");
    coordinator
        .get("/decisions?kind=unclosed&cursor=x")
        .await
        .problem("bad_query");
    world.finish().await;
}

#[tokio::test]
async fn many_old_sessions_are_closed_at_once_but_none_with_an_empty_sheet_and_none_elsewhere() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let (coordinator, neighbour) = (studio.coordinator(&world).await, elsewhere.coordinator(&world).await);
    let held = studio
        .plan_session(&coordinator, "2026-11-24", "08:00", json!({}))
        .await;
    let empty = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let young = studio
        .plan_session(&coordinator, "2026-12-08", "08:00", json!({}))
        .await;
    let theirs = elsewhere
        .plan_session(&neighbour, "2026-11-24", "08:00", json!({}))
        .await;
    for session in [&held, &young, &theirs] {
        seen_on_sheet(&studio, session, 4).await;
    }
    world.clock.set(young["ends_at"].as_i64().unwrap() + 2 * DAY);
    let today = coordinator.get("/today").await.expect(200);
    assert_eq!(counts(&today), [("unclosed", 3, 3)]);
    assert_eq!(today["decisions"][0]["old_count"], 2);
    let body = || json!({"days": 10});
    for days in [1, 401] {
        let refused = coordinator.post("/decisions/close-old", json!({"days": days})).await;
        refused.problem("invalid");
    }
    let done = coordinator.post("/decisions/close-old", body()).await.expect(200);
    let expected = [
        (held["id"].clone(), "closed".to_owned()),
        (empty["id"].clone(), "empty_sheet".to_owned()),
    ];
    assert_eq!((outcomes(&done), &done["next"]), (expected.to_vec(), &Value::Null));
    assert_eq!(
        (&done["items"][0]["title"], &done["items"][0]["local_date"]),
        (&json!("Tuesday"), &json!("2026-11-24"))
    );
    for (session, wanted) in [(&held, "closed"), (&empty, "published"), (&young, "published")] {
        assert_eq!(state(&coordinator, session).await, wanted);
    }
    assert_eq!(state(&neighbour, &theirs).await, "published");
    // again: nothing is left to close
    let again = coordinator.post("/decisions/close-old", body()).await.expect(200);
    assert_eq!(outcomes(&again), expected[1..]);
    // S13: one line of history for each change, and it says that it was one of many
    assert_history_is_complete(&studio.rows).await;
    let id = held["id"].as_str().unwrap().to_owned();
    let details: Vec<String> = studio
        .rows
        .write(move |conn| {
            session_events::table
                .filter(session_events::session_id.eq(&id).and(session_events::verb.eq("close")))
                .select(session_events::detail)
                .load(conn)
        })
        .await;
    assert_eq!(details.len(), 1);
    assert_eq!(serde_json::from_str::<Value>(&details[0]).unwrap()["with_others"], true);
    world.finish().await;
}

#[tokio::test]
async fn what_was_closed_together_is_opened_again_as_its_state_allows() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let (coordinator, neighbour) = (studio.coordinator(&world).await, elsewhere.coordinator(&world).await);
    let held = studio
        .plan_session(&coordinator, "2026-11-24", "08:00", json!({}))
        .await;
    seen_on_sheet(&studio, &held, 4).await;
    world.clock.set(held["ends_at"].as_i64().unwrap() + 20 * DAY);
    coordinator
        .post("/decisions/close-old", json!({"days": 14}))
        .await
        .expect(200);
    let body = || json!({"session_ids": [held["id"]], "reason": "too early"});
    let refused = neighbour.post("/decisions/reopen", body()).await.expect(200);
    assert_eq!(outcomes(&refused), [(held["id"].clone(), "refused".to_owned())]);
    assert_eq!(state(&coordinator, &held).await, "closed");
    let done = coordinator.post("/decisions/reopen", body()).await.expect(200);
    assert_eq!(outcomes(&done), [(held["id"].clone(), "reopened".to_owned())]);
    assert_eq!(state(&coordinator, &held).await, "delivered");
    // twice is once
    let again = coordinator.post("/decisions/reopen", body()).await.expect(200);
    assert_eq!(outcomes(&again), [(held["id"].clone(), "refused".to_owned())]);
    let nothing = json!({"session_ids": [], "reason": "x"});
    coordinator.post("/decisions/reopen", nothing).await.problem("invalid");
    let no_reason = json!({"session_ids": [held["id"]], "reason": ""});
    coordinator
        .post("/decisions/reopen", no_reason)
        .await
        .problem("invalid");
    // scheduling 3: for ninety days after its end
    coordinator
        .post("/decisions/close-old", json!({"days": 14}))
        .await
        .expect(200);
    world.clock.set(held["ends_at"].as_i64().unwrap() + 91 * DAY);
    let late = coordinator.post("/decisions/reopen", body()).await.expect(200);
    assert_eq!(outcomes(&late), [(held["id"].clone(), "refused".to_owned())]);
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

#[tokio::test]
async fn more_sessions_than_one_request_allows_are_closed_in_parts() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let old = studio
        .plan_session(&coordinator, "2026-11-24", "20:00", json!({}))
        .await;
    copies(&studio, &old, 204, 3).await;
    world.clock.set(old["ends_at"].as_i64().unwrap() + 20 * DAY);
    let first = coordinator
        .post("/decisions/close-old", json!({"days": 14}))
        .await
        .expect(200);
    assert_eq!(first["items"].as_array().unwrap().len(), 200);
    let body = json!({"days": 14, "cursor": first["next"]});
    let second = coordinator.post("/decisions/close-old", body).await.expect(200);
    let last = (old["id"].clone(), "empty_sheet".to_owned());
    assert_eq!(
        (outcomes(&second).len(), outcomes(&second).last(), &second["next"]),
        (5, Some(&last), &Value::Null)
    );
    let today = coordinator.get("/today").await.expect(200);
    assert_eq!(counts(&today), [("unclosed", 1, 1)]);
    world.finish().await;
}
