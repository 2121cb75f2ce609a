//! Where a connection could be made to hold too much, to wait for ever, or to be alive and deaf.

use crate::support::socket::Socket;
use crate::support::world::{TeamRoom, at_full_speed, cid};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::frame::{Frame, FrameHeader};

/// The header of a text that announces so many bytes, none of which come.
fn announcement(length: u64) -> Vec<u8> {
    [&[0x81, 0x80 | 127], &length.to_be_bytes()[..], &[0; 4]].concat()
}

fn part(code: Data, is_last: bool, length: usize) -> Message {
    let header = FrameHeader {
        is_final: is_last,
        opcode: OpCode::Data(code),
        mask: Some([0; 4]),
        ..FrameHeader::default()
    };
    Message::Frame(Frame::from_payload(header, vec![b' '; length].into()))
}

#[tokio::test]
async fn a_header_that_announces_more_than_a_frame_ends_the_socket_before_anything_comes() {
    // chat 7, I15, I21, F14
    let team = TeamRoom::open().await;
    let bound = team.application.config.gateway.frame_bytes as u64;
    for length in [bound + 1, 1 << 40] {
        let mut socket = Socket::subscribe(&team, &team.dafeng, &[]).await;
        socket.send_bytes(&announcement(length)).await;
        let bye = socket.expect_close(1009).await.expect("a bye");
        assert_eq!(bye["resume"], false);
    }
    // at the limit it may still come, and so may the rest of a text in parts
    let mut socket = Socket::subscribe(&team, &team.dafeng, &[]).await;
    socket.send_bytes(&announcement(bound)).await;
    socket.expect_silence(100).await;
    let (most, half) = (bound as usize, bound as usize / 2);
    for (rest, code) in [(most - half, 4400), (most - half + 1, 1009)] {
        let mut socket = Socket::subscribe(&team, &team.dafeng, &[]).await;
        socket.send_raw(part(Data::Text, false, half)).await;
        socket.send_raw(part(Data::Continue, false, 0)).await;
        socket.send_raw(Message::Ping(vec![1].into())).await;
        socket.send_raw(part(Data::Continue, true, rest)).await;
        // as much as may be is read, and is no JSON
        socket.expect_close(code).await;
    }
    team.finish().await;
}

#[tokio::test]
async fn a_hello_that_cannot_be_answered_ends_the_socket_with_a_word() {
    // I8: a socket that is alive hears
    let team = TeamRoom::open_with(at_full_speed).await;
    let mut socket = Socket::open(&team, &team.dafeng).await;
    let rooms: Vec<Value> = (0..51).map(|_| json!({ "r": team.room })).collect();
    socket.send(json!({ "t": "hello", "v": 1, "rooms": rooms })).await;
    let bye = socket.expect_close(4400).await.expect("a bye");
    assert_eq!(bye["resume"], false, "it would be the same again");
    let mut socket = Socket::open(&team, &team.dafeng).await;
    socket.hello(json!(rooms[..50])).await;
    socket.expect("sub.ok").await;
    let mut socket = Socket::open(&team, &team.dafeng).await;
    team.db.close().await;
    socket
        .send(json!({ "t": "hello", "v": 1, "rooms": [{ "r": team.room }] }))
        .await;
    let bye = socket.expect_close(1011).await.expect("a bye");
    assert_eq!((&bye["reason"], &bye["resume"]), (&json!("failed"), &json!(true)));
    assert!(bye["retry_ms"].as_i64().is_some_and(|wait| wait >= 1_000), "{bye}");
}

#[tokio::test]
async fn a_database_that_hangs_delays_no_pong_and_a_send_is_answered_in_time() {
    // F7, I3
    let team = TeamRoom::open_with(|config| {
        at_full_speed(config);
        (config.gateway.heartbeat_ms, config.gateway.pong_ms) = (500, 500);
    })
    .await;
    let mut ann = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    ann.return_pings();
    let held = team.lock_database();
    let began = Instant::now();
    for number in 0..3 {
        let frame = json!({ "t": "send", "id": number, "r": team.room, "cid": cid(number), "body": "在吗" });
        ann.send(frame).await;
    }
    let (mut pings, mut refused) = (0, 0);
    while refused < 3 {
        let frame = ann.next().await.expect("the socket stays");
        match frame["t"].as_str() {
            Some("ping") => pings += 1,
            Some("err") => {
                assert_eq!((&frame["code"], &frame["id"]), (&json!("server_busy"), &json!(refused)));
                assert!(frame["retry_ms"].as_i64().is_some_and(|wait| wait > 0));
                refused += 1;
            }
            _ => panic!("{frame}"),
        }
    }
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    assert!(pings >= 1, "it was asked whether it is there while its messages waited");
    drop(held);
    // the same again, as often as it takes: each stands once
    for number in 0..3 {
        let mut answer = ann.send_message(&team.room, &cid(number), "在吗").await;
        while answer["t"] != "sent" {
            answer = ann.send_message(&team.room, &cid(number), "在吗").await;
        }
    }
    let said: Vec<String> = team.texts(&team.damu).await.into_iter().map(|(_, text)| text).collect();
    assert_eq!(said, ["在吗"; 3]);
    team.finish().await;
}

#[tokio::test]
async fn what_waits_to_be_done_is_bounded_and_what_is_too_much_is_refused() {
    // I15, I21
    let team = TeamRoom::open_with(at_full_speed).await;
    let mut ann = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    let held = team.lock_database();
    let body = "长".repeat(4_000);
    for number in 0..12 {
        let frame = json!({ "t": "send", "id": number, "r": team.room, "cid": cid(number), "body": body });
        ann.send(frame).await;
    }
    let began = Instant::now();
    let first = ann.next_except("notice").await;
    assert_eq!((&first["t"], &first["code"]), (&json!("err"), &json!("server_busy")));
    assert!(began.elapsed() < Duration::from_secs(3), "it is told at once");
    assert!(
        first["id"].as_i64().is_some_and(|id| id >= 5),
        "those before it wait: {first}"
    );
    drop(held);
    team.finish().await;
}

#[tokio::test]
async fn pings_of_the_protocol_have_the_pace_of_all_frames() {
    // F14, I21
    let team = TeamRoom::open_with(|config| {
        config.gateway.frames_per_second = 1;
        config.gateway.frame_burst = 5;
    })
    .await;
    let control = |code| {
        let header = FrameHeader {
            opcode: OpCode::Control(code),
            mask: Some([0; 4]),
            ..FrameHeader::default()
        };
        Message::Frame(Frame::from_payload(header, vec![].into()))
    };
    for code in [Control::Ping, Control::Pong] {
        let mut socket = Socket::subscribe(&team, &team.dafeng, &[]).await;
        for _ in 0..60 {
            socket.send_raw(control(code)).await;
        }
        let bye = socket.expect_close(4429).await.expect("a bye");
        assert_eq!(bye["resume"], true);
    }
    let mut socket = Socket::subscribe(&team, &team.dafeng, &[]).await;
    socket.send_raw(part(Data::Text, false, 1)).await;
    for _ in 0..60 {
        socket.send_raw(part(Data::Continue, false, 0)).await;
    }
    socket.expect_close(4429).await;
    team.finish().await;
}

#[tokio::test]
async fn whoever_was_removed_and_seated_again_receives_a_gap() {
    // I8, I9, I11
    let team = TeamRoom::open_with(at_full_speed).await;
    let head = async |who: &crate::support::person::Person| {
        who.get(&team.path("")).await.expect(200)["head_seq"].as_i64().unwrap()
    };
    team.post_message(&team.dafeng, &cid(1), "他在的时候").await;
    let had = head(&team.damu).await;
    let seat = team.membership_id(&team.damu).await;
    team.coordinator
        .delete(&team.path(&format!("/seats/{seat}")))
        .await
        .expect(204);
    let left = head(&team.dafeng).await;
    team.post_message(&team.dafeng, &cid(2), "他不在的时候").await;
    team.add_seat(&team.damu).await;
    let joined = head(&team.dafeng).await;
    team.post_message(&team.dafeng, &cid(3), "他回来以后").await;
    let mut socket = Socket::open(&team, &team.damu).await;
    socket.hello(json!([])).await;
    for seq in [had, left, joined - 2] {
        socket
            .send(json!({ "t": "sub", "id": 1, "r": team.room, "seq": seq }))
            .await;
        let gap = socket.expect("gap").await;
        assert_eq!((&gap["reason"], &gap["id"]), (&json!("seat"), &json!(1)), "{seq}");
        let events = team.damu.get(&team.path(&format!("/events?after_seq={seq}"))).await;
        assert_eq!(
            (events.status, events.problem("gap")["head_seq"].as_i64()),
            (410, Some(joined + 1))
        );
    }
    // from the seat on there is no hole, and whoever has nothing begins there
    for seq in [0, joined - 1] {
        socket
            .send(json!({ "t": "sub", "id": 2, "r": team.room, "seq": seq }))
            .await;
        let ok = socket.expect("sub.ok").await;
        assert_eq!((&ok["from"], &ok["recovered"]), (&json!(joined), &json!(true)), "{seq}");
        for seq in [joined, joined + 1] {
            assert_eq!(socket.expect("ev").await["seq"], seq);
        }
        let page = team
            .damu
            .get(&team.path(&format!("/events?after_seq={seq}")))
            .await
            .expect(200);
        assert_eq!((&page["from"], &page["to"]), (&json!(joined), &json!(joined + 1)));
    }
    team.finish().await;
}

#[tokio::test]
async fn a_number_that_does_not_exist_is_a_gap_and_no_fault() {
    // I21
    let team = TeamRoom::open().await;
    for seq in [1_000, i64::MAX - 1, i64::MAX] {
        let events = team.damu.get(&team.path(&format!("/events?after_seq={seq}"))).await;
        assert_eq!(
            (events.status, events.problem("gap")["code"].as_str()),
            (410, Some("gap"))
        );
        let mut socket = Socket::open(&team, &team.damu).await;
        socket.hello(json!([{ "r": team.room, "seq": seq }])).await;
        assert_eq!(socket.expect("gap").await["reason"], "unknown");
        socket
            .send(json!({ "t": "sub", "id": 1, "r": team.room, "seq": -seq }))
            .await;
        socket.expect("sub.ok").await;
        socket.send(json!({ "t": "read", "r": team.room, "no": seq })).await;
        socket
            .send(json!({ "t": "ack", "rooms": [{ "r": team.room, "seq": seq }] }))
            .await;
        socket.send(json!({ "t": "nothing", "id": 9 })).await;
        assert_eq!(socket.expect_answer(9).await["code"], "unknown_type");
    }
    team.damu
        .get(&team.path(&format!("/events?after_seq={}", i64::MIN)))
        .await
        .expect(200);
    team.finish().await;
}

#[tokio::test]
async fn a_frame_that_cannot_be_read_is_answered_with_its_mark_where_that_can_be_read() {
    let team = TeamRoom::open().await;
    let mut socket = Socket::subscribe(&team, &team.dafeng, &[]).await;
    for (id, told) in [
        (json!(7), json!(7)),
        (json!("a"), json!("a")),
        (json!([1]), Value::Null),
    ] {
        socket.send(json!({ "t": "read", "id": id, "r": 7 })).await;
        let err = socket.expect("err").await;
        assert_eq!((&err["code"], &err["id"]), (&json!("bad_frame"), &told));
    }
    team.finish().await;
}
