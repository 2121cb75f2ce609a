//! The life of credit by hand and of recorded papers (training 6.12).

use super::world::{Trainee, World};
use crate::support::product::Role;
use serde_json::{Value, json};

async fn id_of(trainee: &Trainee, code: &str) -> Value {
    trainee.standing(code).await["requirement"]["id"].clone()
}

async fn asked(w: &World, trainee: &Trainee, body: Value) -> String {
    let path = format!("/enrolments/{}/credits", trainee.enrolment);
    let asked = w.supervisor.post(&path, body).await.expect(201);
    asked["credit_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn no_more_is_asked_or_confirmed_than_is_missing() {
    let w = World::new().await;
    let (_, trainee) = w.trainee().await;
    let salons = id_of(&trainee, "salons").await;
    let body = |amount: i64| json!({"requirement_id": salons, "amount": amount, "reason": "在外区参加"});
    let (first, second) = (
        asked(&w, &trainee, body(300)).await,
        asked(&w, &trainee, body(300)).await,
    );
    let confirm = |id: &str| format!("/credits/{id}/confirm");
    w.coordinator.post(&confirm(&first), json!({})).await.expect(200);
    let refused = w
        .coordinator
        .post(&confirm(&second), json!({}))
        .await
        .problem("invalid");
    assert_eq!(
        refused["errors"][0],
        json!({"field": "amount", "code": "more_than_missing"})
    );
    assert_eq!(trainee.have("salons").await, 300);
    let path = format!("/enrolments/{}/credits", trainee.enrolment);
    w.supervisor.post(&path, body(181)).await.problem("invalid");
    w.app.finish().await;
}

// T1: each line and the line that took it back add up to nothing
#[tokio::test]
async fn a_credit_is_refused_taken_back_or_reversed_and_a_paper_too() {
    let w = World::new().await;
    let (_, trainee) = w.trainee().await;
    let salons = id_of(&trainee, "salons").await;
    let body = json!({"requirement_id": salons, "amount": 120, "reason": "在外区参加"});
    let why = json!({"reason": "查无此事"});
    let path = |id: &str, verb: &str| format!("/credits/{id}/{verb}");
    let refused = asked(&w, &trainee, body.clone()).await;
    w.supervisor
        .post(&path(&refused, "reject"), why.clone())
        .await
        .problem("second_person_needed");
    trainee
        .person
        .post(&path(&refused, "reject"), why.clone())
        .await
        .problem("own_record");
    w.coordinator
        .post(&path(&refused, "reject"), why.clone())
        .await
        .expect(200);
    w.coordinator
        .post(&path(&refused, "confirm"), json!({}))
        .await
        .problem("wrong_state");
    let mine = asked(&w, &trainee, body.clone()).await;
    w.coordinator
        .post(&path(&mine, "take-back"), json!({}))
        .await
        .problem("not_allowed");
    w.supervisor
        .post(&path(&mine, "take-back"), json!({}))
        .await
        .expect(200);
    assert_eq!(w.coordinator.get("/credits").await.expect(200)["items"], json!([]));
    let stands = asked(&w, &trainee, body).await;
    w.coordinator
        .post(&path(&stands, "reverse"), why.clone())
        .await
        .problem("wrong_state");
    w.coordinator
        .post(&path(&stands, "confirm"), json!({}))
        .await
        .expect(200);
    assert_eq!(trainee.have("salons").await, 120);
    w.supervisor
        .post(&path(&stands, "reverse"), why.clone())
        .await
        .expect(200);
    assert_eq!(trainee.have("salons").await, 0);
    w.supervisor
        .post(&path(&stands, "reverse"), why.clone())
        .await
        .problem("wrong_state");
    // a waiver, and a paper
    let waive = json!({"requirement_id": id_of(&trainee, "taster").await, "reason": "去年参加过"});
    let to = format!("/enrolments/{}/waivers", trainee.enrolment);
    let waiver = w.supervisor.post(&to, waive).await.expect(201)["credit_id"]
        .as_str()
        .unwrap()
        .to_owned();
    w.coordinator
        .post(&path(&waiver, "confirm"), json!({}))
        .await
        .expect(200);
    assert_eq!(trainee.standing("taster").await["is_waived"], true);
    w.coordinator
        .post(&path(&waiver, "reverse"), why.clone())
        .await
        .expect(200);
    assert_eq!(trainee.standing("taster").await["is_waived"], false);
    let paper = json!({"requirement_id": id_of(&trainee, "recommendation").await, "note": "面谈时看过"});
    let to = format!("/enrolments/{}/evidence", trainee.enrolment);
    w.supervisor.post(&to, paper).await.expect(200);
    let rows = w.coordinator.get(&to).await.expect(200);
    let row = rows["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["by_hand"].is_null())
        .unwrap()
        .clone();
    assert_eq!(
        (&row["by"], &row["note"]),
        (&json!(w.supervisor.nickname), &json!("面谈时看过"))
    );
    let back = format!("/evidence/{}/take-back", row["id"].as_str().unwrap());
    let other = w.app.person(Role::Supervisor, &w.here).await;
    other.post(&back, why.clone()).await.problem("not_allowed");
    w.supervisor.post(&back, why.clone()).await.expect(200);
    w.supervisor.post(&back, why).await.problem("not_found");
    assert_eq!(trainee.have("recommendation").await, 0);
    w.app.finish().await;
}

#[tokio::test]
async fn one_press_counts_once() {
    let w = World::new().await;
    let (_, trainee) = w.trainee().await;
    let path = format!("/enrolments/{}/evidence", trainee.enrolment);
    let paper = json!({"requirement_id": id_of(&trainee, "recommendation").await, "cid": "a-press"});
    w.supervisor.post(&path, paper.clone()).await.expect(200);
    w.supervisor.post(&path, paper).await.expect(200);
    assert_eq!(trainee.have("recommendation").await, 1);
    // and nothing is recorded beyond what is needed
    let again = json!({"requirement_id": id_of(&trainee, "recommendation").await, "cid": "another"});
    w.supervisor.post(&path, again).await.problem("invalid");
    let body = json!({"requirement_id": id_of(&trainee, "salons").await, "amount": 60, "reason": "补"});
    let confirm = format!("/credits/{}/confirm", asked(&w, &trainee, body).await);
    w.coordinator.post(&confirm, json!({"cid": "yes"})).await.expect(200);
    w.coordinator.post(&confirm, json!({"cid": "yes"})).await.expect(200);
    w.coordinator
        .post(&confirm, json!({"cid": "no"}))
        .await
        .problem("wrong_state");
    assert_eq!(trainee.have("salons").await, 60);
    w.app.finish().await;
}

#[tokio::test]
async fn attendance_that_comes_later_replaces_the_credit_for_its_session() {
    let w = World::new().await;
    let (_, trainee) = w.trainee().await;
    let salon = w.held("salon", None, 120).await;
    let body = json!({
        "requirement_id": id_of(&trainee, "salons").await, "amount": 90, "reason": "漏签", "session_id": salon,
    });
    let credit = asked(&w, &trainee, body.clone()).await;
    w.coordinator
        .post(&format!("/credits/{credit}/confirm"), json!({}))
        .await
        .expect(200);
    assert_eq!(trainee.have("salons").await, 90);
    w.attend(&salon, &trainee, "here", "participant", 120).await;
    assert_eq!(trainee.have("salons").await, 120);
    let path = format!("/enrolments/{}/credits", trainee.enrolment);
    let refused = w.supervisor.post(&path, body).await.problem("invalid");
    assert_eq!(refused["errors"][0]["code"], "already_credited");
    w.app.finish().await;
}

#[tokio::test]
async fn notes_are_for_those_who_judge() {
    let w = World::new().await;
    let (_, trainee) = w.trainee().await;
    w.complete(&trainee, 1, &[]).await;
    let path = format!("/enrolments/{}/evidence", trainee.enrolment);
    trainee.person.get(&path).await.problem("own_record");
    w.certified.get(&path).await.problem("not_found");
    let elsewhere = w.app.person(Role::Supervisor, &w.there).await;
    elsewhere.get(&path).await.problem("not_found");
    w.supervisor.get(&path).await.expect(200);
    w.app.finish().await;
}
