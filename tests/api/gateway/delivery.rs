//! What is said in a room reaches its members, and nobody else.

use crate::chat::{Team, at_full_speed, cid};
use crate::support::product::Role;
use crate::support::socket::Socket;
use serde_json::{Value, json};

#[tokio::test]
async fn a_message_reaches_every_device_of_every_member() {
    // I2, I4, I22
    let team = Team::meet().await;
    let mut ann = Socket::listen(&team.app, &team.ann, &[&team.room]).await;
    let mut phone = Socket::listen(&team.app, &team.ann, &[&team.room]).await;
    let mut bob = Socket::listen(&team.app, &team.bob, &[&team.room]).await;
    let sent = ann.say(&team.room, &cid(1), "你好 \"<&>\"").await;
    assert_eq!(
        (&sent["t"], &sent["no"], &sent["dup"]),
        (&json!("sent"), &json!(1), &json!(false))
    );
    let [mine, too, theirs] = [ann.expect("ev").await, phone.expect("ev").await, bob.expect("ev").await];
    for event in [&mine, &too, &theirs] {
        assert_eq!(
            (&event["k"], &event["seq"], &event["r"]),
            (&json!("msg.new"), &sent["seq"], &json!(team.room))
        );
        assert_eq!(
            (&event["d"]["body"], &event["d"]["m"]),
            (&json!("你好 \"<&>\""), &sent["m"])
        );
        assert_eq!(event["d"]["author"], team.ann.nickname.as_str());
        for person in [&team.ann, &team.bob, &team.chair] {
            assert!(!event.to_string().contains(&person.id), "no frame tells a person");
        }
    }
    assert_eq!(
        (&mine["d"]["cid"], &too["d"]["cid"], &theirs["d"]["cid"]),
        (&json!(cid(1)), &json!(cid(1)), &Value::Null)
    );
    // over HTTP it is the same message
    let again = team
        .ann
        .post(
            &team.path("/messages"),
            json!({ "cid": cid(1), "body": "你好 \"<&>\"" }),
        )
        .await
        .expect(200);
    assert_eq!((&again["m"], &again["dup"]), (&sent["m"], &json!(true)));
    bob.expect_silence(100).await;
    team.app.finish().await;
}

#[tokio::test]
async fn an_outsider_hears_nothing_from_a_closed_room() {
    // I18
    let team = Team::meet().await;
    let outsider = team.app.person(Role::Counsellor, &team.district).await;
    let mut socket = Socket::open(&team.app, &outsider).await;
    let welcome = socket.hello(json!([{ "r": team.room, "seq": 0 }])).await;
    assert!(welcome["rooms"].as_array().unwrap().is_empty());
    assert_eq!(socket.expect("err").await["code"], "not_member");
    team.say(&team.ann, &cid(1), "关起门来").await;
    socket.expect_silence(200).await;
    team.app.finish().await;
}

#[tokio::test]
async fn after_unsub_a_room_is_silent_until_the_next_sub() {
    let team = Team::meet().await;
    let mut bob = Socket::listen(&team.app, &team.bob, &[&team.room]).await;
    bob.send(json!({ "t": "unsub", "id": 3, "r": team.room })).await;
    assert_eq!(bob.expect("ok").await["id"], 3);
    let first = team.say(&team.ann, &cid(1), "一").await;
    bob.expect_silence(150).await;
    let before = first["seq"].as_i64().unwrap() - 1;
    bob.send(json!({ "t": "sub", "id": 4, "r": team.room, "seq": before }))
        .await;
    assert_eq!(bob.expect("sub.ok").await["recovered"], true);
    assert_eq!(bob.expect("ev").await["seq"], first["seq"]);
    team.app.finish().await;
}

#[tokio::test]
async fn another_device_hears_how_far_a_person_has_read() {
    let team = Team::meet().await;
    team.say(&team.ann, &cid(1), "一").await;
    team.say(&team.ann, &cid(2), "二").await;
    let mut phone = Socket::listen(&team.app, &team.bob, &[&team.room]).await;
    let mut desk = Socket::listen(&team.app, &team.bob, &[&team.room]).await;
    phone.send(json!({ "t": "read", "r": team.room, "no": 1 })).await;
    assert_eq!(desk.expect("read").await["no"], 1);
    // within the second the next ones are gathered, and the furthest counts (I13)
    phone.send(json!({ "t": "read", "r": team.room, "no": 2 })).await;
    phone.send(json!({ "t": "read", "r": team.room, "no": 1 })).await;
    assert_eq!(desk.expect("read").await["no"], 2);
    assert_eq!(team.bob.get(&team.path("")).await.expect(200)["unread"], 0);
    phone.expect_silence(50).await;
    team.app.finish().await;
}

#[tokio::test]
async fn whoever_is_seated_is_told_to_look_at_their_rooms() {
    let team = Team::meet_with(at_full_speed).await;
    let cat = team.app.person(Role::Counsellor, &team.district).await;
    let mut socket = Socket::listen(&team.app, &cat, &[]).await;
    team.seat(&cat).await;
    let notice = socket.next().await.unwrap();
    assert_eq!((&notice["t"], &notice["k"]), (&json!("notice"), &json!("rooms")));
    team.app.finish().await;
}
