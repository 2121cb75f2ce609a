//! Pausing, going on, moving, leaving: no reason, nothing lost (T7).

use super::world::{Planned, World};
use crate::support::product::{DAY, HOUR, Role};
use serde_json::json;

// T7, M16
#[tokio::test]
async fn a_pause_asks_no_reason_keeps_the_credit_and_counts_no_absence() {
    let w = World::new().await;
    let (cohort, trainee) = w.trainee().await;
    let salon = w.held("salon", None, 120).await;
    w.attend(&salon, &trainee, "here", "participant", 120).await;
    let path = |verb: &str| format!("/enrolments/{}/{verb}", trainee.enrolment);
    trainee
        .person
        .post(&path("pause"), json!({"reason": "x"}))
        .await
        .problem("bad_body");
    let paused = trainee.person.post(&path("pause"), json!({})).await.expect(200);
    assert_eq!(paused["state"], "paused");
    trainee
        .person
        .post(&path("pause"), json!({}))
        .await
        .problem("wrong_state");
    w.app.clock.advance(30 * DAY);
    w.plant(Planned {
        type_code: "salon",
        module: None,
        cohort: Some(&cohort),
        starts_at: w.app.clock.now() - DAY,
        minutes: 120,
        state: "closed",
    })
    .await;
    let resumed = trainee.person.post(&path("resume"), json!({})).await.expect(200);
    assert_eq!(
        (&resumed["state"], &resumed["percent_so_far"]),
        (&json!("active"), &json!(100))
    );
    assert_eq!(trainee.have("salons").await, 120);
    // the same session missed while going on does count
    w.app.clock.advance(DAY);
    w.plant(Planned {
        type_code: "salon",
        module: None,
        cohort: Some(&cohort),
        starts_at: w.app.clock.now() - 3 * HOUR,
        minutes: 120,
        state: "closed",
    })
    .await;
    assert!(trainee.progress().await["percent_so_far"].as_i64().unwrap() < 100);
    w.app.finish().await;
}

// T7
#[tokio::test]
async fn going_on_in_another_cohort_keeps_the_one_enrolment_and_its_credit() {
    let w = World::new().await;
    let (_, trainee) = w.trainee().await;
    let salon = w.held("salon", None, 120).await;
    w.attend(&salon, &trainee, "here", "participant", 120).await;
    let (next, _) = w.cohort(6).await;
    let path = |verb: &str| format!("/enrolments/{}/{verb}", trainee.enrolment);
    trainee.person.post(&path("pause"), json!({})).await.expect(200);
    let body = json!({"cohort_id": next});
    trainee
        .person
        .post(&path("resume"), body.clone())
        .await
        .problem("not_allowed");
    let moved = w.coordinator.post(&path("resume"), body).await.expect(200);
    assert_eq!(moved["cohort"]["id"], next.as_str());
    assert_eq!(moved["enrolment_id"], trainee.enrolment.as_str());
    assert_eq!(trainee.have("salons").await, 120);
    let mine = trainee.person.get("/me/progress").await.expect(200);
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
    w.app.finish().await;
}

#[tokio::test]
async fn leaving_keeps_the_credit_and_ends_the_seat() {
    let w = World::new().await;
    let (_, trainee) = w.trainee().await;
    let path = |verb: &str| format!("/enrolments/{}/{verb}", trainee.enrolment);
    let elsewhere = w.app.person(Role::Coordinator, &w.there).await;
    elsewhere.post(&path("withdraw"), json!({})).await.problem("not_found");
    let left = trainee.person.post(&path("withdraw"), json!({})).await.expect(200);
    assert_eq!(left["state"], "withdrawn");
    assert_eq!(trainee.have("data_consent").await, 1);
    trainee
        .person
        .post(&path("resume"), json!({}))
        .await
        .problem("wrong_state");
    w.app.finish().await;
}
