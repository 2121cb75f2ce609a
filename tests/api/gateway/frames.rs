//! Frames that are not as they should be.

use crate::support::socket::Socket;
use crate::support::world::{TeamRoom, cid};
use serde_json::json;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

#[tokio::test]
async fn what_is_no_frame_of_ours_ends_the_socket() {
    // F14
    let team = TeamRoom::open().await;
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    for wrong in [
        "",
        "nonsense",
        "{\"t\":",
        "[]",
        "{}",
        "{\"t\":7}",
        "null",
        deep.as_str(),
    ] {
        let mut socket = Socket::open(&team, &team.dafeng).await;
        socket.send_raw(Message::text(wrong)).await;
        let bye = socket.expect_close(4400).await.expect("a bye");
        assert_eq!((&bye["code"], &bye["resume"]), (&json!(4400), &json!(false)), "{wrong}");
    }
    let mut socket = Socket::open(&team, &team.dafeng).await;
    socket.send_raw(Message::binary(vec![1, 2, 3])).await;
    socket.expect_close(4400).await;
    team.finish().await;
}

#[tokio::test]
async fn a_frame_larger_than_announced_ends_the_socket() {
    // I21: 16 KiB at the limit and one more
    let team = TeamRoom::open().await;
    let mut socket = Socket::subscribe(&team, &team.dafeng, &[]).await;
    let frame = json!({ "t": "unheard", "id": 1, "x": "" }).to_string();
    let padded =
        |length: usize| frame.replace("\"x\":\"\"", &format!("\"x\":\"{}\"", "y".repeat(length - frame.len())));
    socket.send_raw(Message::text(padded(16 * 1024))).await;
    assert_eq!(socket.expect("err").await["code"], "unknown_type");
    socket.send_raw(Message::text(padded(16 * 1024 + 1))).await;
    socket.expect_close(1009).await;
    team.finish().await;
}

#[tokio::test]
async fn the_first_frame_is_hello_and_no_other_is() {
    let team = TeamRoom::open().await;
    let mut early = Socket::open(&team, &team.dafeng).await;
    early.send(json!({ "t": "sub", "id": 1, "r": team.room })).await;
    early.expect_close(4400).await;
    let mut twice = Socket::subscribe(&team, &team.dafeng, &[]).await;
    twice.send(json!({ "t": "hello", "v": 1 })).await;
    twice.expect_close(4400).await;
    let mut newer = Socket::open(&team, &team.dafeng).await;
    newer.send(json!({ "t": "hello", "v": 2 })).await;
    newer.expect_close(4505).await;
    team.finish().await;
}

#[tokio::test]
async fn a_client_without_hello_or_pong_is_disconnected() {
    let team = TeamRoom::open_with(|config| {
        config.gateway.hello_ms = 300;
        config.gateway.heartbeat_ms = 300;
        config.gateway.pong_ms = 1_000;
    })
    .await;
    let mut silent = Socket::open(&team, &team.dafeng).await;
    let mut deaf = Socket::subscribe(&team, &team.damu, &[&team.room]).await;
    let mut alive = Socket::subscribe(&team, &team.coordinator, &[&team.room]).await;
    deaf.ignore_pings();
    // each in its own time: a socket that nobody reads answers no ping either
    let let_go = async {
        silent.expect_close(4408).await;
        let bye = deaf.expect_close(4408).await.expect("a bye");
        assert_eq!(bye["resume"], true);
    };
    tokio::join!(let_go, alive.expect_silence(3_000));
    team.post_message(&team.dafeng, &cid(1), "一").await;
    alive.expect("ev").await;
    team.finish().await;
}

#[tokio::test]
async fn what_cannot_be_done_is_answered_and_the_socket_stays() {
    let team = TeamRoom::open().await;
    let mut socket = Socket::subscribe(&team, &team.dafeng, &[]).await;
    let elsewhere = "0190a0b0-0000-7000-8000-000000000001";
    for (frame, code) in [
        (json!({ "t": "shout", "id": 1 }), "unknown_type"),
        (json!({ "t": "sub", "id": 1, "r": elsewhere }), "not_member"),
        (json!({ "t": "sub", "id": 1, "r": "nothing" }), "not_member"),
        (json!({ "t": "sub", "id": 1 }), "bad_frame"),
        (
            json!({ "t": "send", "id": 1, "r": elsewhere, "cid": cid(1), "body": "x" }),
            "not_member",
        ),
        (
            json!({ "t": "send", "id": 1, "r": team.room, "cid": "x", "body": "x" }),
            "bad_frame",
        ),
        (
            json!({ "t": "send", "id": 1, "r": team.room, "cid": cid(1), "body": " " }),
            "bad_frame",
        ),
        (
            json!({ "t": "send", "id": 1, "r": team.room, "cid": cid(1), "body": "x".repeat(4_001) }),
            "too_long",
        ),
        (
            json!({ "t": "send", "id": 1, "r": team.room, "cid": cid(1), "body": "11010519491231002X" }),
            "blocked_content",
        ),
        (
            json!({ "t": "send", "id": 1, "r": team.room, "cid": cid(1), "body": "x", "prev": cid(9) }),
            "out_of_order",
        ),
        (json!({ "t": "read", "id": 1, "r": elsewhere, "no": 1 }), "not_member"),
        (json!({ "t": "auth", "id": 1, "ticket": "x".repeat(43) }), "expired"),
    ] {
        socket.send(frame.clone()).await;
        let err = socket.expect("err").await;
        assert_eq!((&err["code"], &err["id"]), (&json!(code), &json!(1)), "{frame}");
    }
    socket.send(json!({ "t": "read", "r": 7 })).await;
    assert_eq!(socket.expect("err").await["code"], "bad_frame");
    socket
        .send(json!({ "t": "sub", "id": "a", "r": team.room, "unknown": [1] }))
        .await;
    assert_eq!(socket.expect("sub.ok").await["id"], "a");
    tokio::time::sleep(Duration::from_millis(1)).await;
    team.finish().await;
}
