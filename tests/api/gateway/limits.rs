//! Limits at the limit and one more (I21).

use crate::support::socket::Socket;
use crate::support::world::{TeamRoom, at_full_speed, cid};
use serde_json::json;

#[tokio::test]
async fn messages_over_the_pace_are_refused_with_a_time_to_wait() {
    let team = TeamRoom::open().await;
    let mut ann = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    for number in 0..5 {
        assert_eq!(ann.send_message(&team.room, &cid(number), "一").await["t"], "sent");
    }
    let refused = ann.send_message(&team.room, &cid(5), "一").await;
    assert_eq!((&refused["t"], &refused["code"]), (&json!("err"), &json!("rate")));
    assert_eq!(refused["retry_ms"], 1_000);
    // one pace for all devices and both roads
    let over_http = team
        .dafeng
        .post(&team.path("/messages"), json!({ "cid": cid(5), "body": "一" }))
        .await;
    over_http.problem("throttled");
    team.finish().await;
}

#[tokio::test]
async fn a_flood_of_frames_is_answered_for_a_while_and_then_ended() {
    // F14, I16
    let team = TeamRoom::open_with(|config| {
        config.gateway.frames_per_second = 1;
        config.gateway.frame_burst = 3;
    })
    .await;
    let mut bob = Socket::subscribe(&team, &team.damu, &[&team.room]).await;
    let mut flood = Socket::subscribe(&team, &team.dafeng, &[]).await;
    for id in 0..100 {
        flood.send(json!({ "t": "none", "id": id })).await;
    }
    // the end drops what still waits, so some of the answers may be missing
    let mut codes = vec![];
    let bye = loop {
        let frame = flood.next().await.expect("a bye");
        match frame["t"].as_str() {
            Some("bye") => break frame,
            _ => codes.push(frame["code"].as_str().unwrap().to_owned()),
        }
    };
    assert_eq!(bye["code"], 4429);
    assert!(bye["retry_ms"].as_i64().unwrap() > 0);
    assert!(
        codes.len() <= 43,
        "no more than two frames were let through, and forty were refused"
    );
    assert!(codes.iter().skip(2).all(|code| code == "rate"), "{codes:?}");
    flood.expect_close(4429).await;
    team.post_message(&team.coordinator, &cid(1), "没事").await;
    assert_eq!(bob.expect("ev").await["d"]["body"], "没事");
    team.finish().await;
}

#[tokio::test]
async fn a_sixth_socket_replaces_the_oldest() {
    let team = TeamRoom::open().await;
    let mut first = Socket::subscribe(&team, &team.dafeng, &[]).await;
    let mut others = vec![];
    for _ in 0..4 {
        others.push(Socket::subscribe(&team, &team.dafeng, &[]).await);
    }
    first.expect_silence(50).await;
    others.push(Socket::subscribe(&team, &team.dafeng, &[]).await);
    first.expect_close(4409).await;
    for socket in &mut others {
        socket.expect_silence(20).await;
    }
    team.finish().await;
}

#[tokio::test]
async fn a_socket_listens_to_so_many_rooms_and_no_more() {
    let team = TeamRoom::open_with(|config| {
        at_full_speed(config);
        config.gateway.rooms_per_socket = 2;
    })
    .await;
    let mut rooms = vec![team.room.clone()];
    for name in ["二", "三"] {
        let open = json!({ "owner_kind": "team", "name": name, "district_id": team.here });
        let room = team.coordinator.post("/chat/rooms", open).await.expect(201);
        rooms.push(room["id"].as_str().unwrap().to_owned());
    }
    let mut socket = Socket::subscribe(&team, &team.coordinator, &[&rooms[0], &rooms[1]]).await;
    socket.send(json!({ "t": "sub", "id": 1, "r": rooms[2] })).await;
    let refused = socket.expect("err").await;
    assert_eq!((&refused["code"], &refused["r"]), (&json!("rate"), &json!(rooms[2])));
    socket.send(json!({ "t": "sub", "id": 2, "r": rooms[0] })).await;
    socket.expect("sub.ok").await;
    socket.send(json!({ "t": "unsub", "id": 3, "r": rooms[0] })).await;
    socket.expect("ok").await;
    socket.send(json!({ "t": "sub", "id": 4, "r": rooms[2] })).await;
    socket.expect("sub.ok").await;
    team.finish().await;
}

#[tokio::test]
async fn a_refused_or_repeated_message_spends_no_allowance() {
    // I21
    let team = TeamRoom::open_with(|config| {
        (config.chat.message_burst, config.chat.messages_per_second) = (2, 1);
        (config.chat.change_burst, config.chat.changes_per_second) = (2, 1);
    })
    .await;
    let first = team.post_message(&team.dafeng, &cid(1), "一").await;
    for number in 0..6 {
        assert_eq!(
            team.post_message(&team.dafeng, &cid(1), "一").await["dup"],
            true,
            "{number}"
        );
        let early = json!({ "cid": cid(3), "body": "三", "prev": cid(99) });
        team.dafeng
            .post(&team.path("/messages"), early)
            .await
            .problem("out_of_order");
        let other = json!({ "cid": cid(1), "body": "别的" });
        team.dafeng
            .post(&team.path("/messages"), other)
            .await
            .problem("cid_conflict");
    }
    team.post_message(&team.dafeng, &cid(2), "二").await;
    let message = team.path(&format!("/messages/{}", first["m"].as_str().unwrap()));
    team.damu
        .put(&format!("{message}/reactions/heart"), json!({}))
        .await
        .expect(204);
    for _ in 0..6 {
        team.damu
            .put(&format!("{message}/reactions/heart"), json!({}))
            .await
            .expect(204);
        team.damu.delete(&message).await.problem("not_allowed");
    }
    team.damu
        .put(&format!("{message}/reactions/hug"), json!({}))
        .await
        .expect(204);
    team.finish().await;
}
