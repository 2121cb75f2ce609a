//! The life of credit by hand and of recorded papers (training 6.12).

use crate::support::product::Role;
use crate::support::world::{Trainee, Training};
use serde_json::{Value, json};

async fn id_of(trainee: &Trainee, code: &str) -> Value {
    trainee.requirement(code).await["requirement"]["id"].clone()
}

async fn asked(training: &Training, trainee: &Trainee, body: Value) -> String {
    let path = format!("/enrolments/{}/credits", trainee.enrolment);
    let asked = training.supervisor.post(&path, body).await.expect(201);
    asked["credit_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn no_more_is_asked_or_confirmed_than_is_missing() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let salons = id_of(&trainee, "salons").await;
    let body = |amount: i64| json!({"requirement_id": salons, "amount": amount, "reason": "在外区参加"});
    let (first, second) = (
        asked(&training, &trainee, body(300)).await,
        asked(&training, &trainee, body(300)).await,
    );
    let confirm = |id: &str| format!("/credits/{id}/confirm");
    training.coordinator.post(&confirm(&first), json!({})).await.expect(200);
    let refused = training
        .coordinator
        .post(&confirm(&second), json!({}))
        .await
        .problem("invalid");
    assert_eq!(
        refused["errors"][0],
        json!({"field": "amount", "code": "more_than_missing"})
    );
    assert_eq!(trainee.credited("salons").await, 300);
    let path = format!("/enrolments/{}/credits", trainee.enrolment);
    training.supervisor.post(&path, body(181)).await.problem("invalid");
    training.finish().await;
}

// T1: each line and the line that took it back add up to nothing
#[tokio::test]
async fn credit_is_refused_withdrawn_or_reversed_and_so_is_evidence() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let salons = id_of(&trainee, "salons").await;
    let body = json!({"requirement_id": salons, "amount": 120, "reason": "在外区参加"});
    let why = json!({"reason": "查无此事"});
    let path = |id: &str, verb: &str| format!("/credits/{id}/{verb}");
    let refused = asked(&training, &trainee, body.clone()).await;
    training
        .supervisor
        .post(&path(&refused, "reject"), why.clone())
        .await
        .problem("second_person_needed");
    trainee
        .person
        .post(&path(&refused, "reject"), why.clone())
        .await
        .problem("own_record");
    training
        .coordinator
        .post(&path(&refused, "reject"), why.clone())
        .await
        .expect(200);
    training
        .coordinator
        .post(&path(&refused, "confirm"), json!({}))
        .await
        .problem("wrong_state");
    let mine = asked(&training, &trainee, body.clone()).await;
    training
        .coordinator
        .post(&path(&mine, "take-back"), json!({}))
        .await
        .problem("not_allowed");
    training
        .supervisor
        .post(&path(&mine, "take-back"), json!({}))
        .await
        .expect(200);
    assert_eq!(
        training.coordinator.get("/credits").await.expect(200)["items"],
        json!([])
    );
    let stands = asked(&training, &trainee, body).await;
    training
        .coordinator
        .post(&path(&stands, "reverse"), why.clone())
        .await
        .problem("wrong_state");
    training
        .coordinator
        .post(&path(&stands, "confirm"), json!({}))
        .await
        .expect(200);
    assert_eq!(trainee.credited("salons").await, 120);
    training
        .supervisor
        .post(&path(&stands, "reverse"), why.clone())
        .await
        .expect(200);
    assert_eq!(trainee.credited("salons").await, 0);
    training
        .supervisor
        .post(&path(&stands, "reverse"), why.clone())
        .await
        .problem("wrong_state");
    // a waiver, and a paper
    let waive = json!({"requirement_id": id_of(&trainee, "taster").await, "reason": "去年参加过"});
    let to = format!("/enrolments/{}/waivers", trainee.enrolment);
    let waiver = training.supervisor.post(&to, waive).await.expect(201)["credit_id"]
        .as_str()
        .unwrap()
        .to_owned();
    training
        .coordinator
        .post(&path(&waiver, "confirm"), json!({}))
        .await
        .expect(200);
    assert_eq!(trainee.requirement("taster").await["is_waived"], true);
    training
        .coordinator
        .post(&path(&waiver, "reverse"), why.clone())
        .await
        .expect(200);
    assert_eq!(trainee.requirement("taster").await["is_waived"], false);
    let paper = json!({"requirement_id": id_of(&trainee, "recommendation").await, "note": "面谈时看过"});
    let to = format!("/enrolments/{}/evidence", trainee.enrolment);
    training.supervisor.post(&to, paper).await.expect(200);
    let rows = training.coordinator.get(&to).await.expect(200);
    let row = rows["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["by_hand"].is_null())
        .unwrap()
        .clone();
    assert_eq!(
        (&row["by"], &row["note"]),
        (&json!(training.supervisor.nickname), &json!("面谈时看过"))
    );
    let back = format!("/evidence/{}/take-back", row["id"].as_str().unwrap());
    let other = training.app.person(Role::Supervisor, &training.here).await;
    other.post(&back, why.clone()).await.problem("not_allowed");
    training.supervisor.post(&back, why.clone()).await.expect(200);
    training.supervisor.post(&back, why).await.problem("not_found");
    assert_eq!(trainee.credited("recommendation").await, 0);
    training.finish().await;
}

#[tokio::test]
async fn one_press_counts_once() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let path = format!("/enrolments/{}/evidence", trainee.enrolment);
    let paper = json!({"requirement_id": id_of(&trainee, "recommendation").await, "cid": "a-press"});
    training.supervisor.post(&path, paper.clone()).await.expect(200);
    training.supervisor.post(&path, paper).await.expect(200);
    assert_eq!(trainee.credited("recommendation").await, 1);
    // and nothing is recorded beyond what is needed
    let again = json!({"requirement_id": id_of(&trainee, "recommendation").await, "cid": "another"});
    training.supervisor.post(&path, again).await.problem("invalid");
    let body = json!({"requirement_id": id_of(&trainee, "salons").await, "amount": 60, "reason": "补"});
    let confirm = format!("/credits/{}/confirm", asked(&training, &trainee, body).await);
    training
        .coordinator
        .post(&confirm, json!({"cid": "yes"}))
        .await
        .expect(200);
    training
        .coordinator
        .post(&confirm, json!({"cid": "yes"}))
        .await
        .expect(200);
    training
        .coordinator
        .post(&confirm, json!({"cid": "no"}))
        .await
        .problem("wrong_state");
    assert_eq!(trainee.credited("salons").await, 60);
    training.finish().await;
}

#[tokio::test]
async fn attendance_that_comes_later_replaces_the_credit_for_its_session() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let salon = training.hold_session("salon", None, 120).await;
    let body = json!({
        "requirement_id": id_of(&trainee, "salons").await, "amount": 90, "reason": "漏签", "session_id": salon,
    });
    let credit = asked(&training, &trainee, body.clone()).await;
    training
        .coordinator
        .post(&format!("/credits/{credit}/confirm"), json!({}))
        .await
        .expect(200);
    assert_eq!(trainee.credited("salons").await, 90);
    training
        .record_attendance(&salon, &trainee, "here", "participant", 120)
        .await;
    assert_eq!(trainee.credited("salons").await, 120);
    let path = format!("/enrolments/{}/credits", trainee.enrolment);
    let refused = training.supervisor.post(&path, body).await.problem("invalid");
    assert_eq!(refused["errors"][0]["code"], "already_credited");
    training.finish().await;
}

#[tokio::test]
async fn notes_are_for_those_who_judge() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    training.meet_requirements(&trainee, 1, &[]).await;
    let path = format!("/enrolments/{}/evidence", trainee.enrolment);
    trainee.person.get(&path).await.problem("own_record");
    training.certified.get(&path).await.problem("not_found");
    let elsewhere = training.app.person(Role::Supervisor, &training.there).await;
    elsewhere.get(&path).await.problem("not_found");
    training.supervisor.get(&path).await.expect(200);
    training.finish().await;
}
