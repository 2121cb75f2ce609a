//! Closures by range, for several studios at once, and what they break.

use super::invariants::assert_claims_are_sound;
use crate::support::person::Person;
use crate::support::world::{Studio, World, session_path};
use serde_json::{Value, json};

fn ids(items: &Value) -> Vec<Value> {
    items
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["id"].clone())
        .collect()
}

async fn hit_by(coordinator: &Person, closure: &Value) -> Vec<Value> {
    let path = format!("/closures/{}/sessions", closure["id"].as_str().unwrap());
    ids(&coordinator.get(&path).await.expect(200)["items"])
}

/// Three sessions on three days, the last one after the closure.
async fn three(studio: &Studio, coordinator: &Person) -> Vec<Value> {
    let mut sessions = vec![];
    for date in ["2026-12-01", "2026-12-02", "2026-12-04"] {
        sessions.push(studio.plan_session(coordinator, date, "18:30", json!({})).await);
    }
    sessions
}

fn closing(studio: &Studio) -> Value {
    json!({"studio_ids": [studio.id], "from_date": "2026-11-30", "to_date": "2026-12-03", "reason": "盘点"})
}

#[tokio::test]
async fn a_dry_run_names_what_a_closure_would_break_and_changes_nothing() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let sessions = three(&studio, &coordinator).await;
    let would = coordinator
        .post("/closures?dry_run=true", closing(&studio))
        .await
        .expect(200);
    assert_eq!(would["id"], Value::Null);
    assert_eq!(
        ids(&would["sessions_hit"]),
        [sessions[0]["id"].clone(), sessions[1]["id"].clone()]
    );
    assert_eq!(coordinator.get("/closures").await.expect(200)["items"], json!([]));
    let page = coordinator.get(&session_path(&sessions[0])).await.expect(200);
    assert_eq!(page["has_problem"], false);
    let done = coordinator.post("/closures", closing(&studio)).await.expect(201);
    assert_eq!(done["sessions_hit"], would["sessions_hit"]);
    assert_eq!(hit_by(&coordinator, &done).await.len(), 2);
    world.finish().await;
}

// S10, scheduling 11: closing things shows what it breaks
#[tokio::test]
async fn what_a_closure_breaks_stays_a_problem_until_it_is_moved_cancelled_or_kept() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let sessions = three(&studio, &coordinator).await;
    let closure = coordinator.post("/closures", closing(&studio)).await.expect(201);
    // nothing new fits
    let refused = coordinator
        .post("/sessions", studio.session_body("2026-12-03", "10:00"))
        .await;
    let refused = refused.problem("session_refused");
    assert_eq!(refused["reasons"][0]["rule"], "outside_opening_hours");
    let keep = json!({"row_version": sessions[0]["row_version"], "rule": "outside_opening_hours",
        "subject_id": studio.id, "reason": "有人开门"});
    coordinator
        .post(&format!("{}/keep", session_path(&sessions[0])), keep)
        .await
        .expect(200);
    assert_eq!(hit_by(&coordinator, &closure).await, [sessions[1]["id"].clone()]);
    let cancel = json!({"row_version": sessions[1]["row_version"], "reason": "room"});
    coordinator
        .post(&format!("{}/cancel", session_path(&sessions[1])), cancel)
        .await
        .expect(200);
    assert_eq!(hit_by(&coordinator, &closure).await, Vec::<Value>::new());
    // lifted, the studio is open again
    let path = format!("/closures/{}", closure["id"].as_str().unwrap());
    coordinator.delete(&path).await.expect(204);
    coordinator.delete(&path).await.problem("not_found");
    coordinator
        .post("/sessions", studio.session_body("2026-12-03", "10:00"))
        .await
        .expect(201);
    world.finish().await;
}

// M20: a series skips or moves in one action
#[tokio::test]
async fn all_sessions_of_a_closure_move_in_one_action_or_none_does() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let sessions = three(&studio, &coordinator).await;
    let closure = coordinator.post("/closures", closing(&studio)).await.expect(201);
    let hit = &closure["sessions_hit"];
    let all: Vec<Value> = hit
        .as_array()
        .unwrap()
        .iter()
        .map(|one| json!({"id": one["id"], "row_version": one["row_version"]}))
        .collect();
    // three days later the second one meets the third session
    let by = |days: i64| json!({"sessions": all, "shift_days": days});
    let clash = coordinator.post("/sessions/move-many", by(2)).await.expect(200);
    assert_eq!(clash["is_applied"], false);
    let rules: Vec<Vec<&str>> = clash["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            one["reasons"]
                .as_array()
                .unwrap()
                .iter()
                .map(|reason| reason["rule"].as_str().unwrap())
                .collect()
        })
        .collect();
    assert_eq!(
        rules,
        [vec!["outside_opening_hours"], vec!["room_overlap", "person_overlap"]]
    );
    assert_claims_are_sound(&studio.rows).await;
    let would = coordinator
        .post("/sessions/move-many?dry_run=true", by(7))
        .await
        .expect(200);
    assert_eq!(
        (&would["is_applied"], would["items"][0]["local_date"].as_str()),
        (&json!(false), Some("2026-12-08"))
    );
    assert_eq!(hit_by(&coordinator, &closure).await.len(), 2, "a dry run moves nothing");
    let done = coordinator.post("/sessions/move-many", by(7)).await.expect(200);
    assert_eq!((&done["is_applied"], &done["items"]), (&json!(true), &would["items"]));
    assert_eq!(hit_by(&coordinator, &closure).await, Vec::<Value>::new());
    let page = coordinator.get(&session_path(&sessions[1])).await.expect(200);
    assert_eq!(
        (&page["local_date"], &page["has_problem"]),
        (&json!("2026-12-09"), &json!(false))
    );
    assert_claims_are_sound(&studio.rows).await;
    // what was seen before is old now
    coordinator
        .post("/sessions/move-many", by(14))
        .await
        .problem("row_changed");
    world.finish().await;
}

// S1: sessions that follow each other move by one place, although each one's new time is another's old one
#[tokio::test]
async fn sessions_that_move_together_may_take_each_others_places_and_go_to_another_studio() {
    let world = World::new().await;
    let studio = world.studio().await;
    let other = Studio::plant(&studio.rows, &studio.district).await;
    let coordinator = studio.coordinator(&world).await;
    let one = studio
        .plan_session(&coordinator, "2026-12-01", "18:30", json!({}))
        .await;
    let two = studio
        .plan_session(&coordinator, "2026-12-02", "18:30", json!({}))
        .await;
    let all = [&one, &two].map(|session| json!({"id": session["id"], "row_version": session["row_version"]}));
    let done = coordinator
        .post("/sessions/move-many", json!({"sessions": all, "shift_days": 1}))
        .await
        .expect(200);
    assert_eq!(done["is_applied"], true);
    assert_claims_are_sound(&studio.rows).await;
    let all = [&one, &two].map(|session| json!({"id": session["id"], "row_version": 2}));
    let done = coordinator
        .post(
            "/sessions/move-many",
            json!({"sessions": all, "room_id": other.rooms[0]}),
        )
        .await
        .expect(200);
    assert_eq!(done["is_applied"], true);
    let page = coordinator.get(&session_path(&one)).await.expect(200);
    assert_eq!(
        (&page["studio_id"], &page["room_id"]),
        (&json!(other.id), &json!(other.rooms[0]))
    );
    assert_claims_are_sound(&studio.rows).await;
    for bad in [
        json!({"sessions": [], "shift_days": 1}),
        json!({"sessions": all}),
        json!({"sessions": [all[0], all[0]], "shift_days": 1}),
    ] {
        coordinator.post("/sessions/move-many", bad).await.problem("invalid");
    }
    world.finish().await;
}

#[tokio::test]
async fn only_who_coordinates_all_studios_closes_them_and_strangers_do_not_see_it() {
    let world = World::new().await;
    let studio = world.studio().await;
    let beyond = world.neighbouring_studio().await;
    let coordinator = studio.coordinator(&world).await;
    let both =
        json!({"studio_ids": [studio.id, beyond.id], "from_date": "2026-11-30", "to_date": "2026-12-03", "reason": ""});
    coordinator.post("/closures", both.clone()).await.problem("not_found");
    assert_eq!(coordinator.get("/closures").await.expect(200)["items"], json!([]));
    let hq = world.headquarters().await;
    let closure = hq.post("/closures", both).await.expect(201);
    let path = format!("/closures/{}", closure["id"].as_str().unwrap());
    // they see their own part, and cannot lift the whole
    let seen = coordinator.get("/closures").await.expect(200);
    assert_eq!(ids(&seen["items"][0]["studios"]), [json!(studio.id)]);
    coordinator.delete(&path).await.problem("not_allowed");
    let counsellor = studio.lead(&world).await;
    counsellor
        .post("/closures", closing(&studio))
        .await
        .problem("not_allowed");
    counsellor.get(&format!("{path}/sessions")).await.problem("not_allowed");
    let far = world.district("远").await;
    let stranger = Studio::plant(&studio.rows, &far).await.coordinator(&world).await;
    stranger.delete(&path).await.problem("not_found");
    stranger.get(&format!("{path}/sessions")).await.problem("not_found");
    assert_eq!(stranger.get("/closures").await.expect(200)["items"], json!([]));
    for bad in [
        json!({"studio_ids": [], "from_date": "2026-11-30", "to_date": "2026-12-03", "reason": ""}),
        json!({"studio_ids": [studio.id], "from_date": "2026-12-03", "to_date": "2026-11-30", "reason": ""}),
        json!({"studio_ids": [studio.id], "from_date": "2026-12-03", "to_date": "2028-11-30", "reason": ""}),
    ] {
        coordinator.post("/closures", bad).await.problem("invalid");
    }
    world.finish().await;
}
