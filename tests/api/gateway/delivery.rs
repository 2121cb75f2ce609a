//! A message reaches the members of its room, and nobody else.

use crate::support::socket::Socket;
use crate::support::world::{TeamRoom, at_full_speed, cid};
use serde_json::{Value, json};

#[tokio::test]
async fn a_message_reaches_every_device_of_every_member() {
    // I2, I4, I22
    let team = TeamRoom::open().await;
    let mut ann = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    let mut phone = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    let mut bob = Socket::subscribe(&team, &team.damu, &[&team.room]).await;
    let sent = ann.send_message(&team.room, &cid(1), "你好 \"<&>\"").await;
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
        assert_eq!(event["d"]["author"], team.dafeng.nickname.as_str());
        for person in [&team.dafeng, &team.damu, &team.coordinator] {
            assert!(!event.to_string().contains(&person.id), "no frame tells a person");
        }
    }
    assert_eq!(
        (&mine["d"]["cid"], &too["d"]["cid"], &theirs["d"]["cid"]),
        (&json!(cid(1)), &json!(cid(1)), &Value::Null)
    );
    // over HTTP it is the same message
    let again = team
        .dafeng
        .post(
            &team.path("/messages"),
            json!({ "cid": cid(1), "body": "你好 \"<&>\"" }),
        )
        .await
        .expect(200);
    assert_eq!((&again["m"], &again["dup"]), (&sent["m"], &json!(true)));
    bob.expect_silence(100).await;
    team.finish().await;
}

#[tokio::test]
async fn an_outsider_receives_nothing_from_a_closed_room() {
    // I18
    let team = TeamRoom::open().await;
    let outsider = team.counsellor().await;
    let mut socket = Socket::open(&team, &outsider).await;
    let welcome = socket.hello(json!([{ "r": team.room, "seq": 0 }])).await;
    assert!(welcome["rooms"].as_array().unwrap().is_empty());
    assert_eq!(socket.expect("err").await["code"], "not_member");
    team.post_message(&team.dafeng, &cid(1), "关起门来").await;
    socket.expect_silence(200).await;
    team.finish().await;
}

#[tokio::test]
async fn after_unsub_a_room_is_silent_until_the_next_sub() {
    let team = TeamRoom::open().await;
    let mut bob = Socket::subscribe(&team, &team.damu, &[&team.room]).await;
    bob.send(json!({ "t": "unsub", "id": 3, "r": team.room })).await;
    assert_eq!(bob.expect("ok").await["id"], 3);
    let first = team.post_message(&team.dafeng, &cid(1), "一").await;
    bob.expect_silence(150).await;
    let before = first["seq"].as_i64().unwrap() - 1;
    bob.send(json!({ "t": "sub", "id": 4, "r": team.room, "seq": before }))
        .await;
    assert_eq!(bob.expect("sub.ok").await["recovered"], true);
    assert_eq!(bob.expect("ev").await["seq"], first["seq"]);
    team.finish().await;
}

#[tokio::test]
async fn another_device_receives_the_read_marker_of_the_person() {
    let team = TeamRoom::open().await;
    team.post_message(&team.dafeng, &cid(1), "一").await;
    team.post_message(&team.dafeng, &cid(2), "二").await;
    let mut phone = Socket::subscribe(&team, &team.damu, &[&team.room]).await;
    let mut desk = Socket::subscribe(&team, &team.damu, &[&team.room]).await;
    phone.send(json!({ "t": "read", "r": team.room, "no": 1 })).await;
    assert_eq!(desk.expect("read").await["no"], 1);
    // within the second the next ones are gathered, and the furthest counts (I13)
    phone.send(json!({ "t": "read", "r": team.room, "no": 2 })).await;
    phone.send(json!({ "t": "read", "r": team.room, "no": 1 })).await;
    assert_eq!(desk.expect("read").await["no"], 2);
    assert_eq!(team.damu.get(&team.path("")).await.expect(200)["unread"], 0);
    phone.expect_silence(50).await;
    team.finish().await;
}

#[tokio::test]
async fn whoever_gets_a_seat_is_notified_to_reload_their_rooms() {
    let team = TeamRoom::open_with(at_full_speed).await;
    let cat = team.counsellor().await;
    let mut socket = Socket::subscribe(&team, &cat, &[]).await;
    team.add_seat(&cat).await;
    let notice = socket.next().await.unwrap();
    assert_eq!((&notice["t"], &notice["k"]), (&json!("notice"), &json!("rooms")));
    team.finish().await;
}
