//! What is judged is read after its lock: somebody else changes it while a plan is on its way (scheduling 6).

use super::invariants::assert_claims_are_sound;
use crate::support::app::{Answer, App};
use crate::support::database::is_postgres;
use crate::support::person::Person;
use crate::support::world::{World, broken_rules, merge, session_path};
use serde_json::{Value, json};

/// Sends a request while these statements of somebody else are not committed yet, and lets both end.
async fn meanwhile(app: &App, person: &Person, way: (&str, String, Value), statements: &str) -> Answer {
    let mut held = app.begin(statements);
    let (method, path, body) = (way.0.to_owned(), way.1, way.2);
    let person = person.clone();
    let sent = tokio::spawn(async move {
        match method.as_str() {
            "put" => person.put(&path, body).await,
            _ => person.post(&path, body).await,
        }
    });
    let held = tokio::task::spawn_blocking(move || {
        held.wait_for_waiter();
        held
    });
    held.await.expect("somebody waits").commit();
    sent.await.expect("an answer")
}

/// As the product locks: the studio's row is held while a room of it changes.
fn hold_studio(studio: &str) -> String {
    if is_postgres() {
        format!("SELECT id FROM studios WHERE id = '{studio}' FOR NO KEY UPDATE;")
    } else {
        String::new()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_who_is_deactivated_meanwhile_is_not_planned() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let gone = format!(
        "UPDATE people SET is_active = false WHERE id = '{}'",
        studio.counsellors[0]
    );
    let way = (
        "post",
        "/sessions".to_owned(),
        studio.session_body("2026-11-24", "18:30"),
    );
    let problem = meanwhile(&world, &coordinator, way, &gone)
        .await
        .problem("session_refused");
    assert_eq!(broken_rules(&problem)[0].0, "person_inactive");
    assert_claims_are_sound(&studio.rows).await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_ends_meanwhile_qualifies_nobody() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let second = &studio.counsellors[1];
    let taken = format!(
        "UPDATE people SET created_at = created_at WHERE id = '{second}'; \
         UPDATE role_grants SET ended_at = 1 WHERE person_id = '{second}'"
    );
    let staff = json!({"row_version": 1, "staff": [{"person_id": second, "role": "lead"}]});
    let way = ("put", format!("{}/assignments", session_path(&session)), staff);
    let problem = meanwhile(&world, &coordinator, way, &taken)
        .await
        .problem("session_refused");
    assert_eq!(broken_rules(&problem)[0].0, "wrong_role");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_that_is_closed_and_made_smaller_meanwhile_gets_no_session() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let mut draft = studio.session_body("2026-11-24", "18:30");
    merge(&mut draft, json!({"publish": false}));
    let draft = coordinator.post("/sessions", draft).await.expect(201);
    let change = format!(
        "{} UPDATE rooms SET is_active = false, capacity = 4 WHERE id = '{}'",
        hold_studio(studio.id.as_str()),
        studio.rooms[0]
    );
    let way = (
        "post",
        format!("{}/publish", session_path(&draft)),
        json!({"row_version": 1}),
    );
    let problem = meanwhile(&world, &coordinator, way, &change)
        .await
        .problem("session_refused");
    let found: Vec<String> = broken_rules(&problem).into_iter().map(|(rule, _)| rule).collect();
    assert!(
        found.contains(&"place_inactive".to_owned()) && found.contains(&"over_capacity".to_owned()),
        "{found:?}"
    );
    world.finish().await;
}

// the same as a real race, many times: either the plan is refused, or the closing knows of it
#[tokio::test(flavor = "multi_thread")]
async fn closing_a_room_and_planning_in_it_at_once_never_leaves_an_unmarked_session() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let room = format!("/rooms/{}", studio.rooms[0]);
    for day in 1..=12 {
        coordinator.patch(&room, json!({"is_active": true})).await.expect(200);
        let (one, other) = (coordinator.clone(), coordinator.clone());
        let (body, path) = (studio.session_body(&format!("2026-12-{day:02}"), "18:30"), room.clone());
        let planning = tokio::spawn(async move { one.post("/sessions", body).await });
        let closing = tokio::spawn(async move { other.patch(&path, json!({"is_active": false})).await });
        let (planned, closed) = (planning.await.unwrap(), closing.await.unwrap().expect(200));
        let hit = closed["sessions_hit"].as_array().unwrap();
        if planned.status == 201 {
            // it was there first, so the closing names it
            assert!(hit.iter().any(|one| one["id"] == planned.json["id"]), "{closed}");
        } else {
            let problem = planned.problem("session_refused");
            assert_eq!(broken_rules(&problem)[0].0, "place_inactive");
        }
    }
    world.finish().await;
}
