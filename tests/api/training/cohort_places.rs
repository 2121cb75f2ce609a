//! The places of a cohort: every way of enrolling counts them under the same lock (training 6.11).

use crate::support::product::{Error, Role, db::schema::people};
use crate::support::world::PASSPHRASE;
use crate::support::world::Training;
use diesel::prelude::*;
use serde_json::{Value, json};

fn acceptance(code: &str, nickname: &str) -> Value {
    json!({
        "code": code, "nickname": nickname, "passphrase": PASSPHRASE, "language": "zh",
        "consents": ["attend", "online_rooms", "training_file"],
    })
}

#[tokio::test]
async fn a_code_lets_nobody_into_a_full_cohort_and_leaves_nothing_behind() {
    let training = Training::new().await;
    let (cohort, codes) = training.open_cohort(5).await;
    let path = format!("/cohorts/{cohort}/enrolments");
    for _ in 0..3 {
        let member = training.app.person(Role::Member, &training.here).await;
        training
            .coordinator
            .post(&path, json!({"person_id": member.id}))
            .await
            .expect(201);
    }
    let stranger = training.stranger();
    let answer = stranger
        .post("/invitations/accept", acceptance(&codes[0], "小禾"))
        .await;
    answer.problem("cohort_full");
    let read = training.db.read(|conn| {
        let found: i64 = people::table
            .filter(people::nickname.eq("小禾"))
            .count()
            .get_result(conn)?;
        Ok::<_, Error>(found)
    });
    assert_eq!(read.await.unwrap(), 0);
    // the card still works when there is a place again
    let page = training
        .coordinator
        .get(&format!("/cohorts/{cohort}"))
        .await
        .expect(200);
    let leaves = page["people"][0]["enrolment_id"].as_str().unwrap();
    training
        .coordinator
        .post(&format!("/enrolments/{leaves}/withdraw"), json!({}))
        .await
        .expect(200);
    training.accept_invitation(&codes[0], "小禾").await;
    training.finish().await;
}

#[tokio::test]
async fn a_transfer_needs_a_place_too() {
    let training = Training::new().await;
    let (_, codes) = training.open_cohort(5).await;
    let trainee = training.accept_invitation(&codes[0], "小禾").await;
    let (full, _) = training.open_cohort(6).await;
    let path = format!("/cohorts/{full}/enrolments");
    for _ in 0..3 {
        let member = training.app.person(Role::Member, &training.here).await;
        training
            .coordinator
            .post(&path, json!({"person_id": member.id}))
            .await
            .expect(201);
    }
    let verb = |verb: &str| format!("/enrolments/{}/{verb}", trainee.enrolment);
    trainee.person.post(&verb("pause"), json!({})).await.expect(200);
    let to_full = json!({"cohort_id": full});
    training
        .coordinator
        .post(&verb("resume"), to_full)
        .await
        .problem("cohort_full");
    let back = training.coordinator.post(&verb("resume"), json!({})).await.expect(200);
    assert_eq!(back["cohort"]["intake_no"], 5);
    training.finish().await;
}

#[tokio::test]
async fn many_requests_at_once_fill_no_more_than_the_places() {
    let training = Training::new().await;
    let (cohort, codes) = training.open_cohort(5).await;
    let path = format!("/cohorts/{cohort}/enrolments");
    let mut members = vec![];
    for _ in 0..8 {
        members.push(training.app.person(Role::Member, &training.here).await);
    }
    let direct = members.iter().map(|member| {
        let (path, body) = (path.clone(), json!({"person_id": member.id}));
        async { training.coordinator.post(&{ path }, body).await.status }
    });
    let by_code = codes.iter().enumerate().map(|(at, code)| {
        let stranger = training.stranger();
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
    let page = training
        .coordinator
        .get(&format!("/cohorts/{cohort}"))
        .await
        .expect(200);
    assert_eq!(
        (page["enrolled"].as_i64(), page["people"].as_array().unwrap().len()),
        (Some(3), 3)
    );
    training.finish().await;
}

#[tokio::test]
async fn one_person_enrolled_by_many_at_once_is_enrolled_once_and_nobody_gets_an_error_of_ours() {
    let training = Training::new().await;
    let (one, _) = training.open_cohort(5).await;
    let (other, _) = training.open_cohort(6).await;
    let member = training.app.person(Role::Member, &training.here).await;
    let asks = (0..8).map(|at| {
        let path = format!("/cohorts/{}/enrolments", if at % 2 == 0 { &one } else { &other });
        let body = json!({"person_id": member.id});
        let coordinator = &training.coordinator;
        async move { coordinator.post(&path, body).await.status }
    });
    let mut all = futures_util::future::join_all(asks).await;
    all.sort_unstable();
    assert_eq!(all, [201, 409, 409, 409, 409, 409, 409, 409]);
    training.finish().await;
}

#[tokio::test]
async fn a_cohort_gets_another_name_other_places_and_another_end_with_a_preview() {
    let training = Training::new().await;
    let (cohort, codes) = training.open_cohort(5).await;
    for (at, code) in codes.iter().enumerate() {
        training.accept_invitation(code, &format!("新人{at}")).await;
    }
    let path = format!("/cohorts/{cohort}");
    let before = training.coordinator.get(&path).await.expect(200);
    let elsewhere = training.app.person(Role::Coordinator, &training.there).await;
    elsewhere.patch(&path, json!({"places": 9})).await.problem("not_found");
    training
        .supervisor
        .patch(&path, json!({"places": 9}))
        .await
        .problem("not_allowed");
    let refused = training
        .coordinator
        .patch(&path, json!({"places": 2}))
        .await
        .problem("invalid");
    assert_eq!(refused["errors"][0]["code"], "below_enrolled");
    let early = json!({"ends_on": "2026-12-01"});
    let refused = training.coordinator.patch(&path, early).await.problem("invalid");
    assert_eq!(refused["errors"][0]["code"], "before_last_phase");
    let body = json!({"name": "第五期（夜班）", "places": 4, "ends_on": "2027-12-31", "dry_run": true});
    let shown = training.coordinator.patch(&path, body).await.expect(200);
    assert_eq!((&shown["places"], &shown["effects"]), (&json!(4), &json!([])));
    assert_eq!(
        training.coordinator.get(&path).await.expect(200)["name"],
        before["name"]
    );
    let body = json!({"name": "第五期（夜班）", "places": 4, "ends_on": "2027-12-31"});
    training.coordinator.patch(&path, body).await.expect(200);
    let after = training.coordinator.get(&path).await.expect(200);
    assert_eq!(
        (&after["name"], &after["ends_on"]),
        (&json!("第五期（夜班）"), &json!("2027-12-31"))
    );
    assert_eq!(after["phase_dates"][3]["to"], "2027-12-31");
    let fourth = training.app.person(Role::Member, &training.here).await;
    let enrol = format!("{path}/enrolments");
    training
        .coordinator
        .post(&enrol, json!({"person_id": fourth.id}))
        .await
        .expect(201);
    training.finish().await;
}
