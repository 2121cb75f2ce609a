//! A change is refused only for what it brings (scheduling 6); an override is of one rule, about one subject, until its next
//! change.

use super::invariants::{assert_claims_are_sound, assert_history_is_complete};
use crate::support::person::Person;
use crate::support::product::CounsellorStatus;
use crate::support::world::{Studio, World, broken_rules, session_path};
use serde_json::{Value, json};

async fn close(studio: &Studio, coordinator: &Person, date: &str) -> Value {
    let body = json!({"date": date, "is_closed": true, "reason": ""});
    coordinator
        .post(&format!("/studios/{}/exceptions", studio.id), body)
        .await
        .expect(201)
}

/// A session with a pair, on a day that was closed after it had been planned.
async fn on_a_closed_day(studio: &Studio, coordinator: &Person) -> Value {
    let pair = json!([{"person_id": studio.counsellors[0], "role": "lead"}, {"person_id": studio.counsellors[1], "role": "co_lead"}]);
    let session = studio
        .plan_session(coordinator, "2026-11-24", "18:30", json!({"staff": pair}))
        .await;
    close(studio, coordinator, "2026-11-24").await;
    session
}

fn seats(people: &[(&str, &str)]) -> Value {
    people
        .iter()
        .map(|(person, role)| json!({"person_id": person, "role": role}))
        .collect()
}

// M1
#[tokio::test]
async fn the_ill_co_lead_is_replaced_although_the_hours_changed_the_room_closed_and_its_capacity_fell() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = on_a_closed_day(&studio, &coordinator).await;
    coordinator
        .patch(
            &format!("/rooms/{}", studio.rooms[0]),
            json!({"capacity": 5, "is_active": false}),
        )
        .await
        .expect(200);
    let [lead, _, third] = &studio.counsellors[..] else {
        panic!("three")
    };
    let assignments = format!("{}/assignments", session_path(&session));
    let staff = json!({"row_version": 1, "staff": seats(&[(lead.as_str(), "lead"), (third.as_str(), "co_lead")])});
    let staffed = coordinator.put(&assignments, staff).await.expect(200);
    // the old troubles are still said
    let found: Vec<String> = broken_rules(&json!({"reasons": staffed["warnings"]}))
        .into_iter()
        .map(|(rule, _)| rule)
        .collect();
    for rule in ["outside_opening_hours", "place_inactive", "over_capacity"] {
        assert!(found.contains(&rule.to_owned()), "{found:?}");
    }
    // what the change itself brings is refused, and only that as a block
    let candidate = studio.counsellor(CounsellorStatus::Candidate).await;
    let staff = json!({"row_version": 2, "staff": seats(&[(lead.as_str(), "lead"), (candidate.as_str(), "co_lead")])});
    let problem = coordinator.put(&assignments, staff).await.problem("session_refused");
    let blocks: Vec<String> = broken_rules(&problem)
        .into_iter()
        .filter(|(_, severity)| severity == "block")
        .map(|(rule, _)| rule)
        .collect();
    assert_eq!(blocks, ["candidate_leads"]);
    assert_claims_are_sound(&studio.rows).await;
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

#[tokio::test]
async fn a_session_moves_out_of_a_closed_room_but_not_to_another_time_of_the_closed_day() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = on_a_closed_day(&studio, &coordinator).await;
    let to = |version: i64, date: &str, start: &str, room: usize| json!({"row_version": version, "local_date": date, "local_start": start, "room_id": studio.rooms[room]});
    let move_path = format!("{}/move", session_path(&session));
    let problem = coordinator
        .post(&move_path, to(1, "2026-11-24", "19:30", 0))
        .await
        .problem("session_refused");
    assert_eq!(
        broken_rules(&problem)[0],
        ("outside_opening_hours".into(), "block".into())
    );
    // the check says the same as the move
    let check = |start: &str| {
        let mut body = studio.session_body("2026-11-24", start);
        body["staff"] = json!([]);
        body["ignore_session_id"] = session["id"].clone();
        body
    };
    let same = coordinator.post("/sessions/check", check("18:30")).await.expect(200);
    assert!(
        !broken_rules(&same).iter().any(|(_, severity)| severity == "block"),
        "{same}"
    );
    let later = coordinator.post("/sessions/check", check("19:30")).await.expect(200);
    assert!(
        broken_rules(&later).iter().any(|(_, severity)| severity == "block"),
        "{later}"
    );
    // another room at the same time, and then another day
    coordinator
        .post(&move_path, to(1, "2026-11-24", "18:30", 1))
        .await
        .expect(200);
    let moved = coordinator
        .post(&move_path, to(2, "2026-11-25", "18:30", 1))
        .await
        .expect(200);
    assert_eq!(moved["has_problem"], false);
    world.finish().await;
}

fn gap_of(studio: &Studio) -> Value {
    json!({"rule": "person_gap", "subject_id": studio.counsellors[0], "reason": "She asked for it"})
}

#[tokio::test]
async fn an_override_for_the_hours_lifts_no_rest_and_ends_with_the_next_move() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    close(&studio, &coordinator, "2026-11-25").await;
    let hours = json!({"rule": "outside_opening_hours", "subject_id": studio.id, "reason": "Lantern evening"});
    let mut body = studio.session_body("2026-11-25", "18:30");
    body["overrides"] = json!([hours]);
    let session = coordinator.post("/sessions", body.clone()).await.expect(201);
    assert_eq!(session["overrides"].as_array().unwrap().len(), 1);
    // twenty minutes of rest are too few, and the reason for the hours is none for them
    let mut near = body.clone();
    (near["local_start"], near["room_id"]) = (json!("20:20"), json!(studio.rooms[1]));
    let problem = coordinator
        .post("/sessions", near.clone())
        .await
        .problem("session_refused");
    assert_eq!(broken_rules(&problem)[0], ("person_gap".into(), "block".into()));
    near["overrides"] = json!([hours, gap_of(&studio)]);
    let near = coordinator.post("/sessions", near).await.expect(201);
    assert_eq!(near["overrides"].as_array().unwrap().len(), 2);
    // the gap is between the two: it is set aside for the other as well
    assert_eq!(
        coordinator.get(&session_path(&session)).await.expect(200)["has_problem"],
        false
    );
    let other = coordinator.get(&session_path(&session)).await.expect(200);
    assert!(
        broken_rules(&json!({"reasons": other["warnings"]}))
            .iter()
            .all(|(_, severity)| severity == "warn")
    );
    // moved and moved back: nothing is left of either
    let move_path = format!("{}/move", session_path(&near));
    let to = |version: &Value, date: &str| json!({"row_version": version, "local_date": date, "local_start": "20:20"});
    let away = coordinator
        .post(&move_path, to(&near["row_version"], "2026-11-26"))
        .await
        .expect(200);
    assert_eq!(away["overrides"], json!([]));
    let problem = coordinator
        .post(&move_path, to(&away["row_version"], "2026-11-25"))
        .await
        .problem("session_refused");
    let found: Vec<String> = broken_rules(&problem).into_iter().map(|(rule, _)| rule).collect();
    assert!(found.contains(&"person_gap".to_owned()) && found.contains(&"outside_opening_hours".to_owned()));
    world.finish().await;
}

#[tokio::test]
async fn what_nobody_may_decide_otherwise_cannot_be_set_aside() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    for rule in [
        "room_overlap",
        "person_overlap",
        "over_capacity",
        "not_qualified",
        "place_inactive",
    ] {
        let mut body = studio.session_body("2026-11-24", "18:30");
        body["overrides"] = json!([{"rule": rule, "subject_id": studio.rooms[0], "reason": "x"}]);
        let problem = coordinator.post("/sessions", body).await.problem("invalid");
        assert_eq!(
            problem["errors"][0],
            json!({"field": "overrides", "code": "not_allowed"})
        );
    }
    world.finish().await;
}

// scheduling 6: restore is a door as well
#[tokio::test]
async fn a_session_that_was_cancelled_on_a_closed_day_comes_back_with_its_trouble() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = on_a_closed_day(&studio, &coordinator).await;
    let body = json!({"row_version": 1, "reason": "room"});
    let gone = coordinator
        .post(&format!("{}/cancel", session_path(&session)), body)
        .await
        .expect(200);
    assert_eq!(gone["has_problem"], false);
    let back = coordinator
        .post(&format!("{}/restore", session_path(&session)), json!({}))
        .await
        .expect(200);
    assert_eq!(
        (&back["state"], &back["has_problem"]),
        (&json!("published"), &json!(true))
    );
    world.finish().await;
}
