//! Weekly until a date.

use super::invariants::{all_claims, assert_claims_are_sound, assert_history_is_complete};
use crate::support::world::{Studio, World};
use serde_json::{Value, json};

fn weekly(studio: &Studio, first: &str, until: &str) -> Value {
    let mut body = studio.session_body(first, "18:30");
    let object = body.as_object_mut().unwrap();
    object.remove("local_date");
    object.remove("title");
    object.insert("name".into(), json!("Tuesday group"));
    object.insert("first_date".into(), json!(first));
    object.insert("until".into(), json!(until));
    body
}

// S1, S13
#[tokio::test]
async fn dates_that_cannot_be_placed_are_listed_and_the_others_are_made() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let other = studio
        .plan_session(&coordinator, "2026-12-08", "18:00", json!({}))
        .await;
    let body = weekly(&studio, "2026-11-24", "2026-12-23");
    let dry = coordinator.post("/series?dry_run=true", body.clone()).await.expect(200);
    assert_eq!(
        dry["placeable"],
        json!(["2026-11-24", "2026-12-01", "2026-12-15", "2026-12-22"])
    );
    assert_eq!((&dry["series_id"], &dry["created"]), (&Value::Null, &json!([])));
    assert_eq!(all_claims(&studio.rows).await.len(), 2);
    let made = coordinator.post("/series", body).await.expect(201);
    assert_eq!(made["created"].as_array().unwrap().len(), 4);
    assert_eq!(made["refused"], dry["refused"]);
    assert_eq!(made["refused"][0]["local_date"], "2026-12-08");
    assert_eq!(made["refused"][0]["reasons"][0]["other_session"]["id"], other["id"]);
    let id = made["series_id"].as_str().unwrap();
    let series = coordinator.get(&format!("/series/{id}")).await.expect(200);
    assert_eq!(
        (&series["name"], series["sessions"].as_array().unwrap().len()),
        (&json!("Tuesday group"), 4)
    );
    assert_eq!(series["sessions"][0]["title"], "Tuesday group");
    assert_claims_are_sound(&studio.rows).await;
    assert_history_is_complete(&studio.rows).await;
    // safety 9
    let neighbour = world.neighbouring_studio().await.coordinator(&world).await;
    neighbour.get(&format!("/series/{id}")).await.problem("not_found");
    // again, everything is taken by the first: nothing is made, every date says why
    let again = coordinator
        .post("/series", weekly(&studio, "2026-11-24", "2026-12-23"))
        .await
        .expect(200);
    assert_eq!(
        (&again["series_id"], again["refused"].as_array().unwrap().len()),
        (&Value::Null, 5)
    );
    world.finish().await;
}

#[tokio::test]
async fn a_series_ends_after_its_beginning_and_within_a_year() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    for until in ["2026-11-23", "2028-01-01"] {
        let problem = coordinator
            .post("/series", weekly(&studio, "2026-11-24", until))
            .await
            .problem("invalid");
        assert_eq!(problem["errors"][0], json!({"field": "until", "code": "out_of_range"}));
    }
    world.finish().await;
}
