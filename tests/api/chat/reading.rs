//! Read markers and unread counts.

use super::{Team, at_full_speed, cid};
use serde_json::json;

#[tokio::test]
async fn unread_counts_what_others_said_after_the_marker() {
    // I12
    let team = Team::meet_with(at_full_speed).await;
    for number in 0..3 {
        team.say(&team.ann, &cid(number), "安").await;
        team.say(&team.bob, &cid(number), "波").await;
    }
    let unread = |person: &crate::support::person::Person| {
        let person = person.clone();
        async move {
            person.get("/chat/rooms").await.expect(200)["items"][0]["unread"]
                .as_i64()
                .unwrap()
        }
    };
    assert_eq!(
        (
            unread(&team.ann).await,
            unread(&team.bob).await,
            unread(&team.chair).await
        ),
        (3, 3, 6)
    );
    let read = team.ann.put(&team.path("/read"), json!({ "no": 3 })).await.expect(200);
    assert_eq!((&read["read_no"], &read["unread"]), (&json!(3), &json!(2)));
    // I13: never back, never beyond what there is
    let read = team.ann.put(&team.path("/read"), json!({ "no": 1 })).await.expect(200);
    assert_eq!((&read["read_no"], &read["unread"]), (&json!(3), &json!(2)));
    let read = team
        .ann
        .put(&team.path("/read"), json!({ "no": 1_000_000 }))
        .await
        .expect(200);
    assert_eq!((&read["read_no"], &read["unread"]), (&json!(6), &json!(0)));
    team.say(&team.bob, &cid(9), "新").await;
    assert_eq!(unread(&team.ann).await, 1);
    team.app.finish().await;
}

#[tokio::test]
async fn unread_stops_at_a_hundred() {
    // I12
    let team = Team::meet_with(at_full_speed).await;
    for number in 0..99 {
        team.say(&team.ann, &cid(number), "一").await;
    }
    let unread = || async { team.bob.get("/chat/rooms").await.expect(200)["items"][0]["unread"].clone() };
    assert_eq!(unread().await, 99);
    for number in 99..103 {
        team.say(&team.ann, &cid(number), "一").await;
    }
    assert_eq!(unread().await, 100);
    team.app.finish().await;
}

#[tokio::test]
async fn markers_of_several_devices_end_at_the_furthest() {
    // I13
    let team = Team::meet_with(at_full_speed).await;
    for number in 0..20 {
        team.say(&team.ann, &cid(number), "一").await;
    }
    let marks = (1..=20).rev().map(|no| {
        let (bob, path) = (team.bob.clone(), team.path("/read"));
        async move {
            bob.put(&path, json!({ "no": no })).await.expect(200)["read_no"]
                .as_i64()
                .unwrap()
        }
    });
    let answers = futures_util::future::join_all(marks).await;
    assert!(answers.contains(&20));
    let room = team.bob.get(&team.path("")).await.expect(200);
    assert_eq!((&room["read_no"], &room["unread"]), (&json!(20), &json!(0)));
    team.app.finish().await;
}
