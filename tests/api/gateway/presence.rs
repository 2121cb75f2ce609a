//! Typing and presence: broadcast in a live room to its members, and stored nowhere (safety 25, I18).

use crate::support::person::Person;
use crate::support::socket::Socket;
use crate::support::world::{TeamRoom, at_full_speed, cid};
use serde_json::{Value, json};

/// A page: it asks for presence and typing.
async fn page(team: &TeamRoom, who: &Person) -> Socket {
    let mut socket = Socket::open(&team.app, who).await;
    let hello = json!({ "t": "hello", "v": 1, "caps": ["presence"], "rooms": [{ "r": team.room }] });
    socket.send(hello).await;
    socket.expect("welcome").await;
    socket.expect("sub.ok").await;
    socket
}

fn typing(team: &TeamRoom, on: bool) -> Value {
    json!({ "t": "typing", "id": 1, "r": team.room, "on": on })
}

#[tokio::test]
async fn a_live_room_shows_the_others_who_is_typing_and_how_many_are_present() {
    let team = TeamRoom::open().await;
    let mut chair = page(&team, &team.coordinator).await; // who holds the room is here: it is live
    assert_eq!(chair.expect_ephemeral("presence").await["count"], 1);
    let mut bob = page(&team, &team.damu).await;
    let told = bob.expect_ephemeral("presence").await;
    assert_eq!(
        (&told["count"], told["ttl_ms"].as_u64().unwrap() > 0),
        (&json!(2), true)
    );
    let mut again = page(&team, &team.damu).await;
    assert_eq!(
        again.expect_ephemeral("presence").await["count"],
        2,
        "two devices are one person"
    );
    bob.send(typing(&team, true)).await;
    let heard = chair.expect_ephemeral("typing").await;
    assert_eq!(
        (&heard["who"], &heard["ttl_ms"]),
        (&json!([team.damu.nickname]), &json!(6_000))
    );
    // too soon: dropped without a word, and the end of it is told once
    for on in [true, true, false, false] {
        bob.send(typing(&team, on)).await;
    }
    let heard = chair.expect_ephemeral("typing").await;
    assert_eq!(heard["ttl_ms"], 0);
    team.post_message(&team.dafeng, &cid(1), "之后").await;
    for socket in [&mut chair, &mut bob, &mut again] {
        // not one more before the message, and nobody hears of their own writing on whatever device
        let next = socket.next_except("presence").await;
        assert_eq!(next["t"], "ev", "{next}");
    }
    // and nothing of it is in the log
    let room = team.dafeng.get(&team.path("/events?after_seq=0")).await.expect(200);
    assert!(!room.to_string().contains("typing"));
    team.finish().await;
}

#[tokio::test]
async fn nobody_receives_anything_where_nobody_holds_the_room() {
    let team = TeamRoom::open().await;
    let (mut ann, mut bob) = (page(&team, &team.dafeng).await, page(&team, &team.damu).await);
    ann.send(typing(&team, true)).await;
    bob.expect_silence(600).await;
    ann.expect_silence(20).await;
    team.finish().await;
}

#[tokio::test]
async fn a_stranger_neither_receives_nor_posts() {
    // I18
    let team = TeamRoom::open().await;
    let cat = team.counsellor().await;
    let mut stranger = Socket::open(&team, &cat).await;
    stranger
        .send(json!({ "t": "hello", "v": 1, "caps": ["presence"], "rooms": [] }))
        .await;
    stranger.expect("welcome").await;
    stranger.send(json!({ "t": "sub", "id": 1, "r": team.room })).await;
    assert_eq!(stranger.expect("err").await["code"], "not_member");
    let mut chair = page(&team, &team.coordinator).await;
    chair.expect_ephemeral("presence").await;
    stranger.send(typing(&team, true)).await;
    assert_eq!(stranger.expect("err").await["code"], "not_member");
    let mut bob = page(&team, &team.damu).await;
    bob.send(typing(&team, true)).await;
    chair.expect_ephemeral("typing").await;
    stranger.expect_silence(300).await;
    // a program that did not ask hears nothing either
    let mut plain = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    plain.expect_silence(600).await;
    team.finish().await;
}

#[tokio::test]
async fn a_page_that_looks_at_another_room_is_spared() {
    let team = TeamRoom::open_with(at_full_speed).await;
    let open = json!({ "owner_kind": "team", "name": "另一间", "district_id": team.here });
    let elsewhere = team.coordinator.post("/chat/rooms", open).await.expect(201)["id"].clone();
    let mut chair = page(&team, &team.coordinator).await;
    chair.expect_ephemeral("presence").await;
    chair
        .send(json!({ "t": "focus", "r": elsewhere, "visible": true }))
        .await;
    chair.send(json!({ "t": "shout", "id": 1 })).await;
    chair.expect("err").await; // the focus has been heard
    let mut bob = page(&team, &team.damu).await;
    bob.expect_ephemeral("presence").await;
    bob.send(typing(&team, true)).await;
    chair.expect_silence(300).await;
    chair
        .send(json!({ "t": "focus", "r": team.room, "visible": true }))
        .await;
    chair.send(json!({ "t": "shout", "id": 2 })).await;
    chair.expect("err").await;
    bob.send(typing(&team, false)).await;
    assert_eq!(chair.expect_ephemeral("typing").await["ttl_ms"], 0);
    team.finish().await;
}

#[tokio::test]
async fn wrong_ephemeral_frames_are_refused_by_name() {
    let team = TeamRoom::open().await;
    let mut ann = page(&team, &team.dafeng).await;
    for (frame, code) in [
        (json!({ "t": "typing", "r": team.room }), "bad_frame"),
        (json!({ "t": "typing", "on": true }), "bad_frame"),
        (json!({ "t": "focus", "r": "nothing" }), "not_member"),
        (json!({ "t": "ack", "rooms": [{ "r": team.room }] }), "bad_frame"),
        (
            json!({ "t": "ack", "rooms": [{ "r": "nothing", "seq": 1 }] }),
            "not_member",
        ),
    ] {
        let mut frame = frame;
        frame["id"] = json!(7);
        ann.send(frame.clone()).await;
        assert_eq!(ann.expect_answer(7).await["code"], code, "{frame}");
    }
    ann.send(json!({ "t": "focus", "r": null, "visible": false })).await;
    ann.send(json!({ "t": "ack", "rooms": [{ "r": team.room, "seq": 3 }] }))
        .await;
    ann.expect_silence(50).await;
    team.finish().await;
}

#[tokio::test]
async fn a_ping_does_not_name_a_room_of_which_the_client_has_everything() {
    let team = TeamRoom::open_with(|config| config.gateway.heartbeat_ms = 1_000).await;
    let mut ann = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    let seq = team.post_message(&team.damu, &cid(1), "一").await["seq"].clone();
    assert_eq!(ann.expect("ev").await["seq"], seq);
    ann.send(json!({ "t": "ack", "rooms": [{ "r": team.room, "seq": seq }] }))
        .await;
    ann.send(json!({ "t": "shout", "id": 1 })).await;
    ann.expect_answer(1).await; // the ack has been heard
    ann.return_pings();
    assert_eq!(ann.expect("ping").await["heads"], json!([]));
    let seq = team.post_message(&team.damu, &cid(2), "二").await["seq"].clone();
    let heads = loop {
        let frame = ann.next().await.expect("a frame");
        if frame["t"] == "ping" && frame["heads"] != json!([]) {
            break frame["heads"].clone();
        }
    };
    assert_eq!(heads, json!([{ "r": team.room, "seq": seq }]));
    team.finish().await;
}

#[tokio::test]
async fn read_markers_of_one_second_are_broadcast_once() {
    // I21: at the limit the first goes through at once; the others of the same second are one
    let team = TeamRoom::open_with(at_full_speed).await;
    for number in 0..4 {
        team.post_message(&team.dafeng, &cid(number), "一").await;
    }
    let mut other = Socket::subscribe(&team, &team.damu, &[]).await;
    let mut bob = Socket::subscribe(&team, &team.damu, &[]).await;
    for no in [1, 2, 4, 3] {
        bob.send(json!({ "t": "read", "r": team.room, "no": no })).await;
    }
    assert_eq!(other.expect("read").await["no"], 1);
    assert_eq!(other.expect("read").await["no"], 4);
    other.expect_silence(1_200).await;
    team.finish().await;
}
