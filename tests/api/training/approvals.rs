//! An approval never falls by itself (training 6.5): what is missing afterwards is shown, excepted by two, or the approval is taken back.

use crate::support::product::{Role, SessionId};
use crate::support::world::{Trainee, Training, sign_gate};
use serde_json::{Value, json};

/// Phase 1 is approved; the session that gave the taster.
async fn approved(training: &Training) -> (Trainee, SessionId) {
    let (_, trainee) = training.enrol_trainee().await;
    training.meet_requirements(&trainee, 1, &["taster"]).await;
    let taster = training.hold_session("class", Some("taster"), 120).await;
    training
        .record_attendance(&taster, &trainee, "here", "participant", 120)
        .await;
    let gate = training.request_review(&trainee, 1).await;
    training.sign_gate_by_both(&gate).await;
    (trainee, taster)
}

async fn undermined(training: &Training) -> Vec<Value> {
    let page = training.coordinator.get("/undermined-phases").await.expect(200);
    page["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_correction_after_the_approval_is_a_task_until_new_credit_clears_it() {
    let training = Training::new().await;
    let (trainee, taster) = approved(&training).await;
    assert_eq!(undermined(&training).await, [] as [Value; 0]);
    training
        .record_attendance(&taster, &trainee, "not_seen", "participant", 0)
        .await;
    let phase = trainee.progress().await["phases"][0].clone();
    assert_eq!(phase["state"], "approved"); // never by itself
    assert_eq!(phase["undermined"], json!([{"zh": "体验活动", "en": "Taster"}]));
    let tasks = undermined(&training).await;
    assert_eq!((tasks.len(), &tasks[0]["phase"]), (1, &json!(1)));
    assert_eq!(tasks[0]["enrolment_id"], json!(trainee.enrolment));
    let told = training.coordinator.get("/notices").await.expect(200);
    assert!(
        told["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|n| n["kind"] == "approval_undermined"),
        "{told}"
    );
    // of somebody else's district there is nothing to see
    let elsewhere = training.app.person(Role::Coordinator, &training.there).await;
    assert_eq!(
        elsewhere.get("/undermined-phases").await.expect(200)["items"],
        json!([])
    );
    let again = training.hold_session("class", Some("taster"), 120).await;
    training
        .record_attendance(&again, &trainee, "here", "participant", 120)
        .await;
    assert_eq!(trainee.progress().await["phases"][0]["undermined"], json!([]));
    assert_eq!(undermined(&training).await, [] as [Value; 0]);
    training.finish().await;
}

#[tokio::test]
async fn two_people_may_waive_a_requirement() {
    let training = Training::new().await;
    let (trainee, taster) = approved(&training).await;
    let path = format!("/enrolments/{}/phases/1/override", trainee.enrolment);
    let because = json!({"reason": "写错了签到表，当事人在场。"});
    training
        .coordinator
        .post(&path, because.clone())
        .await
        .problem("wrong_state");
    training
        .record_attendance(&taster, &trainee, "not_seen", "participant", 0)
        .await;
    trainee.person.post(&path, because.clone()).await.problem("own_record");
    let asked = training.coordinator.post(&path, because).await.expect(200);
    let one = &asked["phases"][0]["overrides"][0];
    assert_eq!(
        (&one["asked_by"], &one["confirmed_by"]),
        (&json!(training.coordinator.nickname), &Value::Null)
    );
    assert_eq!(undermined(&training).await.len(), 1);
    let confirm = format!("/overrides/{}/confirm", one["id"].as_str().unwrap());
    training
        .coordinator
        .post(&confirm, json!({}))
        .await
        .problem("second_person_needed");
    trainee.person.post(&confirm, json!({})).await.problem("own_record");
    let after = training.supervisor.post(&confirm, json!({})).await.expect(200);
    assert_eq!(after["phases"][0]["undermined"], json!([]));
    assert_eq!(undermined(&training).await, [] as [Value; 0]);
    training
        .supervisor
        .post(&confirm, json!({}))
        .await
        .problem("wrong_state");
    training.finish().await;
}

#[tokio::test]
async fn a_mistaken_approval_is_withdrawn_and_the_next_review_is_a_new_round() {
    let training = Training::new().await;
    let (trainee, _) = approved(&training).await;
    let path = format!("/enrolments/{}/phases/1/revert", trainee.enrolment);
    let because = json!({"reason": "签错了人。"});
    training
        .supervisor
        .post(&path, because.clone())
        .await
        .problem("not_allowed");
    trainee.person.post(&path, because.clone()).await.problem("own_record");
    training
        .coordinator
        .post(&path, json!({"reason": " "}))
        .await
        .problem("invalid");
    let after = training.coordinator.post(&path, because.clone()).await.expect(200);
    assert_eq!(after["phases"][0]["state"], "requirements_met");
    assert_eq!(after["phases"][1]["state"], "locked");
    training.coordinator.post(&path, because).await.problem("wrong_state");
    let gate = training.request_review(&trainee, 1).await;
    let phase = trainee.progress().await["phases"][0].clone();
    let earlier = phase["earlier"].as_array().unwrap();
    assert_eq!(earlier.len(), 1);
    assert_eq!(earlier[0]["signed"].as_array().unwrap().len(), 2);
    assert!(earlier[0]["reverted_at"].is_i64());
    assert_eq!(phase["gate"]["signed"], json!([]));
    training.sign_gate_by_both(&gate).await;
    assert_eq!(trainee.progress().await["phases"][1]["state"], "open");
    training.finish().await;
}

#[tokio::test]
async fn later_approvals_are_flagged_and_what_the_approval_gave_ends() {
    let training = Training::new().await;
    let (trainee, _) = approved(&training).await;
    training.meet_requirements(&trainee, 2, &[]).await;
    let gate = training.request_review(&trainee, 2).await;
    sign_gate(&training.supervisor, &gate, 1).await.expect(200);
    sign_gate(&training.coordinator, &gate, 0).await.expect(200);
    assert_eq!(trainee.progress().await["status"], "provisional");
    let revert = |phase: i64| format!("/enrolments/{}/phases/{phase}/revert", trainee.enrolment);
    let because = json!({"reason": "签错了人。"});
    training.coordinator.post(&revert(1), because.clone()).await.expect(200);
    let progress = trainee.progress().await;
    assert_eq!(progress["phases"][1]["state"], "approved");
    assert_eq!(progress["phases"][1]["is_flagged"], true);
    assert_eq!(progress["phases"][2]["state"], "locked");
    // signed again, the phase after the one that is still approved opens
    let gate = training.request_review(&trainee, 1).await;
    training.sign_gate_by_both(&gate).await;
    let progress = trainee.progress().await;
    assert_eq!(progress["phases"][1]["is_flagged"], false);
    assert_eq!(progress["phases"][2]["state"], "open");
    training.coordinator.post(&revert(2), because).await.expect(200);
    assert_eq!(trainee.progress().await["status"], "candidate");
    training.finish().await;
}

#[tokio::test]
async fn the_label_of_a_signer_who_lost_the_role_before_the_last_one_signed_is_open_again() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    training.meet_requirements(&trainee, 1, &[]).await;
    let gate = training.request_review(&trainee, 1).await;
    let leaving = training.app.person(Role::Supervisor, &training.here).await;
    sign_gate(&leaving, &gate, 0).await.expect(200);
    let headquarters = training.headquarters().await;
    let seen = headquarters.get(&format!("/people/{}", leaving.id)).await.expect(200);
    let grant = seen["grants"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/people/{}/grants/{grant}", leaving.id);
    assert_eq!(headquarters.delete(&path).await.status, 204);
    let row = sign_gate(&training.coordinator, &gate, 1).await.expect(200);
    assert_eq!((&row["signed"], &row["state"]), (&json!(1), &json!("in_review")));
    let view = training.supervisor.get(&format!("/gates/{gate}")).await.expect(200);
    assert_eq!(view["labels"][0]["is_taken"], false);
    sign_gate(&training.supervisor, &gate, 0).await.expect(200);
    assert_eq!(trainee.progress().await["phases"][0]["state"], "approved");
    // once it is decided a signature counts, whatever becomes of the role
    let seen = headquarters
        .get(&format!("/people/{}", training.supervisor.id))
        .await
        .expect(200);
    let grant = seen["grants"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/people/{}/grants/{grant}", training.supervisor.id);
    assert_eq!(headquarters.delete(&path).await.status, 204);
    let phase = trainee.progress().await["phases"][0].clone();
    assert_eq!(phase["state"], "approved");
    let names: Vec<&str> = phase["gate"]["signed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["who"].as_str().unwrap())
        .collect();
    assert!(names.contains(&training.supervisor.nickname.as_str()), "{names:?}");
    training.finish().await;
}

// training 6.4
#[tokio::test]
async fn a_label_that_nobody_can_sign_goes_to_whom_headquarters_names() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    training.meet_requirements(&trainee, 1, &[]).await;
    let headquarters = training.headquarters().await;
    let seen = headquarters
        .get(&format!("/people/{}", training.supervisor.id))
        .await
        .expect(200);
    let grant = seen["grants"][0]["id"].as_str().unwrap().to_owned();
    let other = training.app.person(Role::Supervisor, &training.there).await;
    let named = |gate: &str| format!("/gates/{gate}/stand-ins");
    let gate = training.request_review(&trainee, 1).await;
    let body = json!({"label_index": 0, "person_id": other.id});
    headquarters.post(&named(&gate), body.clone()).await.problem("invalid"); // there is a supervisor
    let path = format!("/people/{}/grants/{grant}", training.supervisor.id);
    assert_eq!(headquarters.delete(&path).await.status, 204);
    let view = headquarters.get(&format!("/gates/{gate}")).await.expect(200);
    assert_eq!(
        (&view["is_stuck"], &view["labels"][0]["is_stuck"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(view["labels"][1]["is_stuck"], false);
    sign_gate(&other, &gate, 0).await.problem("not_found");
    training
        .coordinator
        .post(&named(&gate), body.clone())
        .await
        .problem("not_allowed");
    let themselves = json!({"label_index": 0, "person_id": trainee.person.id});
    headquarters.post(&named(&gate), themselves).await.problem("invalid");
    let answer = headquarters.post(&named(&gate), body).await;
    assert_eq!(answer.status, 204);
    let view = headquarters.get(&format!("/gates/{gate}")).await.expect(200);
    assert_eq!(view["labels"][0]["stand_in"], json!(other.nickname));
    assert_eq!(view["is_stuck"], false);
    sign_gate(&other, &gate, 0).await.expect(200);
    sign_gate(&training.coordinator, &gate, 1).await.expect(200);
    assert_eq!(trainee.progress().await["phases"][0]["state"], "approved");
    training.finish().await;
}
