//! Pausing, going on, moving, leaving: no reason, nothing lost (T7).

use crate::support::product::{DAY, HOUR, Role};
use crate::support::world::{NewSession, Training};
use serde_json::json;

// T7, M16
#[tokio::test]
async fn a_pause_asks_no_reason_keeps_the_credit_and_counts_no_absence() {
    let training = Training::new().await;
    let (cohort, trainee) = training.enrol_trainee().await;
    let salon = training.hold_session("salon", None, 120).await;
    training
        .record_attendance(&salon, &trainee, "here", "participant", 120)
        .await;
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
    training.clock.advance(30 * DAY);
    training
        .insert_session(NewSession {
            type_code: "salon",
            module: None,
            cohort: Some(&cohort),
            starts_at: training.clock.now() - DAY,
            minutes: 120,
            state: "closed",
        })
        .await;
    let resumed = trainee.person.post(&path("resume"), json!({})).await.expect(200);
    assert_eq!(
        (&resumed["state"], &resumed["percent_so_far"]),
        (&json!("active"), &json!(100))
    );
    assert_eq!(trainee.credited("salons").await, 120);
    // the same session missed while going on does count
    training.clock.advance(DAY);
    training
        .insert_session(NewSession {
            type_code: "salon",
            module: None,
            cohort: Some(&cohort),
            starts_at: training.clock.now() - 3 * HOUR,
            minutes: 120,
            state: "closed",
        })
        .await;
    assert!(trainee.progress().await["percent_so_far"].as_i64().unwrap() < 100);
    training.finish().await;
}

// T7
#[tokio::test]
async fn resuming_in_another_cohort_continues_the_same_enrolment_and_its_credit() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let salon = training.hold_session("salon", None, 120).await;
    training
        .record_attendance(&salon, &trainee, "here", "participant", 120)
        .await;
    let (next, _) = training.open_cohort(6).await;
    let path = |verb: &str| format!("/enrolments/{}/{verb}", trainee.enrolment);
    trainee.person.post(&path("pause"), json!({})).await.expect(200);
    let body = json!({"cohort_id": next});
    trainee
        .person
        .post(&path("resume"), body.clone())
        .await
        .problem("not_allowed");
    let moved = training.coordinator.post(&path("resume"), body).await.expect(200);
    assert_eq!(moved["cohort"]["id"], next.as_str());
    assert_eq!(moved["enrolment_id"], trainee.enrolment.as_str());
    assert_eq!(trainee.credited("salons").await, 120);
    let mine = trainee.person.get("/me/progress").await.expect(200);
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
    training.finish().await;
}

#[tokio::test]
async fn leaving_keeps_the_credit_and_ends_the_seat() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let path = |verb: &str| format!("/enrolments/{}/{verb}", trainee.enrolment);
    let elsewhere = training.app.person(Role::Coordinator, &training.there).await;
    elsewhere.post(&path("withdraw"), json!({})).await.problem("not_found");
    let left = trainee.person.post(&path("withdraw"), json!({})).await.expect(200);
    assert_eq!(left["state"], "withdrawn");
    assert_eq!(trainee.credited("data_consent").await, 1);
    trainee
        .person
        .post(&path("resume"), json!({}))
        .await
        .problem("wrong_state");
    training.finish().await;
}
