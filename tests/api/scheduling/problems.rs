//! Closing things shows what it breaks (scheduling 11).

use crate::support::person::Person;
use crate::support::product::scheduling;
use crate::support::world::{World, session_path};
use serde_json::{Value, json};

fn hit(answer: &Value) -> Vec<(Value, Vec<String>)> {
    let sessions = answer["sessions_hit"].as_array().expect("sessions_hit").iter();
    let rule = |problem: &Value| problem["rule"].as_str().unwrap().to_owned();
    sessions
        .map(|one| {
            (
                one["id"].clone(),
                one["problems"].as_array().unwrap().iter().map(rule).collect(),
            )
        })
        .collect()
}

async fn has_problem(person: &Person, session: &Value) -> Value {
    person.get(&session_path(session)).await.expect(200)["has_problem"].clone()
}

#[tokio::test]
async fn each_way_of_closing_names_the_sessions_that_it_hits() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let tuesday = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let wednesday = studio
        .plan_session(&coordinator, "2026-11-25", "18:30", json!({}))
        .await;
    let other_room = json!({"room_id": studio.rooms[1], "staff": []});
    let beside = studio
        .plan_session(&coordinator, "2026-11-25", "18:30", other_room)
        .await;
    let draft = studio
        .plan_session(&coordinator, "2026-11-24", "10:00", json!({"publish": false}))
        .await;
    let studio_path = format!("/studios/{}", studio.id);

    // a date
    let closed = json!({"date": "2026-11-24", "is_closed": true, "reason": ""});
    let answer = coordinator
        .post(&format!("{studio_path}/exceptions"), closed)
        .await
        .expect(201);
    assert_eq!(
        hit(&answer),
        [(tuesday["id"].clone(), vec!["outside_opening_hours".to_owned()])]
    );
    assert_eq!(has_problem(&coordinator, &tuesday).await, true);
    assert_eq!(has_problem(&coordinator, &draft).await, false);
    // and given back: solved
    coordinator
        .delete(&format!("/exceptions/{}", answer["id"].as_str().unwrap()))
        .await
        .expect(204);
    assert_eq!(has_problem(&coordinator, &tuesday).await, false);

    // the hours of the week
    let until_seven: Vec<Value> = (1..=7)
        .map(|day| json!({"weekday": day, "from": "09:00", "to": "19:00"}))
        .collect();
    let answer = coordinator
        .put(&format!("{studio_path}/opening-rules"), json!({"rules": until_seven}))
        .await
        .expect(200);
    assert_eq!(hit(&answer).len(), 3);
    // what was known is not named again
    let answer = coordinator
        .put(&format!("{studio_path}/opening-rules"), json!({"rules": until_seven}))
        .await
        .expect(200);
    assert_eq!(hit(&answer), []);
    let all_day: Vec<Value> = (1..=7)
        .map(|day| json!({"weekday": day, "from": "00:00", "to": "24:00"}))
        .collect();
    coordinator
        .put(&format!("{studio_path}/opening-rules"), json!({"rules": all_day}))
        .await
        .expect(200);

    // a room: its capacity, and out of use
    let room = format!("/rooms/{}", studio.rooms[0]);
    let answer = coordinator.patch(&room, json!({"capacity": 7})).await.expect(200);
    assert_eq!(hit(&answer).len(), 2);
    let answer = coordinator
        .patch(&room, json!({"capacity": 12, "is_active": false}))
        .await
        .expect(200);
    let both = vec!["place_inactive".to_owned()];
    assert_eq!(
        hit(&answer),
        [
            (tuesday["id"].clone(), both.clone()),
            (wednesday["id"].clone(), both.clone())
        ]
    );
    assert_eq!(has_problem(&coordinator, &beside).await, false);
    coordinator.patch(&room, json!({"is_active": true})).await.expect(200);

    // the studio
    let answer = coordinator
        .patch(&studio_path, json!({"is_active": false}))
        .await
        .expect(200);
    assert_eq!(hit(&answer).len(), 3);
    world.finish().await;
}

#[tokio::test]
async fn a_problem_stays_until_the_session_is_moved_cancelled_or_confirmed() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let mut sessions = vec![];
    for start in ["09:00", "13:00", "18:30"] {
        sessions.push(studio.plan_session(&coordinator, "2026-11-24", start, json!({})).await);
    }
    let room = format!("/rooms/{}", studio.rooms[0]);
    coordinator.patch(&room, json!({"is_active": false})).await.expect(200);
    let [moved, cancelled, kept] = &sessions[..] else {
        panic!("three")
    };
    let shift =
        json!({"row_version": 1, "local_date": "2026-11-24", "local_start": "09:00", "room_id": studio.rooms[1]});
    let answer = coordinator
        .post(&format!("{}/move", session_path(moved)), shift)
        .await
        .expect(200);
    assert_eq!(answer["has_problem"], false);
    let body = json!({"row_version": 1, "reason": "room"});
    let answer = coordinator
        .post(&format!("{}/cancel", session_path(cancelled)), body)
        .await
        .expect(200);
    assert_eq!(answer["has_problem"], false);
    let keep = json!({"row_version": 1, "rule": "place_inactive", "subject_id": studio.rooms[0], "reason": "The painters come later"});
    // only who plans here
    let counsellor = studio.lead(&world).await;
    let keep_path = format!("{}/keep", session_path(kept));
    counsellor.post(&keep_path, keep.clone()).await.problem("not_allowed");
    let answer = coordinator.post(&keep_path, keep.clone()).await.expect(200);
    assert_eq!(answer["has_problem"], false);
    assert_eq!(answer["overrides"][0]["reason"], "The painters come later");
    assert!(answer["may"].as_array().unwrap().contains(&json!("keep")));
    // it is kept for this: another trouble is another decision
    coordinator.patch(&room, json!({"capacity": 3})).await.expect(200);
    assert_eq!(has_problem(&coordinator, kept).await, true);
    // a double booking or a missing qualification is not to be kept
    let wrong = json!({"row_version": 2, "rule": "not_qualified", "subject_id": studio.counsellors[0], "reason": "x"});
    let problem = coordinator.post(&keep_path, wrong).await.problem("invalid");
    assert_eq!(problem["errors"][0]["code"], "not_allowed");
    world.finish().await;
}

// what no change told of, and what was planned before the list was kept, is found by the hourly look
#[tokio::test]
async fn the_hourly_check_finds_problems_that_no_change_reported() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let sql = format!("UPDATE rooms SET is_active = false WHERE id = '{}'", studio.rooms[0]);
    world.begin(&sql).commit();
    assert_eq!(has_problem(&coordinator, &session).await, false);
    world.clock.advance(3_600_000);
    scheduling::find_problems(&studio.rows.db).await.unwrap();
    assert_eq!(has_problem(&coordinator, &session).await, true);
    // whoever may only know that the time is booked sees no mark
    let colleague = world.signed_in(&studio.counsellors[2]).await;
    assert_eq!(has_problem(&colleague, &session).await, false);
    world.finish().await;
}
