//! What is offered can be booked at once, and what can be booked is offered (training 6.10).

use crate::support::product::{
    DAY, EnrolmentId, Error, HOUR, PersonId, Role, SessionId, accounts,
    db::schema::{enrolments, phase_events},
    mint,
};
use crate::support::world::{NewSession, Trainee, Training};
use diesel::prelude::*;
use serde_json::{Value, json};

/// A trainee in this phase, provisional as the gates before would have made them.
pub async fn in_phase(training: &Training, phase: i64) -> Trainee {
    let (_, trainee) = training.enrol_trainee().await;
    let id = EnrolmentId::parse(&trainee.enrolment).unwrap();
    let person = PersonId::parse(&trainee.person.id).unwrap();
    let (clock, chance) = (training.clock.clone(), training.chance.clone());
    let write = training.db.write(move |tx| {
        diesel::update(enrolments::table.find(&id))
            .set(enrolments::open_phase.eq(phase))
            .execute(tx.conn())?;
        diesel::insert_into(phase_events::table)
            .values((
                phase_events::id.eq(mint(&clock, &chance)),
                phase_events::enrolment_id.eq(&id),
                phase_events::phase.eq(phase),
                phase_events::kind.eq("entered"),
                phase_events::at.eq(clock.now()),
            ))
            .execute(tx.conn())?;
        use crate::support::product::{CounsellorStatus, QualifiedBy};
        let source = (QualifiedBy::Gate, "of-a-test");
        let kind = CounsellorStatus::Provisional;
        accounts::qualify_in(tx, &person, kind, source)?;
        Ok::<_, Error>(())
    });
    write.await.unwrap();
    trainee
}

async fn coming(training: &Training, type_code: &str, days: i64, minutes: i64) -> SessionId {
    training
        .insert_session(NewSession {
            type_code,
            module: None,
            cohort: None,
            starts_at: training.clock.now() + days * DAY + HOUR,
            minutes,
            state: "published",
        })
        .await
}

async fn offered(trainee: &Trainee, code: &str) -> Vec<Value> {
    trainee.requirement(code).await["could_give"]
        .as_array()
        .unwrap()
        .clone()
}

#[tokio::test]
async fn every_practice_place_and_peer_talk_is_offered_and_can_be_booked() {
    let training = Training::new().await;
    let trainee = in_phase(&training, 3).await;
    let group = coming(&training, "peer_group_open", 2, 90).await;
    let talk = coming(&training, "peer_talk", 3, 50).await;
    for (code, session, place) in [
        ("observed", &group, "observer"),
        ("co_led", &group, "co_lead"),
        ("led_while_observed", &group, "lead"),
        ("peer_talks", &talk, "lead"),
    ] {
        let offers = offered(&trainee, code).await;
        assert_eq!(offers.len(), 1, "{code}");
        assert_eq!(offers[0]["id"], json!(session), "{code}");
        let path = format!("/sessions/{session}/places/me");
        trainee.person.post(&path, json!({"place": place})).await.expect(200);
        assert_eq!(offered(&trainee, code).await, [] as [Value; 0], "{code} is booked");
        let standing = trainee.requirement(code).await;
        assert_eq!(standing["booked"][0]["id"], json!(session));
        let to_book = standing["missing"].as_i64().unwrap() - 1;
        assert_eq!(standing["to_book"], json!(to_book));
        assert!(trainee.person.delete(&path).await.status < 300);
    }
    training.finish().await;
}

#[tokio::test]
async fn a_claimed_time_is_not_offered_and_whoever_has_booked_enough_is_offered_no_more() {
    let training = Training::new().await;
    let trainee = in_phase(&training, 3).await;
    let group = coming(&training, "peer_group_open", 2, 90).await;
    let same_time = coming(&training, "growth_group", 2, 90).await;
    let path = format!("/sessions/{group}/places/me");
    trainee
        .person
        .post(&path, json!({"place": "observer"}))
        .await
        .expect(200);
    for code in ["observed", "co_led", "led_while_observed"] {
        let ids: Vec<Value> = offered(&trainee, code)
            .await
            .iter()
            .map(|one| one["id"].clone())
            .collect();
        assert!(!ids.contains(&json!(same_time)), "{code}");
    }
    let path = format!("/sessions/{same_time}/places/me");
    let refused = trainee.person.post(&path, json!({"place": "observer"})).await;
    refused.problem("session_refused");
    for days in 4..8 {
        coming(&training, "salon", days, 120).await;
    }
    let missing = trainee.requirement("observed").await["missing"].as_i64().unwrap();
    for one in offered(&trainee, "observed").await.iter().take(missing as usize - 1) {
        let path = format!("/sessions/{}/places/me", one["id"].as_str().unwrap());
        trainee
            .person
            .post(&path, json!({"place": "observer"}))
            .await
            .expect(200);
    }
    let standing = trainee.requirement("observed").await;
    assert_eq!((&standing["to_book"], &standing["could_give"]), (&json!(0), &json!([])));
    training.finish().await;
}

// whoever has no place anywhere sees where they may come
#[tokio::test]
async fn a_member_sees_the_next_open_groups_of_their_district_and_of_no_other() {
    let training = Training::new().await;
    let (cohort, _) = training.open_cohort(5).await;
    let group = coming(&training, "peer_group_open", 2, 90).await;
    coming(&training, "growth_group", 2, 90).await; // closed
    coming(&training, "salon", 20, 120).await; // too far ahead
    let of_intake = NewSession {
        type_code: "salon",
        module: None,
        cohort: Some(&cohort),
        starts_at: training.clock.now() + DAY,
        minutes: 120,
        state: "published",
    };
    training.insert_session(of_intake).await;
    let member = training.app.person(Role::Member, &training.here).await;
    let page = member.get("/groups/coming").await.expect(200);
    let ids: Vec<&Value> = page["items"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, [&json!(group)]);
    assert_eq!(page["items"][0]["studio"], "青禾工作室");
    let elsewhere = training.app.person(Role::Member, &training.there).await;
    assert_eq!(elsewhere.get("/groups/coming").await.expect(200)["items"], json!([]));
    assert_eq!(training.stranger().get("/groups/coming").await.status, 401);
    training.finish().await;
}
