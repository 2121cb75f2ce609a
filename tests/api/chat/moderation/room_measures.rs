//! Measures that restrict a member or the whole room (safety 42).

use crate::support::product::{MINUTE, SECOND};
use crate::support::socket::Socket;
use crate::support::world::{TeamRoom, at_full_speed, cid};
use serde_json::json;

#[tokio::test]
async fn a_mute_holds_on_every_device_from_its_commit() {
    // I23, safety 42
    let team = TeamRoom::open_with(at_full_speed).await;
    let seat = team.membership_id(&team.dafeng).await;
    for round in 0..6 {
        let mut one = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
        let mut two = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
        let mut listener = Socket::subscribe(&team, &team.damu, &[&team.room]).await;
        let say = |number: usize| format!("cid-{round}-{number:06}");
        let sends = (0..40).map(|number| {
            let (team, cid) = (&team, say(number));
            async move { team.try_post_message(&team.dafeng, &cid, "还有").await }
        });
        let mute = team.request_measure(
            &team.coordinator,
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
            let event = listener.expect("ev").await;
            match event["k"].as_str().unwrap() {
                "msg.new" => before += 1,
                "none" => break,
                other => panic!("{other}"),
            }
        }
        assert_eq!(before, stand, "nothing of a muted member comes after their mute");
        listener.expect_silence(20).await;
        for (number, socket) in [(50, &mut one), (51, &mut two)] {
            let refused = socket.send_message(&team.room, &say(number), "还有").await;
            assert_eq!(
                (&refused["code"], &refused["until"]),
                (&json!("muted"), &muted["until"])
            );
        }
        let room = team.dafeng.get(&team.path("")).await.expect(200);
        assert_eq!(room["moderation"]["muted_until"], muted["until"]);
        assert_eq!(room["moderation"]["measure"]["reason"], "calm");
        let welcome = Socket::open(&team, &team.dafeng).await.hello(json!([])).await;
        assert_eq!(welcome["rooms"][0]["muted_until"], muted["until"]);
        // it ends by itself, or earlier by hand
        if round % 2 == 0 {
            team.clock.advance(15 * MINUTE - 1);
            team.try_post_message(&team.dafeng, &say(60), "早")
                .await
                .problem("muted");
            team.clock.advance(1);
        } else {
            team.take_measure(&team.dafeng, "unmute", json!({ "reason": "settled" }))
                .await;
        }
        team.try_post_message(&team.dafeng, &say(61), "谢谢").await.expect(201);
        team.request_measure(&team.coordinator, "unmute", json!({ "membership_id": seat }))
            .await
            .problem("wrong_state");
    }
    team.finish().await;
}

#[tokio::test]
async fn a_slow_room_accepts_one_message_of_a_member_per_interval_from_any_device() {
    // I23, I21
    let team = TeamRoom::open_with(at_full_speed).await;
    let mut listener = Socket::subscribe(&team, &team.damu, &[&team.room]).await;
    team.request_measure(&team.coordinator, "slow", json!({ "seconds": 3_601 }))
        .await
        .problem("invalid");
    team.request_measure(&team.coordinator, "slow", json!({ "seconds": 30, "reason": "calm" }))
        .await
        .expect(201);
    assert_eq!(
        listener.expect_event("mod").await["d"],
        json!({ "verb": "slow", "seconds": 30 })
    );
    let sends = (0..20).map(|number| {
        let (team, cid) = (&team, cid(number));
        async move { team.try_post_message(&team.dafeng, &cid, "快").await }
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
    let mut socket = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    team.clock.advance(10 * SECOND);
    let refused = socket.send_message(&team.room, &cid(50), "快").await;
    assert_eq!(
        (&refused["code"], &refused["retry_ms"]),
        (&json!("slow_mode"), &json!(20_000))
    );
    let room = team.dafeng.get(&team.path("")).await.expect(200);
    assert_eq!(room["moderation"]["slow_until"], team.clock.now() + 20 * SECOND);
    // others have a pace of their own, and who holds the room has none
    team.post_message(&team.damu, &cid(1), "我").await;
    for number in 0..3 {
        team.post_message(&team.coordinator, &cid(number), "慢慢来").await;
    }
    team.clock.advance(20 * SECOND);
    assert_eq!(socket.send_message(&team.room, &cid(51), "好").await["t"], "sent");
    team.request_measure(&team.coordinator, "slow", json!({ "seconds": 0 }))
        .await
        .expect(201);
    assert_eq!(socket.send_message(&team.room, &cid(52), "好").await["t"], "sent");
    team.request_measure(&team.coordinator, "slow", json!({ "seconds": 0 }))
        .await
        .problem("wrong_state");
    team.finish().await;
}

#[tokio::test]
async fn a_paused_room_is_for_who_holds_it_and_a_locked_one_for_nobody() {
    let team = TeamRoom::open_with(at_full_speed).await;
    team.request_measure(&team.coordinator, "pause", json!({ "reason": "calm" }))
        .await
        .expect(201);
    assert_eq!(
        team.try_post_message(&team.dafeng, &cid(1), "一")
            .await
            .problem("read_only")["why"],
        "paused"
    );
    team.post_message(&team.coordinator, &cid(1), "我们停一停").await;
    team.request_measure(&team.coordinator, "lock", json!({ "reason": "over" }))
        .await
        .expect(201);
    for person in [&team.dafeng, &team.coordinator] {
        assert_eq!(
            team.try_post_message(person, &cid(2), "二").await.problem("read_only")["why"],
            "locked"
        );
    }
    let mut socket = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    let refused = socket.send_message(&team.room, &cid(9), "二").await;
    assert_eq!(
        (&refused["code"], &refused["why"]),
        (&json!("read_only"), &json!("locked"))
    );
    let cat = team.counsellor().await;
    let body = json!({ "person_id": cat.id, "role": "participant" });
    team.coordinator
        .post(&team.path("/seats"), body.clone())
        .await
        .problem("wrong_state");
    // everybody still reads, and both are taken back
    assert_eq!(team.texts(&team.dafeng).await.len(), 1);
    let room = team.dafeng.get(&team.path("")).await.expect(200);
    assert_eq!(
        (&room["moderation"]["is_paused"], &room["moderation"]["is_locked"]),
        (&json!(true), &json!(true))
    );
    team.request_measure(&team.coordinator, "unlock", json!({ "reason": "settled" }))
        .await
        .expect(201);
    team.request_measure(&team.coordinator, "resume", json!({ "reason": "settled" }))
        .await
        .expect(201);
    team.post_message(&team.dafeng, &cid(3), "三").await;
    team.coordinator.post(&team.path("/seats"), body).await.expect(201);
    // who, when, why: in the room's list
    let list = team.coordinator.get(&team.path("/measures")).await.expect(200);
    let verbs: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|act| act["verb"].as_str().unwrap())
        .collect();
    assert_eq!(verbs, ["resume", "unlock", "lock", "pause"]);
    assert_eq!(list["items"][2]["by"], team.coordinator.nickname.as_str());
    assert_eq!(list["items"][2]["reason"], "over");
    team.finish().await;
}

#[tokio::test]
async fn a_removed_member_receives_the_reason_and_nothing_more() {
    // I9, safety 42
    let team = TeamRoom::open().await;
    let mut ann = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    let act = team
        .take_measure(&team.dafeng, "remove", json!({ "reason": "hurtful" }))
        .await;
    let own = ann.expect_event("mod").await;
    assert_eq!(
        (&own["d"]["verb"], &own["d"]["reason"]),
        (&json!("remove"), &json!("hurtful"))
    );
    let end = ann.expect_event("member").await;
    assert_eq!(end["d"]["change"], "removed");
    team.post_message(&team.damu, &cid(1), "之后").await;
    ann.expect_silence(50).await;
    assert_eq!(
        ann.send_message(&team.room, &cid(2), "还在吗").await["code"],
        "not_member"
    );
    let mine = team.dafeng.get("/me/measures").await.expect(200);
    assert_eq!(mine["items"][0]["id"], act["id"]);
    assert_eq!(
        (&mine["items"][0]["may_appeal"], &mine["items"][0]["room"]),
        (&json!(true), &json!("队"))
    );
    assert!(
        team.damu.get("/me/measures").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let notices = team.dafeng.get("/notices").await.expect(200);
    assert_eq!(notices["items"][0]["link"], "/measures");
    team.finish().await;
}

#[tokio::test]
async fn every_device_of_a_person_is_notified_of_a_measure_and_no_other_is() {
    let team = TeamRoom::open().await;
    let (mut ann, mut bob) = (
        Socket::subscribe(&team, &team.dafeng, &[]).await,
        Socket::subscribe(&team, &team.damu, &[]).await,
    );
    team.take_measure(&team.dafeng, "mute", json!({ "minutes": 5 })).await;
    assert_eq!(ann.next().await.unwrap(), json!({ "t": "notice", "k": "inbox" }));
    assert_eq!(
        ann.next().await.unwrap(),
        json!({ "t": "notice", "k": "mute", "r": team.room })
    );
    // whatever Bob hears first is for Bob
    team.take_measure(&team.damu, "hold", json!({ "minutes": 15 })).await;
    assert_eq!(bob.next().await.unwrap(), json!({ "t": "notice", "k": "inbox" }));
    assert_eq!(
        bob.next().await.unwrap(),
        json!({ "t": "notice", "k": "hold", "r": team.room })
    );
    team.finish().await;
}
