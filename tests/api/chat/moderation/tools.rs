//! The tools of whoever holds a room (safety 42).

use crate::support::product::Role;
use crate::support::socket::Socket;
use crate::support::world::{TeamRoom, cid};
use serde_json::{Value, json};

#[tokio::test]
async fn a_hidden_message_is_shown_to_nobody_and_can_be_shown_again() {
    // safety 42, I14
    let team = TeamRoom::open().await;
    let m = team.post_message(&team.dafeng, &cid(1), "SECRET words").await["m"].clone();
    team.post_message(&team.damu, &cid(2), "好").await;
    let (mut ann, mut bob) = (
        Socket::subscribe(&team, &team.dafeng, &[&team.room]).await,
        Socket::subscribe(&team, &team.damu, &[&team.room]).await,
    );
    team.request_measure(&team.coordinator, "hide", json!({ "m": m, "reason": "privacy" }))
        .await
        .expect(201);
    let heard = bob.expect_event("mod").await;
    assert_eq!(heard["d"], json!({ "verb": "hide", "m": m, "hidden": "facilitator" }));
    // the author alone hears why
    let own = ann.expect_event("mod").await;
    assert_eq!((&own["d"]["reason"], &own["d"]["m"]), (&json!("privacy"), &m));

    // history, events, the memory of the room and a socket that comes back agree
    for person in [&team.dafeng, &team.damu, &team.coordinator] {
        let page = person.get(&team.path("/messages")).await.expect(200);
        assert_eq!(
            (&page["items"][0]["body"], &page["items"][0]["hidden"]),
            (&Value::Null, &json!("facilitator"))
        );
        let older = person.get(&team.path("/messages?before_no=2")).await.expect(200);
        assert_eq!(older["items"][0]["hidden"], "facilitator");
        let events = person.get(&team.path("/events?after_seq=0")).await.expect(200);
        assert!(!events.to_string().contains("SECRET"), "{events}");
        let rooms = person.get("/chat/rooms").await.expect(200);
        assert!(!rooms.to_string().contains("SECRET"));
    }
    let room = team.damu.get(&team.path("")).await.expect(200);
    let mut late = Socket::open(&team, &team.damu).await;
    late.hello(json!([{ "r": team.room, "seq": 0, "epoch": room["epoch"] }]))
        .await;
    late.expect("sub.ok").await;
    loop {
        let event = late.expect("ev").await;
        assert!(!event.to_string().contains("SECRET"), "{event}");
        if event["seq"] == room["head_seq"] {
            assert_eq!(event["k"], "mod");
            break;
        }
    }

    team.request_measure(&team.coordinator, "hide", json!({ "m": m }))
        .await
        .problem("wrong_state");
    team.request_measure(&team.coordinator, "show", json!({ "m": m, "reason": "mistake" }))
        .await
        .expect(201);
    let heard = bob.expect_event("mod").await;
    assert_eq!(
        (&heard["d"]["verb"], &heard["d"]["message"]["body"]),
        (&json!("show"), &json!("SECRET words"))
    );
    assert_eq!(team.texts(&team.damu).await[0].1, "SECRET words");
    team.request_measure(&team.coordinator, "show", json!({ "m": m }))
        .await
        .problem("wrong_state");
    team.finish().await;
}

#[tokio::test]
async fn only_who_holds_the_room_or_coordinates_its_district_has_the_tools() {
    let team = TeamRoom::open().await;
    let m = team.post_message(&team.dafeng, &cid(1), "一").await["m"].clone();
    let seat = team.membership_id(&team.dafeng).await;
    for (verb, more) in [
        ("hide", json!({ "m": m })),
        ("slow", json!({ "seconds": 30 })),
        ("pause", json!({})),
        ("lock", json!({})),
        ("mute", json!({ "membership_id": seat, "minutes": 5 })),
        ("hold", json!({ "membership_id": seat, "minutes": 15 })),
        ("remove", json!({ "membership_id": seat })),
        ("warning", json!({ "membership_id": seat })),
    ] {
        team.request_measure(&team.damu, verb, more.clone())
            .await
            .problem("not_allowed");
        let other = team.neighbour(Role::Coordinator).await;
        team.request_measure(&other, verb, more).await.problem("not_found"); // safety 9
    }
    team.damu.get(&team.path("/measures")).await.problem("not_allowed");
    let outsider = team.counsellor().await;
    outsider.get(&team.path("/measures")).await.problem("not_found");
    // what is left to reviews and thresholds is nobody's tool, and every tool needs a reason
    for verb in ["read_only", "release", "take_out", "keep", "back"] {
        team.request_measure(&team.coordinator, verb, json!({ "m": m, "membership_id": seat }))
            .await
            .problem("invalid");
    }
    team.request_measure(&team.coordinator, "pause", json!({ "reason": "flagged" }))
        .await
        .problem("invalid");
    team.request_measure(&team.coordinator, "pause", json!({ "reason": "because" }))
        .await
        .problem("bad_body");
    team.coordinator
        .post(&team.path("/measures"), json!({ "verb": "pause" }))
        .await
        .problem("bad_body");
    // nobody is muted who holds the room, and nobody mutes themselves
    let own = team.membership_id(&team.coordinator).await;
    team.request_measure(&team.coordinator, "mute", json!({ "membership_id": own, "minutes": 5 }))
        .await
        .problem("invalid");
    team.request_measure(
        &team.coordinator,
        "mute",
        json!({ "membership_id": seat, "minutes": 7 }),
    )
    .await
    .problem("invalid");
    let unknown = "0190a0b0-0000-7000-8000-000000000001";
    team.request_measure(
        &team.coordinator,
        "mute",
        json!({ "membership_id": unknown, "minutes": 5 }),
    )
    .await
    .problem("not_found");
    team.request_measure(&team.coordinator, "hide", json!({ "m": unknown }))
        .await
        .problem("not_found");
    team.finish().await;
}
