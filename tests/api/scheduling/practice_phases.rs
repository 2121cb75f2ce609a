//! A practice place only in a phase that has it (T12), and not because a list in the code says so.

use crate::support::product::{
    DAY, HOUR, SessionId,
    db::schema::{qualifications, requirements},
};
use crate::support::world::{NewSession, Trainee, Training};
use crate::training::offers::in_phase;
use diesel::prelude::*;
use serde_json::{Value, json};

async fn coming(training: &Training, days: i64) -> SessionId {
    let starts_at = training.clock.now() + days * DAY + HOUR;
    let planned = NewSession {
        type_code: "peer_group_open",
        module: None,
        cohort: None,
        starts_at,
        minutes: 90,
        state: "published",
    };
    training.insert_session(planned).await
}

async fn book(trainee: &Trainee, session: &SessionId, place: &str) -> (u16, Value) {
    let door = format!("/sessions/{session}/places/me");
    let answer = trainee.person.post(&door, json!({"place": place})).await;
    (answer.status, answer.json)
}

// T12, case 20
#[tokio::test]
async fn a_practice_place_is_booked_only_in_a_phase_that_has_it() {
    for (phase, allowed) in [
        (1, vec![]),
        (2, vec![]),
        (3, vec!["observer", "co_lead", "lead"]),
        (4, vec!["co_lead", "lead"]),
    ] {
        let training = Training::new().await;
        let trainee = in_phase(&training, phase).await;
        for (day, place) in ["observer", "co_lead", "lead"].into_iter().enumerate() {
            let session = coming(&training, day as i64 + 2).await;
            let (status, answer) = book(&trainee, &session, place).await;
            if allowed.contains(&place) {
                assert_eq!(status, 200, "phase {phase} {place}: {answer}");
                continue;
            }
            assert_eq!(
                (status, &answer["code"]),
                (409, &json!("session_refused")),
                "phase {phase} {place}"
            );
            let reason = &answer["reasons"][0];
            assert_eq!(reason["rule"], "phase_not_allowed");
            assert_eq!(
                reason["subject_id"],
                json!(trainee.person.id),
                "with whom it is about (S14)"
            );
        }
        training.finish().await;
    }
}

// T12: the phase is data of the programme
#[tokio::test]
async fn another_programme_allows_other_places_without_another_program() {
    let training = Training::new().await;
    // before anybody follows this version
    training
        .rows()
        .write(|conn| {
            diesel::update(requirements::table.filter(requirements::code.eq("role_plays")))
                .set(requirements::gives.eq(r#"{"places":["observer"]}"#))
                .execute(conn)
        })
        .await;
    let trainee = in_phase(&training, 2).await;
    let session = coming(&training, 2).await;
    assert_eq!(book(&trainee, &session, "observer").await.0, 200);
    training.finish().await;
}

// T12: the door of the staff is the same
#[tokio::test]
async fn a_coordinator_does_not_roster_a_trainee_in_a_phase_without_it() {
    let training = Training::new().await;
    let trainee = in_phase(&training, 2).await;
    training
        .rows()
        .write(|conn| diesel::delete(qualifications::table.filter(qualifications::source.eq("gate"))).execute(conn))
        .await;
    let session = coming(&training, 2).await;
    let staff = json!({"row_version": 1, "staff": [
        {"person_id": training.certified.id, "role": "lead"}, {"person_id": trainee.person.id, "role": "observer"}]});
    let answer = training
        .coordinator
        .put(&format!("/sessions/{session}/assignments"), staff)
        .await
        .problem("session_refused");
    let reasons = answer["reasons"].as_array().unwrap();
    assert!(reasons.iter().any(|one| one["rule"] == "phase_not_allowed"), "{answer}");
    training.finish().await;
}

// T12: a pause has no phase
#[tokio::test]
async fn who_pauses_their_training_takes_no_practice_place() {
    let training = Training::new().await;
    let trainee = in_phase(&training, 3).await;
    let session = coming(&training, 2).await;
    let pause = format!("/enrolments/{}/pause", trainee.enrolment);
    trainee.person.post(&pause, json!({})).await.expect(200);
    assert_eq!(book(&trainee, &session, "observer").await.0, 409);
    training.finish().await;
}
