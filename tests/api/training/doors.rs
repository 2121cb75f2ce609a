//! The places of a cohort: every door counts them under the same lock (training 6.11).

use super::world::World;
use crate::support::people::PASSPHRASE;
use crate::support::product::{Error, Role, db::schema::people};
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

#[tokio::test]
async fn a_cohort_gets_another_name_other_places_and_another_end_with_a_preview() {
    let w = World::new().await;
    let (cohort, codes) = w.cohort(5).await;
    for (at, code) in codes.iter().enumerate() {
        w.accept(code, &format!("新人{at}")).await;
    }
    let path = format!("/cohorts/{cohort}");
    let before = w.coordinator.get(&path).await.expect(200);
    let elsewhere = w.app.person(Role::Coordinator, &w.there).await;
    elsewhere.patch(&path, json!({"places": 9})).await.problem("not_found");
    w.supervisor
        .patch(&path, json!({"places": 9}))
        .await
        .problem("not_allowed");
    let refused = w
        .coordinator
        .patch(&path, json!({"places": 2}))
        .await
        .problem("invalid");
    assert_eq!(refused["errors"][0]["code"], "below_enrolled");
    let early = json!({"ends_on": "2026-12-01"});
    let refused = w.coordinator.patch(&path, early).await.problem("invalid");
    assert_eq!(refused["errors"][0]["code"], "before_last_phase");
    let body = json!({"name": "第五期（夜班）", "places": 4, "ends_on": "2027-12-31", "dry_run": true});
    let shown = w.coordinator.patch(&path, body).await.expect(200);
    assert_eq!((&shown["places"], &shown["effects"]), (&json!(4), &json!([])));
    assert_eq!(w.coordinator.get(&path).await.expect(200)["name"], before["name"]);
    let body = json!({"name": "第五期（夜班）", "places": 4, "ends_on": "2027-12-31"});
    w.coordinator.patch(&path, body).await.expect(200);
    let after = w.coordinator.get(&path).await.expect(200);
    assert_eq!(
        (&after["name"], &after["ends_on"]),
        (&json!("第五期（夜班）"), &json!("2027-12-31"))
    );
    assert_eq!(after["phase_dates"][3]["to"], "2027-12-31");
    let fourth = w.app.person(Role::Member, &w.here).await;
    let enrol = format!("{path}/enrolments");
    w.coordinator
        .post(&enrol, json!({"person_id": fourth.id}))
        .await
        .expect(201);
    w.app.finish().await;
}
