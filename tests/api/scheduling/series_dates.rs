//! More dates, no more dates, and skipped dates that are revived.

use super::invariants::{assert_claims_are_sound, assert_history_is_complete};
use super::series::dates;
use crate::support::person::Person;
use crate::support::world::{Studio, World, session_path};
use serde_json::{Value, json};

async fn plan(studio: &Studio, coordinator: &Person, rule: &str) -> String {
    let body = studio.ruled_body("Group", "2026-11-24", "18:30", rule);
    let made = coordinator.post("/series", body).await.expect(201);
    format!("/series/{}", made["series_id"].as_str().expect("an id"))
}

// S8, S9: the rhythm goes on from the rule, and generating twice makes nothing new
#[tokio::test]
async fn a_series_goes_on_with_its_own_rhythm_and_staff() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let path = plan(&studio, &coordinator, "FREQ=WEEKLY;INTERVAL=2;COUNT=2").await;
    let extend = format!("{path}/extend");
    let two = json!({"row_version": 1, "count": 2, "publish": true});
    let dry = coordinator
        .post(&format!("{extend}?dry_run=true"), two.clone())
        .await
        .expect(200);
    assert_eq!(dry["placeable"], json!(["2026-12-22", "2027-01-05"]));
    let made = coordinator.post(&extend, two.clone()).await.expect(201);
    assert_eq!(made["created"].as_array().unwrap().len(), 2);
    assert_eq!(made["created"][0]["leads"].as_array().unwrap().len(), 1);
    coordinator.post(&extend, two).await.problem("row_changed");
    let series = coordinator.get(&path).await.expect(200);
    assert_eq!(
        (&series["until_date"], &series["row_version"]),
        (&json!("2027-01-05"), &json!(2))
    );
    // up to a date that is already reached there is nothing to make
    let same = json!({"row_version": 2, "until": "2027-01-05", "publish": true});
    let problem = coordinator.post(&extend, same).await.problem("invalid");
    assert_eq!(problem["errors"][0]["code"], "no_dates");
    let both = json!({"row_version": 2, "until": "2027-02-05", "count": 2, "publish": true});
    coordinator.post(&extend, both).await.problem("invalid");
    let until = json!({"row_version": 2, "until": "2027-02-02", "publish": false});
    let drafts = coordinator.post(&extend, until).await.expect(201);
    assert_eq!(drafts["created"][0]["state"], "draft");
    assert_eq!(dates(&coordinator.get(&path).await.expect(200)).len(), 6);
    assert_claims_are_sound(&studio.rows).await;
    assert_history_is_complete(&studio.rows).await;
    let lead = studio.lead(&world).await;
    let more = json!({"row_version": 3, "count": 1, "publish": true});
    lead.post(&extend, more.clone()).await.problem("not_allowed");
    let neighbour = world.neighbouring_studio().await.coordinator(&world).await;
    neighbour.post(&extend, more).await.problem("not_found");
    world.finish().await;
}

#[tokio::test]
async fn the_end_of_a_series_cancels_what_comes_after_it_and_nothing_else() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let path = plan(&studio, &coordinator, "FREQ=WEEKLY;COUNT=5").await;
    let end = format!("{path}/end");
    let last = json!({"row_version": 1, "last_date": "2026-12-08", "reason": "low_numbers"});
    let dry = coordinator
        .post(&format!("{end}?dry_run=true"), last.clone())
        .await
        .expect(200);
    assert_eq!(dry["cancelled"].as_array().unwrap().len(), 2);
    assert_claims_are_sound(&studio.rows).await;
    let lead = studio.lead(&world).await;
    lead.post(&end, last.clone()).await.problem("not_allowed");
    let early = json!({"row_version": 1, "last_date": "2026-11-01", "reason": "other"});
    coordinator.post(&end, early).await.problem("invalid");
    coordinator.post(&end, last.clone()).await.expect(200);
    coordinator.post(&end, last).await.problem("row_changed");
    let series = coordinator.get(&path).await.expect(200);
    let states: Vec<_> = dates(&series).into_iter().map(|(_, state)| state).collect();
    assert_eq!(
        states,
        ["published", "published", "published", "cancelled", "cancelled"]
    );
    assert_eq!(series["until_date"], "2026-12-08");
    assert_claims_are_sound(&studio.rows).await;
    // one notice about both, when the undo time is over
    world.clock.advance(10 * 60_000);
    world.run_jobs().await;
    let restored = format!("{}/restore", session_path(&series["sessions"][4]));
    coordinator.post(&restored, json!({})).await.expect(200);
    assert_claims_are_sound(&studio.rows).await;
    world.finish().await;
}

async fn with_a_skipped_date(studio: &Studio, coordinator: &Person) -> (String, Value, Value) {
    let other = studio.plan_session(coordinator, "2026-12-01", "18:00", json!({})).await;
    let path = plan(studio, coordinator, "FREQ=WEEKLY;COUNT=3").await;
    let series = coordinator.get(&path).await.expect(200);
    (path, series["sessions"][1].clone(), other)
}

// S2, S8, S14
#[tokio::test]
async fn a_skipped_date_is_revived_under_its_key_when_there_is_room_for_it() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let (path, skipped, other) = with_a_skipped_date(&studio, &coordinator).await;
    assert_eq!(
        (&skipped["state"], &skipped["may_revive"]),
        (&json!("skipped"), &json!(true))
    );
    let revive = format!("{}/revive", session_path(&skipped));
    let own = json!({"row_version": 1, "local_date": "2026-12-01", "local_start": "18:30", "with_staff": true});
    let problem = coordinator.post(&revive, own.clone()).await.problem("session_refused");
    assert_eq!(problem["reasons"][0]["other_session"]["id"], other["id"]);
    assert_claims_are_sound(&studio.rows).await;
    let lead = studio.lead(&world).await;
    lead.post(&revive, own.clone()).await.problem("not_found");
    let neighbour = world.neighbouring_studio().await.coordinator(&world).await;
    neighbour.post(&revive, own.clone()).await.problem("not_found");
    // an hour that is free
    let later = json!({"row_version": 1, "local_date": "2026-12-01", "local_start": "20:30", "with_staff": true});
    let revived = coordinator.post(&revive, later).await.expect(200);
    assert_eq!(
        (&revived["id"], &revived["state"], &revived["title"]),
        (&skipped["id"], &json!("published"), &json!("Group"))
    );
    assert_eq!(revived["assignments"].as_array().unwrap().len(), 1);
    let series = coordinator.get(&path).await.expect(200);
    let row = &series["sessions"][1];
    assert_eq!(
        (&row["occurrence_key"], &row["detached"]),
        (&json!("2026-12-01T18:30"), &json!(["time"]))
    );
    coordinator.post(&revive, own).await.problem("wrong_state");
    assert_claims_are_sound(&studio.rows).await;
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

// S8: what the series became meanwhile holds for a revived date
#[tokio::test]
async fn a_revived_date_is_as_the_series_is_now() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let (path, skipped, _) = with_a_skipped_date(&studio, &coordinator).await;
    let all = json!({"row_version": 1, "scope": "all", "title": "New name", "people": 9, "local_start": "12:00"});
    let changed = coordinator.patch(&path, all).await.expect(200);
    assert_eq!(changed["rows"].as_array().unwrap().len(), 2, "the skipped date stays");
    let at_noon = json!({"row_version": 1, "local_date": "2026-12-01", "local_start": "12:00", "with_staff": false});
    let revived = coordinator
        .post(&format!("{}/revive", session_path(&skipped)), at_noon)
        .await
        .expect(200);
    assert_eq!((&revived["title"], &revived["people"]), (&json!("New name"), &json!(9)));
    assert_eq!(revived["assignments"], json!([]));
    let row = coordinator.get(&path).await.expect(200)["sessions"][1].clone();
    assert_eq!(row["detached"], json!(["staff"]));
    assert_claims_are_sound(&studio.rows).await;
    world.finish().await;
}
