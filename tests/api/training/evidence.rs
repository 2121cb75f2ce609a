//! What staff record, and credit by hand with a second person.

use crate::support::person::Person;
use crate::support::product::{
    Error, Role,
    db::schema::{enrolments, evidence_items},
};
use crate::support::world::{Trainee, Training};
use diesel::prelude::*;
use serde_json::{Value, json};

async fn requirement(trainee: &Trainee, code: &str) -> Value {
    trainee.requirement(code).await["requirement"]["id"].clone()
}

async fn record(person: &Person, trainee: &Trainee, requirement: &Value) -> crate::support::app::Answer {
    let path = format!("/enrolments/{}/evidence", trainee.enrolment);
    person.post(&path, json!({"requirement_id": requirement})).await
}

#[tokio::test]
async fn staff_record_a_paper_and_nobody_records_their_own() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let pledge = requirement(&trainee, "confidentiality_pledge").await;
    record(&trainee.person, &trainee, &pledge).await.problem("own_record");
    record(&training.certified, &trainee, &pledge)
        .await
        .problem("not_found");
    let elsewhere = training.app.person(Role::Supervisor, &training.there).await;
    record(&elsewhere, &trainee, &pledge).await.problem("not_found");
    record(&training.supervisor, &trainee, &pledge).await.expect(200);
    assert_eq!(trainee.credited("confidentiality_pledge").await, 1);
    training.finish().await;
}

#[tokio::test]
async fn hours_of_sessions_cannot_be_typed_and_later_phases_wait() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let salons = requirement(&trainee, "salons").await;
    let refused = record(&training.supervisor, &trainee, &salons).await.problem("invalid");
    assert_eq!(refused["errors"][0]["code"], "comes_from_sessions");
    let role_plays = requirement(&trainee, "role_plays").await;
    record(&training.supervisor, &trainee, &role_plays)
        .await
        .problem("wrong_state");
    let path = format!("/enrolments/{}/evidence", trainee.enrolment);
    let body = json!({"requirement_id": salons, "note": "11010519491231002X"});
    training.supervisor.post(&path, body).await.problem("refused_content"); // safety 22
    training.finish().await;
}

#[tokio::test]
async fn credit_by_hand_needs_a_reason_and_a_second_person() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let salons = requirement(&trainee, "salons").await;
    let path = format!("/enrolments/{}/credits", trainee.enrolment);
    let body = |reason: &str| json!({"requirement_id": salons, "amount": 120, "reason": reason});
    training.supervisor.post(&path, body(" ")).await.problem("invalid");
    trainee
        .person
        .post(&path, body("在外区参加"))
        .await
        .problem("own_record");
    let asked = training.supervisor.post(&path, body("在外区参加")).await.expect(201);
    assert_eq!(asked["state"], "waiting_for_second");
    assert_eq!(trainee.credited("salons").await, 0);
    let confirm = format!("/credits/{}/confirm", asked["credit_id"].as_str().unwrap());
    training
        .supervisor
        .post(&confirm, json!({}))
        .await
        .problem("second_person_needed");
    trainee.person.post(&confirm, json!({})).await.problem("own_record");
    let elsewhere = training.app.person(Role::Coordinator, &training.there).await;
    elsewhere.post(&confirm, json!({})).await.problem("not_found");
    let waiting = training.coordinator.get("/credits").await.expect(200);
    assert_eq!(waiting["items"][0]["i_may_confirm"], true);
    assert_eq!(
        training.supervisor.get("/credits").await.expect(200)["items"][0]["i_may_confirm"],
        false
    );
    assert_eq!(elsewhere.get("/credits").await.expect(200)["items"], json!([]));
    training.coordinator.post(&confirm, json!({})).await.expect(200);
    training
        .coordinator
        .post(&confirm, json!({}))
        .await
        .problem("wrong_state");
    assert_eq!(trainee.credited("salons").await, 120);
    training.finish().await;
}

#[tokio::test]
async fn prior_learning_meets_a_requirement_when_two_people_approve_it() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let taster = requirement(&trainee, "taster").await;
    let path = format!("/enrolments/{}/waivers", trainee.enrolment);
    let body = json!({"requirement_id": taster, "reason": "去年参加过"});
    let elsewhere = training.app.person(Role::Coordinator, &training.there).await;
    elsewhere.post(&path, body.clone()).await.problem("not_found");
    training.certified.post(&path, body.clone()).await.problem("not_found");
    trainee.person.post(&path, body.clone()).await.problem("own_record");
    let asked = training.coordinator.post(&path, body).await.expect(201);
    assert_eq!(trainee.requirement("taster").await["is_waived"], false);
    let confirm = format!("/credits/{}/confirm", asked["credit_id"].as_str().unwrap());
    training
        .coordinator
        .post(&confirm, json!({}))
        .await
        .problem("second_person_needed");
    trainee.person.post(&confirm, json!({})).await.problem("own_record");
    elsewhere.post(&confirm, json!({})).await.problem("not_found");
    assert_eq!(trainee.requirement("taster").await["is_waived"], false);
    training.supervisor.post(&confirm, json!({})).await.expect(200);
    let standing = trainee.requirement("taster").await;
    assert_eq!(
        (&standing["is_waived"], &standing["missing"]),
        (&json!(true), &json!(0))
    );
    training.finish().await;
}

// two observation rubrics by two different observers
#[tokio::test]
async fn what_two_people_must_see_is_not_recorded_twice_by_one() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let in_practice = training.db.write(|tx| {
        diesel::update(enrolments::table)
            .set(enrolments::open_phase.eq(3))
            .execute(tx.conn())?;
        Ok::<_, Error>(())
    });
    in_practice.await.unwrap();
    let rubrics = requirement(&trainee, "observation_rubrics").await;
    record(&training.supervisor, &trainee, &rubrics).await.expect(200);
    record(&training.supervisor, &trainee, &rubrics)
        .await
        .problem("same_recorder");
    record(&training.coordinator, &trainee, &rubrics).await.expect(200);
    training.finish().await;
}

// safety 60: what staff write about a trainee is sealed
#[tokio::test]
async fn a_note_about_a_trainee_stands_nowhere_in_clear() {
    const NOTE: &str = "他说晚上睡得不好";
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let pledge = requirement(&trainee, "confidentiality_pledge").await;
    let path = format!("/enrolments/{}/evidence", trainee.enrolment);
    training
        .supervisor
        .post(&path, json!({"requirement_id": pledge, "note": NOTE}))
        .await
        .expect(200);
    let notes = async || {
        let read = training.db.read(|conn| {
            let columns = (evidence_items::id, evidence_items::sealed_note);
            Ok::<_, Error>(
                evidence_items::table
                    .select(columns)
                    .load::<(String, Option<Vec<u8>>)>(conn)?,
            )
        });
        read.await.unwrap()
    };
    let rows = notes().await;
    let [(id, Some(sealed))] = &rows[..] else {
        panic!("{rows:?}")
    };
    assert_eq!(training.keys.open_text("evidence_items", id, sealed).unwrap(), NOTE);
    assert!(training.keys.open("evidence_items", "another", sealed).is_err());
    training.finish().await;
}
