//! Frames that edit or delete a message, and what the room receives of it.

use crate::support::socket::Socket;
use crate::support::world::{TeamRoom, at_full_speed, cid};
use serde_json::{Value, json};

#[tokio::test]
async fn an_edit_and_a_deletion_are_answered_and_everybody_receives_them() {
    let team = TeamRoom::open().await;
    let mut ann = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    let mut bob = Socket::subscribe(&team, &team.damu, &[&team.room]).await;
    let m = ann.send_message(&team.room, &cid(1), "六点").await["m"].clone();
    ann.expect_event("msg.new").await;
    bob.expect_event("msg.new").await;
    let edit = json!({ "t": "edit", "id": 7, "r": team.room, "m": m, "body": "七点", "base_ver": 1 });
    ann.send(edit.clone()).await;
    assert_eq!(ann.expect_answer(7).await["t"], "ok");
    for socket in [&mut ann, &mut bob] {
        let event = socket.expect_event("msg.edit").await;
        let d = &event["d"];
        assert_eq!(
            (&d["m"], &d["body"], &d["version"], d["edited_at"].is_i64()),
            (&m, &json!("七点"), &json!(2), true)
        );
    }
    // the same again, because the answer was lost: answered, and nobody hears anything
    ann.send(edit).await;
    assert_eq!(ann.expect_answer(7).await["t"], "ok");
    let stale = json!({ "t": "edit", "id": 8, "r": team.room, "m": m, "body": "八点", "base_ver": 1 });
    ann.send(stale).await;
    let refused = ann.expect_answer(8).await;
    assert_eq!((&refused["t"], &refused["code"]), (&json!("err"), &json!("conflict")));
    ann.send(json!({ "t": "del", "id": 9, "r": team.room, "m": m })).await;
    assert_eq!(ann.expect_answer(9).await["t"], "ok");
    for socket in [&mut ann, &mut bob] {
        let event = socket.expect_event("msg.del").await;
        let d = &event["d"];
        assert_eq!(
            (&d["m"], &d["body"], &d["version"], d["deleted_at"].is_i64()),
            (&m, &Value::Null, &json!(3), true)
        );
    }
    team.finish().await;
}

#[tokio::test]
async fn a_change_that_cannot_be_is_refused_by_name() {
    let team = TeamRoom::open().await;
    let mut bob = Socket::subscribe(&team, &team.damu, &[]).await;
    let m = team.said(&team.dafeng, &cid(1), "一").await;
    let nothing = "0190a0b0-0000-7000-8000-000000000001";
    for (frame, code) in [
        (json!({ "t": "del", "m": m }), "not_allowed"),
        (
            json!({ "t": "edit", "m": m, "body": "二", "base_ver": 1 }),
            "not_allowed",
        ),
        (json!({ "t": "edit", "m": m, "body": "二" }), "bad_frame"),
        (
            json!({ "t": "edit", "m": m, "body": "二".repeat(4_001), "base_ver": 1 }),
            "too_long",
        ),
        (json!({ "t": "del" }), "bad_frame"),
        (json!({ "t": "del", "m": nothing }), "not_found"),
        (json!({ "t": "del", "m": "nothing" }), "not_found"),
        (json!({ "t": "del", "m": m, "r": nothing }), "not_member"),
    ] {
        let mut frame = frame;
        frame["id"] = json!(1);
        if frame["r"].is_null() {
            frame["r"] = json!(team.room);
        }
        bob.send(frame.clone()).await;
        assert_eq!(bob.expect("err").await["code"], code, "{frame}");
    }
    team.finish().await;
}

#[tokio::test]
async fn whoever_resumes_receives_the_newest_text_and_no_deleted_one() {
    // I14: from memory and from the log
    let team = TeamRoom::open_with(at_full_speed).await;
    let begin = team.dafeng.get(&team.path("")).await.expect(200)["head_seq"]
        .as_i64()
        .unwrap();
    let edited = team.said(&team.dafeng, &cid(1), "SECRET-old").await;
    let gone = team.said(&team.dafeng, &cid(2), "SECRET-gone").await;
    let edit = json!({ "body": "新", "base_version": 1 });
    team.dafeng
        .patch(&team.path(&format!("/messages/{edited}")), edit)
        .await
        .expect(200);
    team.dafeng
        .delete(&team.path(&format!("/messages/{gone}")))
        .await
        .expect(204);
    team.post_message(&team.damu, &cid(1), "之后").await;
    for _ in 0..2 {
        let mut bob = Socket::open(&team, &team.damu).await;
        bob.hello(json!([{ "r": team.room, "seq": begin }])).await;
        bob.expect("sub.ok").await;
        let mut bodies = vec![];
        for kind in ["msg.new", "msg.new", "msg.edit", "msg.del", "msg.new"] {
            let event = bob.expect_event(kind).await;
            assert!(!event.to_string().contains("SECRET"), "{event}");
            bodies.push(event["d"]["body"].clone());
        }
        assert_eq!(
            bodies,
            [json!("新"), Value::Null, json!("新"), Value::Null, json!("之后")]
        );
    }
    team.finish().await;
}

#[tokio::test]
async fn a_new_member_receives_only_the_number_of_a_change_to_an_earlier_message() {
    // I5, I11, safety 11
    let team = TeamRoom::open_with(at_full_speed).await;
    let m = team.said(&team.dafeng, &cid(1), "早").await;
    let cat = team.counsellor().await;
    team.add_seat(&cat).await;
    let begin = cat.get(&team.path("")).await.expect(200)["head_seq"].as_i64().unwrap();
    let mut live = Socket::subscribe(&team, &cat, &[&team.room]).await;
    let edit = json!({ "body": "SECRET", "base_version": 1 });
    team.dafeng
        .patch(&team.path(&format!("/messages/{m}")), edit)
        .await
        .expect(200);
    let mut again = Socket::open(&team, &cat).await;
    again.hello(json!([{ "r": team.room, "seq": begin }])).await;
    again.expect("sub.ok").await;
    let over_http = cat
        .get(&team.path(&format!("/events?after_seq={begin}")))
        .await
        .expect(200);
    for event in [
        live.expect("ev").await,
        again.expect("ev").await,
        over_http["events"][0].clone(),
    ] {
        assert_eq!(
            event,
            json!({ "t": "ev", "r": team.room, "seq": begin + 1, "k": "none" })
        );
    }
    team.finish().await;
}
