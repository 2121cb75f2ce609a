//! An approval never falls by itself (training 6.5): what is missing afterwards is shown, excepted by two, or the approval is taken back.

use super::world::{Trainee, World, sign};
use crate::support::product::{Role, SessionId};
use serde_json::{Value, json};

/// Phase 1 is approved; the session that gave the taster.
async fn approved(w: &World) -> (Trainee, SessionId) {
    let (_, trainee) = w.trainee().await;
    w.complete(&trainee, 1, &["taster"]).await;
    let taster = w.held("class", Some("taster"), 120).await;
    w.attend(&taster, &trainee, "here", "participant", 120).await;
    let gate = w.review(&trainee, 1).await;
    w.sign_both(&gate).await;
    (trainee, taster)
}

async fn undermined(w: &World) -> Vec<Value> {
    let page = w.coordinator.get("/undermined-phases").await.expect(200);
    page["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_correction_after_the_approval_is_a_task_until_new_credit_clears_it() {
    let w = World::new().await;
    let (trainee, taster) = approved(&w).await;
    assert_eq!(undermined(&w).await, [] as [Value; 0]);
    w.attend(&taster, &trainee, "not_seen", "participant", 0).await;
    let phase = trainee.progress().await["phases"][0].clone();
    assert_eq!(phase["state"], "approved"); // never by itself
    assert_eq!(phase["undermined"], json!([{"zh": "体验活动", "en": "Taster"}]));
    let tasks = undermined(&w).await;
    assert_eq!((tasks.len(), &tasks[0]["phase"]), (1, &json!(1)));
    assert_eq!(tasks[0]["enrolment_id"], json!(trainee.enrolment));
    let told = w.coordinator.get("/notices").await.expect(200);
    assert!(
        told["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|n| n["kind"] == "approval_undermined"),
        "{told}"
    );
    // of somebody else's district there is nothing to see
    let elsewhere = w.app.person(Role::Coordinator, &w.there).await;
    assert_eq!(
        elsewhere.get("/undermined-phases").await.expect(200)["items"],
        json!([])
    );
    let again = w.held("class", Some("taster"), 120).await;
    w.attend(&again, &trainee, "here", "participant", 120).await;
    assert_eq!(trainee.progress().await["phases"][0]["undermined"], json!([]));
    assert_eq!(undermined(&w).await, [] as [Value; 0]);
    w.app.finish().await;
}

#[tokio::test]
async fn two_people_may_say_that_it_shall_not_matter() {
    let w = World::new().await;
    let (trainee, taster) = approved(&w).await;
    let path = format!("/enrolments/{}/phases/1/override", trainee.enrolment);
    let because = json!({"reason": "写错了签到表，当事人在场。"});
    w.coordinator.post(&path, because.clone()).await.problem("wrong_state");
    w.attend(&taster, &trainee, "not_seen", "participant", 0).await;
    trainee.person.post(&path, because.clone()).await.problem("own_record");
    let asked = w.coordinator.post(&path, because).await.expect(200);
    let one = &asked["phases"][0]["overrides"][0];
    assert_eq!(
        (&one["asked_by"], &one["confirmed_by"]),
        (&json!(w.coordinator.nickname), &Value::Null)
    );
    assert_eq!(undermined(&w).await.len(), 1);
    let confirm = format!("/overrides/{}/confirm", one["id"].as_str().unwrap());
    w.coordinator
        .post(&confirm, json!({}))
        .await
        .problem("second_person_needed");
    trainee.person.post(&confirm, json!({})).await.problem("own_record");
    let after = w.supervisor.post(&confirm, json!({})).await.expect(200);
    assert_eq!(after["phases"][0]["undermined"], json!([]));
    assert_eq!(undermined(&w).await, [] as [Value; 0]);
    w.supervisor.post(&confirm, json!({})).await.problem("wrong_state");
    w.app.finish().await;
}

#[tokio::test]
async fn a_mistaken_approval_is_taken_back_and_the_next_review_is_a_new_round() {
    let w = World::new().await;
    let (trainee, _) = approved(&w).await;
    let path = format!("/enrolments/{}/phases/1/revert", trainee.enrolment);
    let because = json!({"reason": "签错了人。"});
    w.supervisor.post(&path, because.clone()).await.problem("not_allowed");
    trainee.person.post(&path, because.clone()).await.problem("own_record");
    w.coordinator
        .post(&path, json!({"reason": " "}))
        .await
        .problem("invalid");
    let after = w.coordinator.post(&path, because.clone()).await.expect(200);
    assert_eq!(after["phases"][0]["state"], "requirements_met");
    assert_eq!(after["phases"][1]["state"], "locked");
    w.coordinator.post(&path, because).await.problem("wrong_state");
    let gate = w.review(&trainee, 1).await;
    let phase = trainee.progress().await["phases"][0].clone();
    let earlier = phase["earlier"].as_array().unwrap();
    assert_eq!(earlier.len(), 1);
    assert_eq!(earlier[0]["signed"].as_array().unwrap().len(), 2);
    assert!(earlier[0]["reverted_at"].is_i64());
    assert_eq!(phase["gate"]["signed"], json!([]));
    w.sign_both(&gate).await;
    assert_eq!(trainee.progress().await["phases"][1]["state"], "open");
    w.app.finish().await;
}

#[tokio::test]
async fn later_approvals_are_flagged_and_what_the_approval_gave_ends() {
    let w = World::new().await;
    let (trainee, _) = approved(&w).await;
    w.complete(&trainee, 2, &[]).await;
    let gate = w.review(&trainee, 2).await;
    sign(&w.supervisor, &gate, 1).await.expect(200);
    sign(&w.coordinator, &gate, 0).await.expect(200);
    assert_eq!(trainee.progress().await["status"], "provisional");
    let revert = |phase: i64| format!("/enrolments/{}/phases/{phase}/revert", trainee.enrolment);
    let because = json!({"reason": "签错了人。"});
    w.coordinator.post(&revert(1), because.clone()).await.expect(200);
    let progress = trainee.progress().await;
    assert_eq!(progress["phases"][1]["state"], "approved");
    assert_eq!(progress["phases"][1]["is_flagged"], true);
    assert_eq!(progress["phases"][2]["state"], "locked");
    // signed again, the phase after the one that is still approved opens
    let gate = w.review(&trainee, 1).await;
    w.sign_both(&gate).await;
    let progress = trainee.progress().await;
    assert_eq!(progress["phases"][1]["is_flagged"], false);
    assert_eq!(progress["phases"][2]["state"], "open");
    w.coordinator.post(&revert(2), because).await.expect(200);
    assert_eq!(trainee.progress().await["status"], "candidate");
    w.app.finish().await;
}

#[tokio::test]
async fn the_label_of_a_signer_who_lost_the_role_before_the_last_one_signed_is_open_again() {
    let w = World::new().await;
    let (_, trainee) = w.trainee().await;
    w.complete(&trainee, 1, &[]).await;
    let gate = w.review(&trainee, 1).await;
    let leaving = w.app.person(Role::Supervisor, &w.here).await;
    sign(&leaving, &gate, 0).await.expect(200);
    let headquarters = w.app.headquarters().await;
    let seen = headquarters.get(&format!("/people/{}", leaving.id)).await.expect(200);
    let grant = seen["grants"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/people/{}/grants/{grant}", leaving.id);
    assert_eq!(headquarters.delete(&path).await.status, 204);
    let row = sign(&w.coordinator, &gate, 1).await.expect(200);
    assert_eq!((&row["signed"], &row["state"]), (&json!(1), &json!("in_review")));
    let view = w.supervisor.get(&format!("/gates/{gate}")).await.expect(200);
    assert_eq!(view["labels"][0]["is_taken"], false);
    sign(&w.supervisor, &gate, 0).await.expect(200);
    assert_eq!(trainee.progress().await["phases"][0]["state"], "approved");
    // once it is decided a signature counts, whatever becomes of the role
    let seen = headquarters
        .get(&format!("/people/{}", w.supervisor.id))
        .await
        .expect(200);
    let grant = seen["grants"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/people/{}/grants/{grant}", w.supervisor.id);
    assert_eq!(headquarters.delete(&path).await.status, 204);
    let phase = trainee.progress().await["phases"][0].clone();
    assert_eq!(phase["state"], "approved");
    let names: Vec<&str> = phase["gate"]["signed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["who"].as_str().unwrap())
        .collect();
    assert!(names.contains(&w.supervisor.nickname.as_str()), "{names:?}");
    w.app.finish().await;
}

// training 6.4
#[tokio::test]
async fn a_label_that_nobody_can_sign_goes_to_whom_headquarters_names() {
    let w = World::new().await;
    let (_, trainee) = w.trainee().await;
    w.complete(&trainee, 1, &[]).await;
    let headquarters = w.app.headquarters().await;
    let seen = headquarters
        .get(&format!("/people/{}", w.supervisor.id))
        .await
        .expect(200);
    let grant = seen["grants"][0]["id"].as_str().unwrap().to_owned();
    let other = w.app.person(Role::Supervisor, &w.there).await;
    let named = |gate: &str| format!("/gates/{gate}/stand-ins");
    let gate = w.review(&trainee, 1).await;
    let body = json!({"label_index": 0, "person_id": other.id});
    headquarters.post(&named(&gate), body.clone()).await.problem("invalid"); // there is a supervisor
    let path = format!("/people/{}/grants/{grant}", w.supervisor.id);
    assert_eq!(headquarters.delete(&path).await.status, 204);
    let view = headquarters.get(&format!("/gates/{gate}")).await.expect(200);
    assert_eq!(
        (&view["is_stuck"], &view["labels"][0]["is_stuck"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(view["labels"][1]["is_stuck"], false);
    sign(&other, &gate, 0).await.problem("not_found");
    w.coordinator
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
    sign(&other, &gate, 0).await.expect(200);
    sign(&w.coordinator, &gate, 1).await.expect(200);
    assert_eq!(trainee.progress().await["phases"][0]["state"], "approved");
    w.app.finish().await;
}
