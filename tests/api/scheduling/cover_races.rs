//! Many answers at once, over real HTTP.

use super::cover::{cover_path, planned, request_path, staff, tonight};
use super::invariants::{assert_claims_are_sound, assert_history_is_complete};
use crate::support::product::CounsellorStatus;
use crate::support::world::World;
use serde_json::json;

// M1, S1
#[tokio::test(flavor = "multi_thread")]
async fn of_forty_who_say_yes_at_once_one_takes_over_and_thirty_nine_are_told_it_is_filled() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = tonight(&studio, &coordinator).await;
    let mut people = vec![world.signed_in(&studio.counsellors[2]).await];
    for _ in 0..39 {
        let id = studio.counsellor(CounsellorStatus::Certified).await;
        people.push(world.signed_in(&id).await);
    }
    let ill = world.signed_in(&studio.counsellors[1]).await;
    let cover = ill.post(&cover_path(&session), json!({})).await.expect(200);
    assert_eq!(cover["requests"][0]["asked_count"], 40);
    let accept = format!("{}/accept", request_path(&cover));
    let mut tries = tokio::task::JoinSet::new();
    for person in people {
        let path = accept.clone();
        tries.spawn(async move { (person.id.clone(), person.post(&path, json!({})).await) });
    }
    let (mut taken, mut filled) = (vec![], 0);
    for (person, answer) in tries.join_all().await {
        if answer.status == 204 {
            taken.push(person);
        } else {
            answer.problem("cover_filled");
            filled += 1;
        }
    }
    assert_eq!((taken.len(), filled), (1, 39));
    let on_it = staff(&coordinator, &session).await;
    assert!(on_it.contains(&taken[0]) && on_it.len() == 2, "{on_it:?}");
    assert!(!on_it.contains(&studio.counsellors[1].to_string()));
    assert_claims_are_sound(&studio.rows).await;
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

// scheduling case 16, S1, S14
#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_takes_two_overlapping_sessions_at_once_gets_one() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let (third, fourth) = (
        studio.counsellor(CounsellorStatus::Certified).await,
        studio.counsellor(CounsellorStatus::Certified).await,
    );
    let one = planned(&studio, &coordinator, "2026-11-24", "18:00").await;
    let pair = json!([{"person_id": third, "role": "lead"}, {"person_id": fourth, "role": "co_lead"}]);
    let two = studio
        .plan_session(
            &coordinator,
            "2026-11-24",
            "18:30",
            json!({"staff": pair, "room_id": studio.rooms[1]}),
        )
        .await;
    let free = world.signed_in(&studio.counsellors[2]).await;
    let mut paths = vec![];
    for (session, ill) in [(&one, &studio.counsellors[1]), (&two, &fourth)] {
        let person = world.signed_in(ill).await;
        let cover = person.post(&cover_path(session), json!({})).await.expect(200);
        paths.push(format!("{}/accept", request_path(&cover)));
    }
    let mut tries = tokio::task::JoinSet::new();
    for path in paths {
        let person = free.clone();
        tries.spawn(async move { person.post(&path, json!({})).await });
    }
    let answers = tries.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);
    let lost = answers.into_iter().find(|answer| answer.status != 204).unwrap();
    let refused = lost.problem("session_refused");
    assert_eq!(refused["reasons"][0]["rule"], "person_overlap");
    // and the page says so of what they were asked for
    let asked = free.get("/me/asked").await.expect(200);
    assert_eq!(asked["asked"][0]["why_not"][0]["rule"], "person_overlap");
    assert_claims_are_sound(&studio.rows).await;
    world.finish().await;
}
