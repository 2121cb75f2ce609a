//! Messages that wait for a look before the room sees them.

use crate::support::product::{
    DAY, Error, HOUR, MINUTE,
    db::schema::{messages, room_events},
};
use crate::support::socket::Socket;
use crate::support::world::{MemberRoom, cid};
use diesel::prelude::*;
use serde_json::{Value, json};

#[tokio::test]
async fn a_held_message_gets_its_number_when_it_is_shown() {
    // chat 2, I4, I5, I12
    let group = MemberRoom::open(2).await;
    let (ann, bob) = (&group.members[0], &group.members[1]);
    let mut author = Socket::subscribe(&group, ann, &[&group.room]).await;
    let mut listener = Socket::subscribe(&group, bob, &[&group.room]).await;
    group
        .request_measure(ann, "hold", json!({ "minutes": 60 }))
        .await
        .expect(201);
    author.expect_event("mod").await;
    assert_eq!(listener.expect_event("none").await.get("d"), None);
    let sent = author.send_message(&group.room, &cid(1), "请看一下").await;
    assert_eq!((&sent["t"], &sent["no"]), (&json!("sent"), &Value::Null));
    let own = author.expect_event("mod").await;
    assert_eq!(
        (&own["d"]["verb"], &own["d"]["message"]["body"]),
        (&json!("held"), &json!("请看一下"))
    );
    assert_eq!(listener.expect_event("none").await["seq"], sent["seq"]);
    // the others go on; their messages take the next places
    assert_eq!(group.post_message(bob, &cid(2), "我先说").await.expect(201)["no"], 1);
    listener.expect_event("msg.new").await;
    assert_eq!(bob.get(&group.path("")).await.expect(200)["unread"], 0);
    let again = group.post_message(ann, &cid(1), "请看一下").await.expect(200);
    assert_eq!((&again["dup"], &again["m"]), (&json!(true), &sent["m"]));

    let m = sent["m"].as_str().unwrap();
    let queue = group.review_queue().await;
    assert_eq!(
        (&queue["messages"][0]["m"], &queue["messages"][0]["is_held"]),
        (&sent["m"], &json!(true))
    );
    assert!(!queue.to_string().contains("请看"), "the list holds no words");
    let opened = group
        .supervisor
        .get(&format!("/reviews/messages/{m}"))
        .await
        .expect(200);
    let bodies: Vec<_> = opened["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["body"].as_str().unwrap())
        .collect();
    assert_eq!(bodies, ["我先说", "请看一下"]);
    let decide = |decision: &str| json!({ "decision": decision, "reason": "settled" });
    let path = format!("/reviews/messages/{m}");
    group
        .supervisor
        .post(&path, decide("keep"))
        .await
        .problem("wrong_state");
    group.supervisor.post(&path, decide("show")).await.expect(204);
    let released = listener.expect_event("msg.new").await;
    assert_eq!(
        (&released["d"]["no"], &released["d"]["body"]),
        (&json!(2), &json!("请看一下"))
    );
    assert!(released["seq"].as_i64() > sent["seq"].as_i64());
    assert_eq!(bob.get(&group.path("")).await.expect(200)["unread"], 1);
    group.supervisor.post(&path, decide("show")).await.problem("not_found");
    let seqs = group.db.read(|conn| {
        let seqs: Vec<i64> = room_events::table
            .select(room_events::seq)
            .order(room_events::seq)
            .load(conn)?;
        let nos: Vec<Option<i64>> = messages::table.select(messages::no).order(messages::no).load(conn)?;
        Ok::<_, Error>((seqs, nos))
    });
    let (seqs, nos) = seqs.await.unwrap();
    assert_eq!(seqs, (1..=seqs.len() as i64).collect::<Vec<_>>(), "dense");
    assert_eq!(nos, [Some(1), Some(2)]);
    group.finish().await;
}

#[tokio::test]
async fn a_refused_message_never_comes_and_a_few_may_wait_at_once() {
    let group = MemberRoom::open(2).await;
    let (ann, bob) = (&group.members[0], &group.members[1]);
    group
        .request_measure(ann, "hold", json!({ "minutes": 15 }))
        .await
        .expect(201);
    let mut held = vec![];
    for number in 0..3 {
        held.push(group.post_message(ann, &cid(number), "等").await.expect(201)["m"].clone());
    }
    group.post_message(ann, &cid(3), "等").await.problem("held_for_review");
    assert_eq!(ann.get(&group.path("")).await.expect(200)["moderation"]["waiting"], 3);
    let path = format!("/reviews/messages/{}", held[0].as_str().unwrap());
    let refuse = json!({ "decision": "remove", "reason": "details" });
    group.supervisor.post(&path, refuse.clone()).await.expect(204);
    group.supervisor.get(&path).await.problem("not_found");
    assert!(
        bob.get(&group.path("/messages")).await.expect(200)["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let mine = ann.get("/me/measures").await.expect(200);
    assert_eq!(
        (&mine["items"][0]["verb"], &mine["items"][0]["reason"]),
        (&json!("refuse"), &json!("details"))
    );
    group.post_message(ann, &cid(3), "等").await.expect(201);
    // it ends by itself, and by hand
    group.clock.advance(15 * MINUTE);
    assert_eq!(group.post_message(ann, &cid(4), "现在").await.expect(201)["no"], 1);
    group
        .request_measure(ann, "unhold", json!({}))
        .await
        .problem("wrong_state");
    group.finish().await;
}

#[tokio::test]
async fn a_message_shown_late_is_retained_from_then_on_and_affects_no_other() {
    // I24, I5
    let group = MemberRoom::open(2).await;
    let (ann, bob) = (&group.members[0], &group.members[1]);
    group
        .request_measure(ann, "hold", json!({ "minutes": 60 }))
        .await
        .expect(201);
    let held = group.post_message(ann, &cid(1), "先等一等").await.expect(201);
    group.clock.advance(20 * DAY);
    group.post_message(bob, &cid(2), "其间的话").await.expect(201);
    group.show_message(&held).await;
    let read = async || {
        group.run_jobs().await;
        let page = bob.get(&group.path("/messages")).await.expect(200);
        let items = page["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|one| one["body"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    group.clock.advance(15 * DAY);
    assert_eq!(
        read().await,
        ["其间的话", "先等一等"],
        "35 days after it was written, 15 after it came"
    );
    group.clock.advance(15 * DAY + HOUR);
    assert!(read().await.is_empty());
    group.finish().await;
}

#[tokio::test]
async fn a_mention_in_a_held_message_is_notified_when_the_message_is_shown() {
    // I12
    let group = MemberRoom::open(2).await;
    let (ann, bob) = (&group.members[0], &group.members[1]);
    group
        .request_measure(ann, "hold", json!({ "minutes": 60 }))
        .await
        .expect(201);
    let name = bob.get(&group.path("")).await.expect(200)["display_name"]
        .as_str()
        .unwrap()
        .to_owned();
    let held = group
        .post_message(ann, &cid(1), &format!("@{name} 你来吗"))
        .await
        .expect(201);
    assert_eq!(bob.get(&group.path("")).await.expect(200)["mentions"], 0);
    group.show_message(&held).await;
    let room = bob.get(&group.path("")).await.expect(200);
    assert_eq!((&room["mentions"], &room["unread"]), (&json!(1), &json!(1)));
    group.finish().await;
}

#[tokio::test]
async fn a_held_message_that_its_author_deletes_leaves_the_queue_and_nobody_is_notified() {
    // safety 30
    let group = MemberRoom::open(2).await;
    let (ann, bob) = (&group.members[0], &group.members[1]);
    group
        .request_measure(ann, "hold", json!({ "minutes": 60 }))
        .await
        .expect(201);
    group.post_message(ann, &cid(1), "等一等").await.expect(201);
    let mut listener = Socket::subscribe(&group, bob, &[&group.room]).await;
    ann.post("/me/messages/erase", json!({})).await.expect(202);
    group.run_jobs().await;
    assert_eq!(ann.get("/me/messages").await.expect(200)["count"], 0);
    assert!(group.review_queue().await["messages"].as_array().unwrap().is_empty());
    assert_eq!(ann.get(&group.path("")).await.expect(200)["moderation"]["waiting"], 0);
    listener.expect_silence(200).await;
    group.finish().await;
}
