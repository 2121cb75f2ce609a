//! What is true for a moment: told in a live room, to its members, and stored nowhere (safety 25, I18).

use crate::chat::{Team, at_full_speed, cid};
use crate::support::person::Person;
use crate::support::product::Role;
use crate::support::socket::Socket;
use serde_json::{Value, json};

/// A page: it wants to know what is true for a moment.
async fn page(team: &Team, who: &Person) -> Socket {
    let mut socket = Socket::open(&team.app, who).await;
    let hello = json!({ "t": "hello", "v": 1, "caps": ["presence"], "rooms": [{ "r": team.room }] });
    socket.send(hello).await;
    socket.expect("welcome").await;
    socket.expect("sub.ok").await;
    socket
}

fn typing(team: &Team, on: bool) -> Value {
    json!({ "t": "typing", "id": 1, "r": team.room, "on": on })
}

#[tokio::test]
async fn in_a_live_room_the_others_hear_who_writes_and_how_many_are_here() {
    let team = Team::meet().await;
    let mut chair = page(&team, &team.chair).await; // who holds the room is here: it is live
    assert_eq!(chair.expect_moment("presence").await["count"], 1);
    let mut bob = page(&team, &team.bob).await;
    let told = bob.expect_moment("presence").await;
    assert_eq!(
        (&told["count"], told["ttl_ms"].as_u64().unwrap() > 0),
        (&json!(2), true)
    );
    let mut again = page(&team, &team.bob).await;
    assert_eq!(
        again.expect_moment("presence").await["count"],
        2,
        "two devices are one person"
    );
    bob.send(typing(&team, true)).await;
    let heard = chair.expect_moment("typing").await;
    assert_eq!(
        (&heard["who"], &heard["ttl_ms"]),
        (&json!([team.bob.nickname]), &json!(6_000))
    );
    // too soon: dropped without a word, and the end of it is told once
    for on in [true, true, false, false] {
        bob.send(typing(&team, on)).await;
    }
    let heard = chair.expect_moment("typing").await;
    assert_eq!(heard["ttl_ms"], 0);
    team.say(&team.ann, &cid(1), "之后").await;
    for socket in [&mut chair, &mut bob, &mut again] {
        // not one more before the message, and nobody hears of their own writing on whatever device
        let next = socket.next_but("presence").await;
        assert_eq!(next["t"], "ev", "{next}");
    }
    // and nothing of it is in the log
    let room = team.ann.get(&team.path("/events?after_seq=0")).await.expect(200);
    assert!(!room.to_string().contains("typing"));
    team.app.finish().await;
}

#[tokio::test]
async fn where_nobody_holds_the_room_nobody_hears_anything() {
    let team = Team::meet().await;
    let (mut ann, mut bob) = (page(&team, &team.ann).await, page(&team, &team.bob).await);
    ann.send(typing(&team, true)).await;
    bob.expect_silence(600).await;
    ann.expect_silence(20).await;
    team.app.finish().await;
}

#[tokio::test]
async fn a_stranger_neither_hears_nor_is_heard() {
    // I18
    let team = Team::meet().await;
    let cat = team.app.person(Role::Counsellor, &team.district).await;
    let mut stranger = Socket::open(&team.app, &cat).await;
    stranger
        .send(json!({ "t": "hello", "v": 1, "caps": ["presence"], "rooms": [] }))
        .await;
    stranger.expect("welcome").await;
    stranger.send(json!({ "t": "sub", "id": 1, "r": team.room })).await;
    assert_eq!(stranger.expect("err").await["code"], "not_member");
    let mut chair = page(&team, &team.chair).await;
    chair.expect_moment("presence").await;
    stranger.send(typing(&team, true)).await;
    assert_eq!(stranger.expect("err").await["code"], "not_member");
    let mut bob = page(&team, &team.bob).await;
    bob.send(typing(&team, true)).await;
    chair.expect_moment("typing").await;
    stranger.expect_silence(300).await;
    // a program that did not ask hears nothing either
    let mut plain = Socket::listen(&team.app, &team.ann, &[&team.room]).await;
    plain.expect_silence(600).await;
    team.app.finish().await;
}

#[tokio::test]
async fn a_page_that_looks_at_another_room_is_spared() {
    let team = Team::meet_with(at_full_speed).await;
    let open = json!({ "owner_kind": "team", "name": "另一间", "district_id": team.district });
    let elsewhere = team.chair.post("/chat/rooms", open).await.expect(201)["id"].clone();
    let mut chair = page(&team, &team.chair).await;
    chair.expect_moment("presence").await;
    chair
        .send(json!({ "t": "focus", "r": elsewhere, "visible": true }))
        .await;
    chair.send(json!({ "t": "shout", "id": 1 })).await;
    chair.expect("err").await; // the focus has been heard
    let mut bob = page(&team, &team.bob).await;
    bob.expect_moment("presence").await;
    bob.send(typing(&team, true)).await;
    chair.expect_silence(300).await;
    chair
        .send(json!({ "t": "focus", "r": team.room, "visible": true }))
        .await;
    chair.send(json!({ "t": "shout", "id": 2 })).await;
    chair.expect("err").await;
    bob.send(typing(&team, false)).await;
    assert_eq!(chair.expect_moment("typing").await["ttl_ms"], 0);
    team.app.finish().await;
}

#[tokio::test]
async fn frames_of_the_moment_that_are_wrong_are_refused_by_name() {
    let team = Team::meet().await;
    let mut ann = page(&team, &team.ann).await;
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
    team.app.finish().await;
}

#[tokio::test]
async fn a_ping_does_not_name_a_room_of_which_the_client_has_everything() {
    let team = Team::meet_with(|config| config.gateway.heartbeat_ms = 1_000).await;
    let mut ann = Socket::listen(&team.app, &team.ann, &[&team.room]).await;
    let seq = team.say(&team.bob, &cid(1), "一").await["seq"].clone();
    assert_eq!(ann.expect("ev").await["seq"], seq);
    ann.send(json!({ "t": "ack", "rooms": [{ "r": team.room, "seq": seq }] }))
        .await;
    ann.send(json!({ "t": "shout", "id": 1 })).await;
    ann.expect_answer(1).await; // the ack has been heard
    ann.keep_pings();
    assert_eq!(ann.expect("ping").await["heads"], json!([]));
    let seq = team.say(&team.bob, &cid(2), "二").await["seq"].clone();
    let heads = loop {
        let frame = ann.next().await.expect("a frame");
        if frame["t"] == "ping" && frame["heads"] != json!([]) {
            break frame["heads"].clone();
        }
    };
    assert_eq!(heads, json!([{ "r": team.room, "seq": seq }]));
    team.app.finish().await;
}

#[tokio::test]
async fn read_markers_of_one_second_are_told_once() {
    // I21: at the limit the first goes through at once; the others of the same second are one
    let team = Team::meet_with(at_full_speed).await;
    for number in 0..4 {
        team.say(&team.ann, &cid(number), "一").await;
    }
    let mut other = Socket::listen(&team.app, &team.bob, &[]).await;
    let mut bob = Socket::listen(&team.app, &team.bob, &[]).await;
    for no in [1, 2, 4, 3] {
        bob.send(json!({ "t": "read", "r": team.room, "no": no })).await;
    }
    assert_eq!(other.expect("read").await["no"], 1);
    assert_eq!(other.expect("read").await["no"], 4);
    other.expect_silence(1_200).await;
    team.app.finish().await;
}
