//! The places of a cohort: every door counts them under the same lock (training 6.11).

use super::world::World;
use crate::support::people::PASSPHRASE;
use diesel::prelude::*;
use serde_json::{Value, json};
use tongxing::accounts::model::Role;
use tongxing::db::schema::people;
use tongxing::error::Error;

fn acceptance(code: &str, nickname: &str) -> Value {
    json!({
        "code": code, "nickname": nickname, "passphrase": PASSPHRASE, "language": "zh",
        "consents": ["attend", "online_rooms", "training_file"],
    })
}

#[tokio::test]
async fn a_code_lets_nobody_into_a_full_cohort_and_leaves_nothing_behind() {
    let w = World::new().await;
    let (cohort, codes) = w.cohort(5).await;
    let path = format!("/cohorts/{cohort}/enrolments");
    for _ in 0..3 {
        let member = w.app.person(Role::Member, &w.here).await;
        w.coordinator
            .post(&path, json!({"person_id": member.id}))
            .await
            .expect(201);
    }
    let stranger = w.app.stranger();
    let answer = stranger
        .post("/invitations/accept", acceptance(&codes[0], "小禾"))
        .await;
    answer.problem("cohort_full");
    let read = w.app.db.read(|conn| {
        let found: i64 = people::table
            .filter(people::nickname.eq("小禾"))
            .count()
            .get_result(conn)?;
        Ok::<_, Error>(found)
    });
    assert_eq!(read.await.unwrap(), 0);
    // the card still works when there is a place again
    let page = w.coordinator.get(&format!("/cohorts/{cohort}")).await.expect(200);
    let leaves = page["people"][0]["enrolment_id"].as_str().unwrap();
    w.coordinator
        .post(&format!("/enrolments/{leaves}/withdraw"), json!({}))
        .await
        .expect(200);
    w.accept(&codes[0], "小禾").await;
    w.app.finish().await;
}

#[tokio::test]
async fn a_transfer_needs_a_place_too() {
    let w = World::new().await;
    let (_, codes) = w.cohort(5).await;
    let trainee = w.accept(&codes[0], "小禾").await;
    let (full, _) = w.cohort(6).await;
    let path = format!("/cohorts/{full}/enrolments");
    for _ in 0..3 {
        let member = w.app.person(Role::Member, &w.here).await;
        w.coordinator
            .post(&path, json!({"person_id": member.id}))
            .await
            .expect(201);
    }
    let verb = |verb: &str| format!("/enrolments/{}/{verb}", trainee.enrolment);
    trainee.person.post(&verb("pause"), json!({})).await.expect(200);
    let to_full = json!({"cohort_id": full});
    w.coordinator
        .post(&verb("resume"), to_full)
        .await
        .problem("cohort_full");
    let back = w.coordinator.post(&verb("resume"), json!({})).await.expect(200);
    assert_eq!(back["cohort"]["intake_no"], 5);
    w.app.finish().await;
}

#[tokio::test]
async fn many_at_the_same_moment_take_no_more_than_the_places() {
    let w = World::new().await;
    let (cohort, codes) = w.cohort(5).await;
    let path = format!("/cohorts/{cohort}/enrolments");
    let mut members = vec![];
    for _ in 0..8 {
        members.push(w.app.person(Role::Member, &w.here).await);
    }
    let direct = members.iter().map(|member| {
        let (path, body) = (path.clone(), json!({"person_id": member.id}));
        async { w.coordinator.post(&{ path }, body).await.status }
    });
    let by_code = codes.iter().enumerate().map(|(at, code)| {
        let stranger = w.app.stranger();
        let body = acceptance(code, &format!("新人{at}"));
        async move { stranger.post("/invitations/accept", body).await.status }
    });
    let (direct, by_code) = tokio::join!(
        futures_util::future::join_all(direct),
        futures_util::future::join_all(by_code)
    );
    let all: Vec<u16> = direct.into_iter().chain(by_code).collect();
    let taken = all.iter().filter(|status| (200..300).contains(*status)).count();
    assert_eq!(taken, 3, "{all:?}");
    assert!(all.iter().all(|status| [200, 201, 409].contains(status)), "{all:?}");
    let page = w.coordinator.get(&format!("/cohorts/{cohort}")).await.expect(200);
    assert_eq!(
        (page["enrolled"].as_i64(), page["people"].as_array().unwrap().len()),
        (Some(3), 3)
    );
    w.app.finish().await;
}

#[tokio::test]
async fn one_person_enrolled_by_many_at_once_is_enrolled_once_and_nobody_gets_an_error_of_ours() {
    let w = World::new().await;
    let (one, _) = w.cohort(5).await;
    let (other, _) = w.cohort(6).await;
    let member = w.app.person(Role::Member, &w.here).await;
    let asks = (0..8).map(|at| {
        let path = format!("/cohorts/{}/enrolments", if at % 2 == 0 { &one } else { &other });
        let body = json!({"person_id": member.id});
        let coordinator = &w.coordinator;
        async move { coordinator.post(&path, body).await.status }
    });
    let mut all = futures_util::future::join_all(asks).await;
    all.sort_unstable();
    assert_eq!(all, [201, 409, 409, 409, 409, 409, 409, 409]);
    w.app.finish().await;
}
