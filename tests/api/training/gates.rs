//! Reviews: complete first, two different people, a frozen evaluation, phases in order.

use crate::support::product::{Error, Role, db::schema::phase_events};
use crate::support::world::{Training, sign_gate};
use diesel::prelude::*;
use serde_json::json;

// T4
#[tokio::test]
async fn a_review_is_asked_for_only_when_nothing_mandatory_is_missing() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    training.meet_requirements(&trainee, 1, &["recommendation"]).await;
    let path = format!("/enrolments/{}/phases/1/request-review", trainee.enrolment);
    let refused = trainee
        .person
        .post(&path, json!({}))
        .await
        .problem("requirements_missing");
    assert_eq!(refused["missing"], json!(["recommendation"]));
    training.meet_requirements(&trainee, 1, &[]).await;
    assert_eq!(trainee.progress().await["phases"][0]["state"], "requirements_met");
    training.request_review(&trainee, 1).await;
    assert_eq!(trainee.progress().await["phases"][0]["state"], "in_review");
    trainee.person.post(&path, json!({})).await.problem("wrong_state");
    training.finish().await;
}

#[tokio::test]
async fn each_signer_sees_how_many_gates_wait_for_them_and_nobody_else_does() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    training.meet_requirements(&trainee, 1, &[]).await;
    let gate = training.request_review(&trainee, 1).await;
    let elsewhere = training.app.person(Role::Supervisor, &training.there).await;
    let counts = async || {
        let mut found = vec![];
        for who in [
            &training.supervisor,
            &training.coordinator,
            &elsewhere,
            &training.certified,
            &trainee.person,
        ] {
            let answer = who.get("/gates/to-sign").await.expect(200);
            let ids: Vec<_> = answer["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["id"].clone())
                .collect();
            let count = answer["count"].as_u64().unwrap() as usize;
            assert_eq!(ids, vec![json!(gate); count]);
            found.push(count);
        }
        found
    };
    assert_eq!(counts().await, [1, 1, 0, 0, 0]);
    sign_gate(&training.supervisor, &gate, 0).await.expect(200);
    assert_eq!(counts().await, [0, 1, 0, 0, 0]);
    sign_gate(&training.coordinator, &gate, 1).await.expect(200);
    assert_eq!(counts().await, [0, 0, 0, 0, 0]);
    training.finish().await;
}

// T4, T5
#[tokio::test]
async fn two_different_people_sign_and_the_next_phase_opens() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    training.meet_requirements(&trainee, 1, &[]).await;
    let gate = training.request_review(&trainee, 1).await;
    sign_gate(&trainee.person, &gate, 0)
        .await
        .problem("may_not_sign_own_gate");
    sign_gate(&training.coordinator, &gate, 0)
        .await
        .problem("not_your_label");
    sign_gate(&training.certified, &gate, 0).await.problem("not_found");
    let row = sign_gate(&training.supervisor, &gate, 0).await.expect(200);
    assert_eq!(
        (&row["signed"], &row["needed"], &row["why_not"]),
        (&json!(1), &json!(2), &json!("signed"))
    );
    sign_gate(&training.supervisor, &gate, 1)
        .await
        .problem("already_signed");
    let progress = trainee.progress().await;
    let waiting = &progress["phases"][0]["gate"]["waiting_on"];
    assert_eq!(waiting[0]["who"], json!([training.coordinator.nickname]));
    assert_eq!(progress["phases"][1]["state"], "locked");
    sign_gate(&training.coordinator, &gate, 1).await.expect(200);
    let progress = trainee.progress().await;
    assert_eq!(progress["phases"][0]["state"], "approved");
    assert_eq!(progress["phases"][1]["state"], "open");
    assert_eq!(progress["phases"][2]["state"], "locked");
    sign_gate(&training.supervisor, &gate, 0)
        .await
        .problem("already_signed");
    training.finish().await;
}

#[tokio::test]
async fn a_notice_does_not_ask_for_what_is_signed() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let other = training.app.person(Role::Supervisor, &training.here).await;
    training.meet_requirements(&trainee, 1, &[]).await;
    let gate = training.request_review(&trainee, 1).await;
    let unread = async |person: &crate::support::person::Person| {
        let page = person.get("/notices").await.expect(200);
        let items = page["items"].as_array().unwrap().clone();
        let waits = items
            .iter()
            .filter(|n| n["kind"] == "gate_waiting" && n["is_read"] == false);
        waits.count()
    };
    assert_eq!((unread(&training.supervisor).await, unread(&other).await), (1, 1));
    sign_gate(&training.supervisor, &gate, 0).await.expect(200);
    assert_eq!(
        (unread(&training.supervisor).await, unread(&training.coordinator).await),
        (0, 1)
    );
    sign_gate(&training.coordinator, &gate, 1).await.expect(200);
    assert_eq!((unread(&other).await, unread(&training.coordinator).await), (0, 0));
    training.finish().await;
}

// T4
#[tokio::test]
async fn what_goes_missing_during_the_review_stops_the_signature() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    training.meet_requirements(&trainee, 1, &["taster"]).await;
    let taster = training.hold_session("class", Some("taster"), 120).await;
    training
        .record_attendance(&taster, &trainee, "here", "participant", 120)
        .await;
    let gate = training.request_review(&trainee, 1).await;
    sign_gate(&training.supervisor, &gate, 0).await.expect(200);
    training
        .record_attendance(&taster, &trainee, "not_seen", "participant", 0)
        .await;
    let refused = sign_gate(&training.coordinator, &gate, 1)
        .await
        .problem("requirements_missing");
    assert_eq!(refused["missing"], json!(["taster"]));
    training
        .record_attendance(&taster, &trainee, "here", "participant", 120)
        .await;
    sign_gate(&training.coordinator, &gate, 1).await.expect(200);
    // the approval is proved by the copy that was frozen with it
    let frozen = training.db.read(|conn| {
        let approved = phase_events::table.filter(phase_events::kind.eq("approved"));
        let rows: Vec<Option<String>> = approved.select(phase_events::evaluation).load(conn)?;
        Ok::<_, Error>(rows)
    });
    let frozen: Vec<_> = frozen.await.unwrap();
    let frozen: serde_json::Value = serde_json::from_str(frozen[0].as_deref().unwrap()).unwrap();
    assert_eq!(frozen["missing"], json!([]));
    assert_eq!(frozen["requirements"]["taster"]["have"], 120);
    training.finish().await;
}

#[tokio::test]
async fn a_returned_gate_names_the_next_step_and_the_review_can_be_requested_again() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    training.meet_requirements(&trainee, 1, &[]).await;
    let gate = training.request_review(&trainee, 1).await;
    let path = format!("/gates/{gate}/sign");
    let body = json!({"label_index": 0, "decision": "return"});
    training.supervisor.post(&path, body).await.problem("because_required");
    let body = json!({"label_index": 0, "decision": "return", "because": "请再谈一次准备度"});
    training.supervisor.post(&path, body).await.expect(200);
    let progress = trainee.progress().await;
    assert_eq!(progress["phases"][0]["gate"]["returned_because"], "请再谈一次准备度");
    assert_eq!(progress["phases"][0]["state"], "requirements_met");
    sign_gate(&training.coordinator, &gate, 1).await.problem("wrong_state");
    let again = training.request_review(&trainee, 1).await;
    assert_ne!(again, gate);
    training.sign_gate_by_both(&again).await;
    assert_eq!(trainee.progress().await["phases"][1]["state"], "open");
    training.finish().await;
}

// M16, T4: who pauses or has left is not judged meanwhile
#[tokio::test]
async fn a_review_rests_while_its_trainee_pauses_and_ends_with_a_withdrawal() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    training.meet_requirements(&trainee, 1, &[]).await;
    let gate = training.request_review(&trainee, 1).await;
    sign_gate(&training.supervisor, &gate, 0).await.expect(200);
    let verb = |verb: &str| format!("/enrolments/{}/{verb}", trainee.enrolment);
    let waiting = || async {
        let queue = training.coordinator.get("/gates?state=in_review").await.expect(200);
        queue["items"].as_array().unwrap().len()
    };
    assert_eq!(waiting().await, 1);
    trainee.person.post(&verb("pause"), json!({})).await.expect(200);
    assert_eq!(waiting().await, 0);
    sign_gate(&training.coordinator, &gate, 1).await.problem("wrong_state");
    trainee.person.post(&verb("resume"), json!({})).await.expect(200);
    assert_eq!(waiting().await, 1);
    trainee.person.post(&verb("withdraw"), json!({})).await.expect(200);
    assert_eq!(waiting().await, 0);
    sign_gate(&training.coordinator, &gate, 1).await.problem("wrong_state");
    let seen = training
        .coordinator
        .get(&format!("/enrolments/{}", trainee.enrolment))
        .await
        .expect(200);
    assert_eq!(
        seen["phases"][1]["state"], "locked",
        "the last signature opened nothing"
    );
    training.finish().await;
}

// M11
#[tokio::test]
async fn the_queue_shows_a_review_to_those_who_look_after_it() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    training.meet_requirements(&trainee, 1, &[]).await;
    let gate = training.request_review(&trainee, 1).await;
    let queue = training.supervisor.get("/gates?state=in_review").await.expect(200);
    assert_eq!(queue["items"][0]["id"], gate.as_str());
    assert_eq!(queue["items"][0]["i_may_sign"], true);
    let page = training.supervisor.get(&format!("/gates/{gate}")).await.expect(200);
    assert_eq!(page["labels"][0]["i_may"], true);
    assert_eq!(page["labels"][1]["i_may"], false);
    assert_eq!(page["progress"]["nickname"], "小禾");
    let elsewhere = training.app.person(Role::Supervisor, &training.there).await;
    assert_eq!(elsewhere.get("/gates").await.expect(200)["items"], json!([]));
    elsewhere.get(&format!("/gates/{gate}")).await.problem("not_found");
    sign_gate(&elsewhere, &gate, 0).await.problem("not_found");
    assert_eq!(training.certified.get("/gates").await.expect(200)["items"], json!([]));
    training
        .certified
        .get(&format!("/gates/{gate}"))
        .await
        .problem("not_found");
    training.finish().await;
}

// T4, T12
#[tokio::test]
async fn the_second_gate_makes_a_provisional_counsellor_whose_practice_counts() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    training.meet_requirements(&trainee, 1, &[]).await;
    let gate = training.request_review(&trainee, 1).await;
    training.sign_gate_by_both(&gate).await;
    training.meet_requirements(&trainee, 2, &[]).await;
    let gate = training.request_review(&trainee, 2).await;
    for (person, index) in [(&training.coordinator, 0), (&training.supervisor, 1)] {
        sign_gate(person, &gate, index).await.expect(200);
    }
    let progress = trainee.progress().await;
    assert_eq!(progress["status"], "provisional");
    assert_eq!(
        trainee.person.get("/me").await.expect(200)["counsellor_status"],
        "provisional"
    );
    let group = training.hold_session("peer_group_open", None, 90).await;
    training
        .record_attendance(&group, &trainee, "here", "co_lead", 90)
        .await;
    assert_eq!(trainee.credited("co_led").await, 1);
    training.finish().await;
}
