//! Faults around a socket: a database that does not answer, a page that slept, a reader that reads nothing, everybody at once.

use crate::support::socket::Socket;
use crate::support::world::{TeamRoom, at_full_speed, cid};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_page_that_slept_gets_a_gap_where_too_much_was_posted_and_the_rest_in_batches() {
    // F12, I8, I12: forty rooms at a twentieth of the limits
    let team = TeamRoom::open_with(|config| {
        at_full_speed(config);
        config.gateway.recovery_events = 50;
        config.gateway.recovery_events_overall = 200;
    })
    .await;
    let mut rooms = vec![team.room.clone()];
    for number in 1..8 {
        let open = json!({ "owner_kind": "team", "name": format!("队 {number}"), "district_id": team.here });
        let room = team.coordinator.post("/chat/rooms", open).await.expect(201)["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let seat = json!({ "person_id": team.damu.id, "role": "participant" });
        team.coordinator
            .post(&format!("/chat/rooms/{room}/seats"), seat)
            .await
            .expect(201);
        rooms.push(room);
    }
    let head = async |room: &str| {
        let whole = team.damu.get(&format!("/chat/rooms/{room}")).await.expect(200);
        (whole["head_seq"].as_i64().unwrap(), whole["unread"].as_i64().unwrap())
    };
    let mut positions = vec![];
    for room in &rooms {
        positions.push(json!({ "r": room, "seq": head(room).await.0 }));
    }
    let said = [60, 50, 40, 40, 40, 40, 5, 0];
    for (room, count) in rooms.iter().zip(said) {
        for number in 0..count {
            let body = json!({ "cid": cid(number), "body": "你睡着的时候" });
            team.coordinator
                .post(&format!("/chat/rooms/{room}/messages"), body)
                .await
                .expect(201);
        }
    }
    let mut socket = Socket::open(&team, &team.damu).await;
    socket.hello(json!(positions)).await;
    let (mut answers, mut heard) = (vec![Value::Null; rooms.len()], vec![0; rooms.len()]);
    let place = |frame: &Value| rooms.iter().position(|room| frame["r"] == room.as_str()).unwrap();
    let mut at_first = 0;
    while answers.iter().any(Value::is_null) || heard.iter().sum::<usize>() < at_first {
        let frame = socket.next().await.expect("the socket stays");
        match frame["t"].as_str() {
            Some("sub.ok") => {
                at_first += said[place(&frame)];
                answers[place(&frame)] = json!("ok");
            }
            Some("gap") => answers[place(&frame)] = frame["reason"].clone(),
            Some("ev") => heard[place(&frame)] += 1,
            _ => {}
        }
    }
    assert_eq!(answers[0], "too_far", "over the limit of a room");
    assert_eq!(answers[1..5], [json!("ok"), json!("ok"), json!("ok"), json!("ok")]);
    assert_eq!(answers[5], "too_far", "over the limit of one hello");
    assert_eq!(answers[6..], [json!("ok"), json!("ok")]);
    assert_eq!(heard, [0, 50, 40, 40, 40, 0, 5, 0]);
    for (room, count) in rooms.iter().zip(said) {
        assert_eq!(head(room).await.1, count as i64);
    }
    team.finish().await;
}

#[tokio::test]
async fn a_reader_that_reads_nothing_is_disconnected_and_the_others_receive_everything() {
    // F9, I15, I16
    let team = TeamRoom::open_with(|config| {
        at_full_speed(config);
        config.gateway.outbox_bytes = 16 * 1024;
        config.gateway.stuck_ms = 500;
    })
    .await;
    let stuck = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    let mut healthy = Socket::subscribe(&team, &team.damu, &[&team.room]).await;
    let text = "满".repeat(1_300);
    let until = Instant::now() + Duration::from_secs(30);
    let mut number = 0;
    // what the kernels of both ends take has to be filled first
    while team
        .application
        .gateway
        .registry
        .of_person(team.dafeng.id.as_str())
        .len()
        == 1
    {
        assert!(Instant::now() < until, "the reader that reads nothing is still there");
        team.post_message(&team.coordinator, &cid(number), &text).await;
        assert_eq!(healthy.expect_event("msg.new").await["d"]["cid"], Value::Null);
        number += 1;
    }
    team.post_message(&team.coordinator, &cid(number), "之后").await;
    assert_eq!(healthy.expect_event("msg.new").await["d"]["body"], "之后");
    drop(stuck);
    team.finish().await;
}

#[tokio::test]
async fn a_network_that_drops_every_packet_costs_one_socket_and_the_others_receive_everything() {
    // F9, I15, I16
    let team = TeamRoom::open_with(|config| {
        at_full_speed(config);
        (config.gateway.heartbeat_ms, config.gateway.pong_ms) = (500, 500);
    })
    .await;
    let mut swallowed = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    let mut healthy = Socket::subscribe(&team, &team.damu, &[&team.room]).await;
    swallowed.drop_incoming_packets();
    // it would answer pings if one came through
    let swallowed = tokio::spawn(async move { while swallowed.next().await.is_some() {} });
    let of_ann = team.application.gateway.registry.of_person(team.dafeng.id.as_str());
    let until = Instant::now() + Duration::from_secs(30);
    let mut number = 0;
    while team
        .application
        .gateway
        .registry
        .of_person(team.dafeng.id.as_str())
        .len()
        == 1
    {
        assert!(Instant::now() < until, "a peer that has vanished is still there");
        team.post_message(&team.coordinator, &cid(number), "还在吗").await;
        assert_eq!(healthy.expect_event("msg.new").await["d"]["body"], "还在吗");
        number += 1;
    }
    assert!(of_ann[0].send_queue.has_ended());
    assert_eq!(
        of_ann[0].send_queue.bytes(),
        0,
        "nothing is kept for somebody who has gone"
    );
    while team.application.gateway.open.len() > 1 {
        assert!(
            Instant::now() < until,
            "the task of a peer that has vanished is still there"
        );
        tokio::task::yield_now().await;
    }
    // what was said meanwhile is there when they come back
    swallowed.abort();
    let mut back = Socket::open(&team, &team.dafeng).await;
    back.hello(json!([{ "r": team.room, "seq": 0 }])).await;
    let mut heard = 0;
    while heard < number {
        let frame = back.next().await.expect("the socket stays");
        assert_ne!(frame["t"], "gap", "{number} were missed: {frame}");
        heard += usize::from(frame["k"] == "msg.new");
    }
    team.finish().await;
}

#[tokio::test]
async fn the_warning_that_the_authorisation_ends_overtakes_what_a_slow_reader_still_has_to_read() {
    // F16
    let team = TeamRoom::open_with(|config| {
        at_full_speed(config);
        config.gateway.outbox_bytes = 8 * 1024;
        config.gateway.recovery_bytes = usize::MAX;
        (config.gateway.stuck_ms, config.gateway.pong_ms) = (600_000, 600_000);
    })
    .await;
    let mut slow = Socket::open(&team, &team.dafeng).await;
    let welcome = slow.hello(json!([{ "r": team.room }])).await;
    slow.expect("sub.ok").await;
    // more than the kernels of both ends take
    let text = "慢".repeat(3_000);
    let count = 600;
    team.post_messages(&team.coordinator, 0..count, &text).await;
    let ends = welcome["auth_exp"].as_i64().unwrap();
    team.clock.set(ends - 30_000);
    let (mut heard, mut before) = (0, None);
    while heard < count {
        let frame = slow.next().await.expect("the socket stays");
        match frame["t"].as_str() {
            Some("auth.soon") => before = Some(heard),
            Some("ev") => heard += 1,
            _ => {}
        }
    }
    assert!(before.expect("a warning") < count, "it came after everything else");
    team.finish().await;
}

#[tokio::test]
async fn everybody_comes_back_at_once_and_has_missed_nothing() {
    // F10, I1, I4
    let team = TeamRoom::open_with(at_full_speed).await;
    let mut people = vec![];
    for _ in 0..40 {
        let person = team.counsellor().await;
        team.add_seat(&person).await;
        people.push(person);
    }
    let seq = team.post_message(&team.coordinator, &cid(0), "停电之前").await["seq"]
        .as_i64()
        .unwrap();
    let mut sockets = vec![];
    for person in &people {
        sockets.push(Socket::subscribe(&team, person, &[&team.room]).await);
    }
    drop(sockets);
    for number in 1..=50 {
        team.post_message(&team.coordinator, &cid(number), "停电的时候").await;
    }
    let back = people.iter().map(async |person| {
        let mut socket = Socket::open(&team, person).await;
        socket.hello(json!([{ "r": team.room, "seq": seq }])).await;
        for number in 1..=50 {
            let event = loop {
                let frame = socket.next().await.expect("the socket stays");
                if frame["t"] == "ev" {
                    break frame;
                }
            };
            assert_eq!(event["seq"], seq + number);
        }
    });
    futures_util::future::join_all(back).await;
    team.finish().await;
}

#[tokio::test]
async fn a_database_that_does_not_answer_costs_no_socket_and_no_message() {
    // F7, I1, I3
    let team = TeamRoom::open_with(at_full_speed).await;
    team.post_message(&team.dafeng, &cid(0), "之前").await;
    let mut ann = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    let mut bob = Socket::subscribe(&team, &team.damu, &[&team.room]).await;
    let held = team.lock_database();
    // what is in memory can still be read, and what is sent is refused for now
    assert_eq!(team.texts(&team.damu).await, [(1, "之前".to_owned())]);
    let refused = ann.send_message(&team.room, &cid(1), "你们听得到吗").await;
    assert_eq!(
        (&refused["t"], &refused["code"]),
        (&json!("err"), &json!("server_busy"))
    );
    assert!(refused["retry_ms"].as_i64().unwrap() > 0);
    drop(held);
    let mut sent = ann.send_message(&team.room, &cid(1), "你们听得到吗").await;
    for _ in 0..50 {
        if sent["t"] == "sent" {
            break;
        }
        sent = ann.send_message(&team.room, &cid(1), "你们听得到吗").await;
    }
    assert_eq!(sent["t"], "sent", "{sent}");
    assert_eq!(bob.expect_event("msg.new").await["d"]["body"], "你们听得到吗");
    assert_eq!(team.texts(&team.damu).await.len(), 2, "once");
    team.finish().await;
}

#[tokio::test]
async fn a_ping_comes_before_a_proxy_with_thirty_seconds_of_patience_cuts() {
    // F13
    let team = TeamRoom::open().await;
    let longest = (0..10_000)
        .map(|_| team.application.gateway.next_heartbeat_ms())
        .max()
        .unwrap();
    assert!((27_000..29_000).contains(&longest), "{longest} ms without a ping");
    team.finish().await;
}
