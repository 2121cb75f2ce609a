//! Resuming: from memory, from the log, or with a gap after too long an absence (I1, I8).

use crate::support::socket::Socket;
use crate::support::world::{TeamRoom, at_full_speed, cid};
use serde_json::json;

async fn head(team: &TeamRoom) -> i64 {
    team.dafeng.get(&team.path("")).await.expect(200)["head_seq"]
        .as_i64()
        .unwrap()
}

#[tokio::test]
async fn whoever_comes_back_gets_what_they_missed_and_then_what_is_new() {
    let team = TeamRoom::open_with(at_full_speed).await;
    let had = head(&team).await;
    for missed in [3, 400, 900] {
        // the last is more than memory keeps
        team.post_messages(&team.dafeng, missed * 1_000..missed * 1_000 + missed, "一")
            .await;
        let upto = head(&team).await;
        let mut bob = Socket::open(&team, &team.damu).await;
        bob.hello(json!([{ "r": team.room, "seq": upto - missed as i64 }]))
            .await;
        let ok = bob.expect("sub.ok").await;
        assert_eq!(
            (&ok["recovered"], &ok["from"]),
            (&json!(true), &json!(upto - missed as i64 + 1))
        );
        for seq in upto - missed as i64 + 1..=upto {
            assert_eq!(bob.expect("ev").await["seq"], seq);
        }
        team.post_message(&team.dafeng, &cid(missed), "新").await;
        assert_eq!(bob.expect("ev").await["seq"], upto + 1);
    }
    assert!(had > 0);
    team.finish().await;
}

#[tokio::test]
async fn what_was_missed_is_the_same_from_memory_and_from_the_log() {
    let team = TeamRoom::open_with(at_full_speed).await;
    let before = head(&team).await;
    let mut live = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    live.send_message(&team.room, &cid(1), "安 \u{1F331}").await;
    team.post_message(&team.damu, &cid(1), "波").await;
    team.damu
        .patch(&team.path("/seats/me"), json!({ "display_name": "小波" }))
        .await
        .expect(200);
    let mut heard = vec![];
    for _ in 0..3 {
        heard.push(live.expect("ev").await);
    }
    let mut again = Socket::open(&team, &team.dafeng).await;
    again.hello(json!([{ "r": team.room, "seq": before }])).await;
    again.expect("sub.ok").await;
    for event in &heard {
        assert_eq!(&again.expect("ev").await, event);
    }
    let page = team
        .dafeng
        .get(&team.path(&format!("/events?after_seq={before}")))
        .await
        .expect(200);
    let mut logged = page["events"].as_array().unwrap().clone();
    // the log tells an author's present name
    logged[1]["d"]["author"] = heard[1]["d"]["author"].clone();
    assert_eq!(logged, heard);
    team.finish().await;
}

#[tokio::test]
async fn too_much_missed_another_epoch_or_the_future_is_a_gap() {
    // I8, I21
    let team = TeamRoom::open_with(|config| {
        at_full_speed(config);
        config.gateway.recovery_events = 20;
        config.gateway.recovery_events_overall = 30;
    })
    .await;
    let begin = head(&team).await;
    team.post_messages(&team.dafeng, 0..20, "一").await;
    let room = team.dafeng.get(&team.path("")).await.expect(200);
    let epoch = room["epoch"].as_str().unwrap();
    let mut socket = Socket::subscribe(&team, &team.damu, &[]).await;
    for (number, seq, epoch, reason) in [
        (0, begin - 1, epoch, "too_far"),
        (1, begin + 1, "another-epoch", "epoch"),
        (2, begin + 30, epoch, "unknown"),
    ] {
        let now = head(&team).await;
        socket
            .send(json!({ "t": "sub", "id": 1, "r": team.room, "seq": seq, "epoch": epoch }))
            .await;
        let gap = socket.expect("gap").await;
        assert_eq!(
            (&gap["reason"], &gap["head"], &gap["id"]),
            (&json!(reason), &json!(now), &json!(1))
        );
        team.post_message(&team.dafeng, &cid(100 + number), "之后").await;
        assert_eq!(socket.expect("ev").await["seq"], now + 1, "it goes on from the head");
    }
    // exactly at the limit nothing is lost
    let now = head(&team).await;
    socket
        .send(json!({ "t": "sub", "id": 1, "r": team.room, "seq": now - 20, "epoch": epoch }))
        .await;
    assert_eq!(socket.expect("sub.ok").await["recovered"], true);
    for seq in now - 19..=now {
        assert_eq!(socket.expect("ev").await["seq"], seq);
    }
    team.finish().await;
}

#[tokio::test]
async fn a_reader_that_falls_behind_gets_everything_in_batches() {
    // I1, I15: a queue of 8 KiB, and far more said while nothing is read than the kernel keeps
    let team = TeamRoom::open_with(|config| {
        at_full_speed(config);
        config.gateway.outbox_bytes = 8 * 1024;
        config.gateway.recovery_bytes = usize::MAX;
        (config.gateway.stuck_ms, config.gateway.pong_ms) = (600_000, 600_000);
    })
    .await;
    let begin = head(&team).await;
    let mut slow = Socket::subscribe(&team, &team.damu, &[&team.room]).await;
    let text = "长".repeat(3_000);
    team.post_messages(&team.dafeng, 0..200, &text).await;
    for seq in begin + 1..=begin + 200 {
        let event = slow.expect("ev").await;
        assert_eq!((&event["seq"], &event["d"]["body"]), (&json!(seq), &json!(text)));
    }
    team.post_message(&team.dafeng, "cid-after-all", "好").await;
    assert_eq!(slow.expect("ev").await["d"]["body"], "好");
    team.finish().await;
}

#[tokio::test]
async fn a_reader_that_is_too_far_behind_in_bytes_receives_a_gap_and_continues() {
    // I8, I21
    let team = TeamRoom::open_with(|config| {
        at_full_speed(config);
        config.gateway.recovery_bytes = 20_000;
        config.gateway.outbox_bytes = 16 * 1024;
    })
    .await;
    let begin = head(&team).await;
    let text = "长".repeat(1_000);
    for number in 0..20 {
        team.post_message(&team.dafeng, &cid(number), &text).await;
    }
    let mut bob = Socket::open(&team, &team.damu).await;
    bob.hello(json!([{ "r": team.room, "seq": begin }])).await;
    bob.expect("sub.ok").await;
    let mut next = begin + 1;
    let gap = loop {
        let frame = bob.next().await.unwrap();
        if frame["t"] == "gap" {
            break frame;
        }
        assert_eq!(frame["seq"], next);
        next += 1;
    };
    assert_eq!((&gap["reason"], &gap["head"]), (&json!("too_far"), &json!(begin + 20)));
    assert!(next > begin + 1 && next < begin + 20);
    team.post_message(&team.dafeng, "cid-after-all", "好").await;
    assert_eq!(bob.expect("ev").await["seq"], begin + 21);
    team.finish().await;
}
