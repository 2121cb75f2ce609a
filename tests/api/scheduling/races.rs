//! Many coordinators at once, over real HTTP.

use super::invariants::{all_claims, assert_claims_are_sound, assert_history_is_complete};
use crate::support::world::{World, merge, session_path};
use serde_json::json;

// S1: two coordinators publish at once
#[tokio::test(flavor = "multi_thread")]
async fn of_forty_coordinators_who_want_one_room_exactly_one_gets_it() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let mut tries = tokio::task::JoinSet::new();
    for nth in 0..40 {
        let (person, mut body) = (coordinator.clone(), studio.session_body("2026-11-24", "18:30"));
        merge(&mut body, json!({"staff": [], "local_start": format!("18:{:02}", nth)}));
        tries.spawn(async move { person.post("/sessions", body).await });
    }
    let answers = tries.join_all().await;
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(made, 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 201) {
        // S14: everybody else is told what they lost against
        let problem = answer.problem("session_refused");
        assert!(problem["reasons"][0]["other_session"]["id"].is_string(), "{problem}");
    }
    assert_eq!(all_claims(&studio.rows).await.len(), 1);
    assert_claims_are_sound(&studio.rows).await;
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

// S1
#[tokio::test(flavor = "multi_thread")]
async fn of_forty_sessions_that_want_one_person_exactly_one_gets_them() {
    let world = World::new().await;
    let studio = world.studio().await;
    let headquarters = world.headquarters().await;
    let mut studios = vec![studio.clone()];
    for _ in 0..4 {
        studios.push(world.neighbouring_studio().await);
    }
    let mut tries = tokio::task::JoinSet::new();
    for nth in 0..40 {
        let own = &studios[nth % studios.len()];
        let mut body = own.session_body("2026-11-24", "18:30");
        let lead = json!([{"person_id": studio.counsellors[0], "role": "lead"}]);
        merge(
            &mut body,
            json!({"staff": lead, "room_id": own.rooms[nth / studios.len() % 2], "people": 5}),
        );
        let person = headquarters.clone();
        tries.spawn(async move { person.post("/sessions", body).await.status });
    }
    let answers = tries.join_all().await;
    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1);
    assert!(
        answers.iter().all(|status| *status == 201 || *status == 409),
        "{answers:?}"
    );
    assert_claims_are_sound(&studio.rows).await;
    world.finish().await;
}

// No request waits for another crosswise: rooms and people are asked for in opposite order, and every request is
// answered by yes or by a reason, never by a fault.
#[tokio::test(flavor = "multi_thread")]
async fn rooms_and_people_asked_for_in_opposite_order_never_deadlock() {
    let world = World::new().await;
    let (here, there) = (world.studio().await, world.neighbouring_studio().await);
    let headquarters = world.headquarters().await;
    let pair: Vec<_> = vec![here.counsellors[0].clone(), there.counsellors[0].clone()];
    let mut tries = tokio::task::JoinSet::new();
    for nth in 0..60usize {
        let studio = if nth % 2 == 0 { &here } else { &there };
        let (first, second) = (&pair[nth / 2 % 2], &pair[(nth / 2 + 1) % 2]);
        let mut body = studio.session_body("2026-11-24", &format!("{:02}:00", 6 + nth % 15));
        let staff = json!([{"person_id": first, "role": "lead"}, {"person_id": second, "role": "co_lead"}]);
        merge(
            &mut body,
            json!({"staff": staff, "room_id": studio.rooms[nth / 4 % 2], "minutes": 60}),
        );
        let person = headquarters.clone();
        tries.spawn(async move { person.post("/sessions", body).await });
    }
    let answers = tries.join_all().await;
    for answer in &answers {
        assert!(
            answer.status == 201 || answer.json["code"] == "session_refused",
            "{}",
            answer.text
        );
    }
    assert!(answers.iter().any(|answer| answer.status == 201));
    assert_claims_are_sound(&here.rows).await;
    assert_history_is_complete(&here.rows).await;
    world.finish().await;
}

// Two moves that swap places at the same moment: both may be refused, but nothing is lost or doubled.
#[tokio::test(flavor = "multi_thread")]
async fn moves_towards_each_other_leave_the_claims_sound() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let mut sessions = vec![];
    for start in ["08:00", "11:00", "14:00", "17:00"] {
        sessions.push(studio.plan_session(&coordinator, "2026-11-24", start, json!({})).await);
    }
    for _ in 0..4 {
        let mut tries = tokio::task::JoinSet::new();
        for (nth, session) in sessions.iter().enumerate() {
            let target = &sessions[(nth + 1) % sessions.len()]["local_start"];
            let person = coordinator.clone();
            let path = session_path(session);
            let room = studio.rooms[nth % 2].clone();
            let target = target.clone();
            tries.spawn(async move {
                let version = person.get(&path).await.expect(200)["row_version"].clone();
                let body =
                    json!({"row_version": version, "local_date": "2026-11-25", "local_start": target, "room_id": room});
                person.post(&format!("{path}/move"), body).await
            });
        }
        for answer in tries.join_all().await {
            assert!(answer.status == 200 || answer.status == 409, "{}", answer.text);
        }
        assert_claims_are_sound(&studio.rows).await;
    }
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}
