//! Read markers and unread counts.

use crate::support::world::{TeamRoom, at_full_speed, cid};
use serde_json::json;

#[tokio::test]
async fn unread_counts_messages_of_others_after_the_read_marker() {
    // I12
    let team = TeamRoom::open_with(at_full_speed).await;
    for number in 0..3 {
        team.post_message(&team.dafeng, &cid(number), "安").await;
        team.post_message(&team.damu, &cid(number), "波").await;
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
            unread(&team.dafeng).await,
            unread(&team.damu).await,
            unread(&team.coordinator).await
        ),
        (3, 3, 6)
    );
    let read = team
        .dafeng
        .put(&team.path("/read"), json!({ "no": 3 }))
        .await
        .expect(200);
    assert_eq!((&read["read_no"], &read["unread"]), (&json!(3), &json!(2)));
    // I13: never back, never beyond what there is
    let read = team
        .dafeng
        .put(&team.path("/read"), json!({ "no": 1 }))
        .await
        .expect(200);
    assert_eq!((&read["read_no"], &read["unread"]), (&json!(3), &json!(2)));
    let read = team
        .dafeng
        .put(&team.path("/read"), json!({ "no": 1_000_000 }))
        .await
        .expect(200);
    assert_eq!((&read["read_no"], &read["unread"]), (&json!(6), &json!(0)));
    team.post_message(&team.damu, &cid(9), "新").await;
    assert_eq!(unread(&team.dafeng).await, 1);
    team.finish().await;
}

#[tokio::test]
async fn unread_stops_at_a_hundred() {
    // I12
    let team = TeamRoom::open_with(at_full_speed).await;
    for number in 0..99 {
        team.post_message(&team.dafeng, &cid(number), "一").await;
    }
    let unread = || async { team.damu.get("/chat/rooms").await.expect(200)["items"][0]["unread"].clone() };
    assert_eq!(unread().await, 99);
    for number in 99..103 {
        team.post_message(&team.dafeng, &cid(number), "一").await;
    }
    assert_eq!(unread().await, 100);
    team.finish().await;
}

#[tokio::test]
async fn markers_of_several_devices_end_at_the_furthest() {
    // I13
    let team = TeamRoom::open_with(at_full_speed).await;
    for number in 0..20 {
        team.post_message(&team.dafeng, &cid(number), "一").await;
    }
    let marks = (1..=20).rev().map(|no| {
        let (bob, path) = (team.damu.clone(), team.path("/read"));
        async move {
            bob.put(&path, json!({ "no": no })).await.expect(200)["read_no"]
                .as_i64()
                .unwrap()
        }
    });
    let answers = futures_util::future::join_all(marks).await;
    assert!(answers.contains(&20));
    let room = team.damu.get(&team.path("")).await.expect(200);
    assert_eq!((&room["read_no"], &room["unread"]), (&json!(20), &json!(0)));
    team.finish().await;
}

#[tokio::test]
async fn a_deleted_or_hidden_message_is_not_unread_and_counts_again_when_it_is_shown() {
    // I12: the number of visible messages by others after the marker, counted from what was done
    let team = TeamRoom::open_with(at_full_speed).await;
    let name = team.damu.nickname.clone();
    let mut messages = vec![];
    for number in 0..8 {
        let text = format!("@{name} {number}");
        messages.push(
            team.post_message(&team.dafeng, &cid(number), &text).await["m"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    let mut visible = [true; 8];
    let mut read = 0;
    let check = async |visible: &[bool], read: usize| {
        let expected = visible.iter().skip(read).filter(|is_visible| **is_visible).count();
        let room = team.damu.get(&team.path("")).await.expect(200);
        let listed = team.damu.get("/chat/rooms").await.expect(200)["items"][0].clone();
        let mut socket = crate::support::socket::Socket::open(&team, &team.damu).await;
        let welcome = socket.hello(json!([])).await;
        for counted in [
            &room["unread"],
            &room["mentions"],
            &listed["unread"],
            &welcome["rooms"][0]["mentions"],
        ] {
            assert_eq!(counted, &json!(expected), "{visible:?} {read}");
        }
    };
    let measure = async |verb: &str, m: &str| {
        team.request_measure(&team.coordinator, verb, json!({ "m": m }))
            .await
            .expect(201);
    };
    check(&visible, read).await;
    for (step, index) in [(0, 2), (1, 5), (2, 7), (1, 0), (3, 5), (0, 6), (4, 4), (3, 0)] {
        let m = &messages[index];
        match step {
            0 => {
                team.dafeng
                    .delete(&team.path(&format!("/messages/{m}")))
                    .await
                    .expect(204);
                visible[index] = false;
            }
            1 | 2 => {
                measure("hide", m).await;
                visible[index] = false;
            }
            3 => {
                measure("show", m).await;
                visible[index] = true;
            }
            _ => {
                read = index;
                let marked = team
                    .damu
                    .put(&team.path("/read"), json!({ "no": read }))
                    .await
                    .expect(200);
                let left = visible.iter().skip(read).filter(|is_visible| **is_visible).count();
                assert_eq!(marked["unread"], left);
            }
        }
        check(&visible, read).await;
    }
    team.finish().await;
}
