//! The tools of whoever holds a room (safety 42).

use super::super::{Team, at_full_speed, cid};
use crate::support::product::{MINUTE, Role, SECOND};
use crate::support::socket::Socket;
use serde_json::{Value, json};

#[tokio::test]
async fn a_hidden_message_is_told_to_nobody_and_can_be_shown_again() {
    // safety 42, I14
    let team = Team::meet().await;
    let m = team.say(&team.ann, &cid(1), "SECRET words").await["m"].clone();
    team.say(&team.bob, &cid(2), "好").await;
    let (mut ann, mut bob) = (
        Socket::listen(&team.app, &team.ann, &[&team.room]).await,
        Socket::listen(&team.app, &team.bob, &[&team.room]).await,
    );
    team.ask(&team.chair, "hide", json!({ "m": m, "reason": "privacy" }))
        .await
        .expect(201);
    let heard = bob.expect_event("mod").await;
    assert_eq!(heard["d"], json!({ "verb": "hide", "m": m, "hidden": "facilitator" }));
    // the author alone hears why
    let own = ann.expect_event("mod").await;
    assert_eq!((&own["d"]["reason"], &own["d"]["m"]), (&json!("privacy"), &m));

    // history, events, the memory of the room and a socket that comes back agree
    for person in [&team.ann, &team.bob, &team.chair] {
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
    let room = team.bob.get(&team.path("")).await.expect(200);
    let mut late = Socket::open(&team.app, &team.bob).await;
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

    team.ask(&team.chair, "hide", json!({ "m": m }))
        .await
        .problem("wrong_state");
    team.ask(&team.chair, "show", json!({ "m": m, "reason": "mistake" }))
        .await
        .expect(201);
    let heard = bob.expect_event("mod").await;
    assert_eq!(
        (&heard["d"]["verb"], &heard["d"]["message"]["body"]),
        (&json!("show"), &json!("SECRET words"))
    );
    assert_eq!(team.texts(&team.bob).await[0].1, "SECRET words");
    team.ask(&team.chair, "show", json!({ "m": m }))
        .await
        .problem("wrong_state");
    team.app.finish().await;
}

#[tokio::test]
async fn only_who_holds_the_room_or_coordinates_its_district_has_the_tools() {
    let team = Team::meet().await;
    let m = team.say(&team.ann, &cid(1), "一").await["m"].clone();
    let seat = team.seat_of(&team.ann).await;
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
        team.ask(&team.bob, verb, more.clone()).await.problem("not_allowed");
        let elsewhere = team.app.district(&format!("区 {verb}")).await;
        let other = team.app.person(Role::Coordinator, &elsewhere).await;
        team.ask(&other, verb, more).await.problem("not_found"); // safety 9
    }
    team.bob.get(&team.path("/measures")).await.problem("not_allowed");
    let outsider = team.app.person(Role::Counsellor, &team.district).await;
    outsider.get(&team.path("/measures")).await.problem("not_found");
    // what is left to reviews and thresholds is nobody's tool, and every tool needs a reason
    for verb in ["read_only", "release", "take_out", "keep", "back"] {
        team.ask(&team.chair, verb, json!({ "m": m, "membership_id": seat }))
            .await
            .problem("invalid");
    }
    team.ask(&team.chair, "pause", json!({ "reason": "flagged" }))
        .await
        .problem("invalid");
    team.ask(&team.chair, "pause", json!({ "reason": "because" }))
        .await
        .problem("bad_body");
    team.chair
        .post(&team.path("/measures"), json!({ "verb": "pause" }))
        .await
        .problem("bad_body");
    // nobody is muted who holds the room, and nobody mutes themselves
    let own = team.seat_of(&team.chair).await;
    team.ask(&team.chair, "mute", json!({ "membership_id": own, "minutes": 5 }))
        .await
        .problem("invalid");
    team.ask(&team.chair, "mute", json!({ "membership_id": seat, "minutes": 7 }))
        .await
        .problem("invalid");
    let unknown = "0190a0b0-0000-7000-8000-000000000001";
    team.ask(&team.chair, "mute", json!({ "membership_id": unknown, "minutes": 5 }))
        .await
        .problem("not_found");
    team.ask(&team.chair, "hide", json!({ "m": unknown }))
        .await
        .problem("not_found");
    team.app.finish().await;
}

#[tokio::test]
async fn a_mute_holds_on_every_device_from_its_commit() {
    // I23, safety 42
    let team = Team::meet_with(at_full_speed).await;
    let seat = team.seat_of(&team.ann).await;
    for round in 0..6 {
        let mut one = Socket::listen(&team.app, &team.ann, &[&team.room]).await;
        let mut two = Socket::listen(&team.app, &team.ann, &[&team.room]).await;
        let mut ears = Socket::listen(&team.app, &team.bob, &[&team.room]).await;
        let say = |number: usize| format!("cid-{round}-{number:06}");
        let sends = (0..40).map(|number| {
            let (team, cid) = (&team, say(number));
            async move { team.try_say(&team.ann, &cid, "还有").await }
        });
        let mute = team.ask(
            &team.chair,
            "mute",
            json!({ "membership_id": seat, "minutes": 15, "reason": "calm" }),
        );
        let (answers, muted) = tokio::join!(futures_util::future::join_all(sends), mute);
        let muted = muted.expect(201);
        // whatever was sent at the same moment is either before the mute or refused
        let stand = answers.iter().filter(|answer| answer.status == 201).count();
        assert!(
            answers
                .iter()
                .all(|answer| answer.status == 201 || answer.json["code"] == "muted")
        );
        let mut before = 0;
        loop {
            let event = ears.expect("ev").await;
            match event["k"].as_str().unwrap() {
                "msg.new" => before += 1,
                "none" => break,
                other => panic!("{other}"),
            }
        }
        assert_eq!(before, stand, "nothing of a muted member comes after their mute");
        ears.expect_silence(20).await;
        for (number, socket) in [(50, &mut one), (51, &mut two)] {
            let refused = socket.say(&team.room, &say(number), "还有").await;
            assert_eq!(
                (&refused["code"], &refused["until"]),
                (&json!("muted"), &muted["until"])
            );
        }
        let room = team.ann.get(&team.path("")).await.expect(200);
        assert_eq!(room["moderation"]["muted_until"], muted["until"]);
        assert_eq!(room["moderation"]["measure"]["reason"], "calm");
        let welcome = Socket::open(&team.app, &team.ann).await.hello(json!([])).await;
        assert_eq!(welcome["rooms"][0]["muted_until"], muted["until"]);
        // it ends by itself, or earlier by hand
        if round % 2 == 0 {
            team.app.clock.advance(15 * MINUTE - 1);
            team.try_say(&team.ann, &say(60), "早").await.problem("muted");
            team.app.clock.advance(1);
        } else {
            team.act_on(&team.ann, "unmute", json!({ "reason": "settled" })).await;
        }
        team.try_say(&team.ann, &say(61), "谢谢").await.expect(201);
        team.ask(&team.chair, "unmute", json!({ "membership_id": seat }))
            .await
            .problem("wrong_state");
    }
    team.app.finish().await;
}

#[tokio::test]
async fn a_slow_room_takes_one_message_of_a_member_in_so_many_seconds_whatever_the_device() {
    // I23, I21
    let team = Team::meet_with(at_full_speed).await;
    let mut ears = Socket::listen(&team.app, &team.bob, &[&team.room]).await;
    team.ask(&team.chair, "slow", json!({ "seconds": 3_601 }))
        .await
        .problem("invalid");
    team.ask(&team.chair, "slow", json!({ "seconds": 30, "reason": "calm" }))
        .await
        .expect(201);
    assert_eq!(
        ears.expect_event("mod").await["d"],
        json!({ "verb": "slow", "seconds": 30 })
    );
    let sends = (0..20).map(|number| {
        let (team, cid) = (&team, cid(number));
        async move { team.try_say(&team.ann, &cid, "快").await }
    });
    let answers = futures_util::future::join_all(sends).await;
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 201).count(),
        1,
        "to within one message"
    );
    for refused in answers.into_iter().filter(|answer| answer.status != 201) {
        let refused = refused.problem("slow_mode");
        assert_eq!(
            (&refused["status"], &refused["retry_after_ms"]),
            (&json!(429), &json!(30_000))
        );
    }
    let mut socket = Socket::listen(&team.app, &team.ann, &[&team.room]).await;
    team.app.clock.advance(10 * SECOND);
    let refused = socket.say(&team.room, &cid(50), "快").await;
    assert_eq!(
        (&refused["code"], &refused["retry_ms"]),
        (&json!("slow_mode"), &json!(20_000))
    );
    let room = team.ann.get(&team.path("")).await.expect(200);
    assert_eq!(room["moderation"]["slow_until"], team.app.clock.now() + 20 * SECOND);
    // others have a pace of their own, and who holds the room has none
    team.say(&team.bob, &cid(1), "我").await;
    for number in 0..3 {
        team.say(&team.chair, &cid(number), "慢慢来").await;
    }
    team.app.clock.advance(20 * SECOND);
    assert_eq!(socket.say(&team.room, &cid(51), "好").await["t"], "sent");
    team.ask(&team.chair, "slow", json!({ "seconds": 0 })).await.expect(201);
    assert_eq!(socket.say(&team.room, &cid(52), "好").await["t"], "sent");
    team.ask(&team.chair, "slow", json!({ "seconds": 0 }))
        .await
        .problem("wrong_state");
    team.app.finish().await;
}

#[tokio::test]
async fn a_paused_room_is_for_who_holds_it_and_a_locked_one_for_nobody() {
    let team = Team::meet_with(at_full_speed).await;
    team.ask(&team.chair, "pause", json!({ "reason": "calm" }))
        .await
        .expect(201);
    assert_eq!(
        team.try_say(&team.ann, &cid(1), "一").await.problem("read_only")["why"],
        "paused"
    );
    team.say(&team.chair, &cid(1), "我们停一停").await;
    team.ask(&team.chair, "lock", json!({ "reason": "over" }))
        .await
        .expect(201);
    for person in [&team.ann, &team.chair] {
        assert_eq!(
            team.try_say(person, &cid(2), "二").await.problem("read_only")["why"],
            "locked"
        );
    }
    let mut socket = Socket::listen(&team.app, &team.ann, &[&team.room]).await;
    let refused = socket.say(&team.room, &cid(9), "二").await;
    assert_eq!(
        (&refused["code"], &refused["why"]),
        (&json!("read_only"), &json!("locked"))
    );
    let cat = team.app.person(Role::Counsellor, &team.district).await;
    let body = json!({ "person_id": cat.id, "role": "participant" });
    team.chair
        .post(&team.path("/seats"), body.clone())
        .await
        .problem("wrong_state");
    // everybody still reads, and both are taken back
    assert_eq!(team.texts(&team.ann).await.len(), 1);
    let room = team.ann.get(&team.path("")).await.expect(200);
    assert_eq!(
        (&room["moderation"]["is_paused"], &room["moderation"]["is_locked"]),
        (&json!(true), &json!(true))
    );
    team.ask(&team.chair, "unlock", json!({ "reason": "settled" }))
        .await
        .expect(201);
    team.ask(&team.chair, "resume", json!({ "reason": "settled" }))
        .await
        .expect(201);
    team.say(&team.ann, &cid(3), "三").await;
    team.chair.post(&team.path("/seats"), body).await.expect(201);
    // who, when, why: in the room's list
    let list = team.chair.get(&team.path("/measures")).await.expect(200);
    let verbs: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|act| act["verb"].as_str().unwrap())
        .collect();
    assert_eq!(verbs, ["resume", "unlock", "lock", "pause"]);
    assert_eq!(list["items"][2]["by"], team.chair.nickname.as_str());
    assert_eq!(list["items"][2]["reason"], "over");
    team.app.finish().await;
}

#[tokio::test]
async fn who_is_taken_out_hears_why_and_then_nothing_more() {
    // I9, safety 42
    let team = Team::meet().await;
    let mut ann = Socket::listen(&team.app, &team.ann, &[&team.room]).await;
    let act = team.act_on(&team.ann, "remove", json!({ "reason": "hurtful" })).await;
    let own = ann.expect_event("mod").await;
    assert_eq!(
        (&own["d"]["verb"], &own["d"]["reason"]),
        (&json!("remove"), &json!("hurtful"))
    );
    let end = ann.expect_event("member").await;
    assert_eq!(end["d"]["change"], "removed");
    team.say(&team.bob, &cid(1), "之后").await;
    ann.expect_silence(50).await;
    assert_eq!(ann.say(&team.room, &cid(2), "还在吗").await["code"], "not_member");
    let mine = team.ann.get("/me/measures").await.expect(200);
    assert_eq!(mine["items"][0]["id"], act["id"]);
    assert_eq!(
        (&mine["items"][0]["may_appeal"], &mine["items"][0]["room"]),
        (&json!(true), &json!("队"))
    );
    assert!(
        team.bob.get("/me/measures").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let notices = team.ann.get("/notices").await.expect(200);
    assert_eq!(notices["items"][0]["link"], "/measures");
    team.app.finish().await;
}

#[tokio::test]
async fn every_device_of_a_person_hears_that_something_was_done_and_no_other_does() {
    let team = Team::meet().await;
    let (mut ann, mut bob) = (
        Socket::listen(&team.app, &team.ann, &[]).await,
        Socket::listen(&team.app, &team.bob, &[]).await,
    );
    team.act_on(&team.ann, "mute", json!({ "minutes": 5 })).await;
    assert_eq!(ann.next().await.unwrap(), json!({ "t": "notice", "k": "inbox" }));
    assert_eq!(
        ann.next().await.unwrap(),
        json!({ "t": "notice", "k": "mute", "r": team.room })
    );
    // whatever Bob hears first is for Bob
    team.act_on(&team.bob, "hold", json!({ "minutes": 15 })).await;
    assert_eq!(bob.next().await.unwrap(), json!({ "t": "notice", "k": "inbox" }));
    assert_eq!(
        bob.next().await.unwrap(),
        json!({ "t": "notice", "k": "hold", "r": team.room })
    );
    team.app.finish().await;
}
