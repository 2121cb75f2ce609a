//! Messages that wait for a look before the room sees them.

use super::super::cid;
use super::Group;
use crate::support::product::{
    DAY, Error, HOUR, MINUTE,
    db::schema::{messages, room_events},
};
use crate::support::socket::Socket;
use diesel::prelude::*;
use serde_json::{Value, json};

#[tokio::test]
async fn a_held_message_gets_its_place_when_it_is_let_in() {
    // chat 2, I4, I5, I12
    let group = Group::meet(2).await;
    let (ann, bob) = (&group.members[0], &group.members[1]);
    let mut author = Socket::listen(&group.app, ann, &[&group.room]).await;
    let mut ears = Socket::listen(&group.app, bob, &[&group.room]).await;
    group.act_on(ann, "hold", json!({ "minutes": 60 })).await.expect(201);
    author.expect_event("mod").await;
    assert_eq!(ears.expect_event("none").await.get("d"), None);
    let sent = author.say(&group.room, &cid(1), "请看一下").await;
    assert_eq!((&sent["t"], &sent["no"]), (&json!("sent"), &Value::Null));
    let own = author.expect_event("mod").await;
    assert_eq!(
        (&own["d"]["verb"], &own["d"]["message"]["body"]),
        (&json!("held"), &json!("请看一下"))
    );
    assert_eq!(ears.expect_event("none").await["seq"], sent["seq"]);
    // the others go on; their messages take the next places
    assert_eq!(group.say(bob, &cid(2), "我先说").await.expect(201)["no"], 1);
    ears.expect_event("msg.new").await;
    assert_eq!(bob.get(&group.path("")).await.expect(200)["unread"], 0);
    let again = group.say(ann, &cid(1), "请看一下").await.expect(200);
    assert_eq!((&again["dup"], &again["m"]), (&json!(true), &sent["m"]));

    let m = sent["m"].as_str().unwrap();
    let queue = group.queue().await;
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
    let released = ears.expect_event("msg.new").await;
    assert_eq!(
        (&released["d"]["no"], &released["d"]["body"]),
        (&json!(2), &json!("请看一下"))
    );
    assert!(released["seq"].as_i64() > sent["seq"].as_i64());
    assert_eq!(bob.get(&group.path("")).await.expect(200)["unread"], 1);
    group.supervisor.post(&path, decide("show")).await.problem("not_found");
    let seqs = group.app.db.read(|conn| {
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
    group.app.finish().await;
}

#[tokio::test]
async fn a_refused_message_never_comes_and_a_few_may_wait_at_once() {
    let group = Group::meet(2).await;
    let (ann, bob) = (&group.members[0], &group.members[1]);
    group.act_on(ann, "hold", json!({ "minutes": 15 })).await.expect(201);
    let mut held = vec![];
    for number in 0..3 {
        held.push(group.say(ann, &cid(number), "等").await.expect(201)["m"].clone());
    }
    group.say(ann, &cid(3), "等").await.problem("held_for_review");
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
    group.say(ann, &cid(3), "等").await.expect(201);
    // it ends by itself, and by hand
    group.app.clock.advance(15 * MINUTE);
    assert_eq!(group.say(ann, &cid(4), "现在").await.expect(201)["no"], 1);
    group.act_on(ann, "unhold", json!({})).await.problem("wrong_state");
    group.app.finish().await;
}

#[tokio::test]
async fn a_message_that_was_let_in_late_is_kept_from_then_on_and_takes_nothing_with_it() {
    // I24, I5
    let group = Group::meet(2).await;
    let (ann, bob) = (&group.members[0], &group.members[1]);
    group.act_on(ann, "hold", json!({ "minutes": 60 })).await.expect(201);
    let held = group.say(ann, &cid(1), "先等一等").await.expect(201);
    group.app.clock.advance(20 * DAY);
    group.say(bob, &cid(2), "其间的话").await.expect(201);
    group.let_in(&held).await;
    let read = async || {
        group.app.run_jobs().await;
        let page = bob.get(&group.path("/messages")).await.expect(200);
        let items = page["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|one| one["body"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    group.app.clock.advance(15 * DAY);
    assert_eq!(
        read().await,
        ["其间的话", "先等一等"],
        "35 days after it was written, 15 after it came"
    );
    group.app.clock.advance(15 * DAY + HOUR);
    assert!(read().await.is_empty());
    group.app.finish().await;
}

#[tokio::test]
async fn whom_a_held_message_names_hears_of_it_when_it_comes() {
    // I12
    let group = Group::meet(2).await;
    let (ann, bob) = (&group.members[0], &group.members[1]);
    group.act_on(ann, "hold", json!({ "minutes": 60 })).await.expect(201);
    let name = bob.get(&group.path("")).await.expect(200)["display_name"]
        .as_str()
        .unwrap()
        .to_owned();
    let held = group.say(ann, &cid(1), &format!("@{name} 你来吗")).await.expect(201);
    assert_eq!(bob.get(&group.path("")).await.expect(200)["mentions"], 0);
    group.let_in(&held).await;
    let room = bob.get(&group.path("")).await.expect(200);
    assert_eq!((&room["mentions"], &room["unread"]), (&json!(1), &json!(1)));
    group.app.finish().await;
}

#[tokio::test]
async fn a_held_message_that_its_author_erases_is_gone_from_the_queue_and_nobody_hears_of_it() {
    // safety 30
    let group = Group::meet(2).await;
    let (ann, bob) = (&group.members[0], &group.members[1]);
    group.act_on(ann, "hold", json!({ "minutes": 60 })).await.expect(201);
    group.say(ann, &cid(1), "等一等").await.expect(201);
    let mut ears = Socket::listen(&group.app, bob, &[&group.room]).await;
    ann.post("/me/messages/erase", json!({})).await.expect(202);
    group.app.run_jobs().await;
    assert_eq!(ann.get("/me/messages").await.expect(200)["count"], 0);
    assert!(group.queue().await["messages"].as_array().unwrap().is_empty());
    assert_eq!(ann.get(&group.path("")).await.expect(200)["moderation"]["waiting"], 0);
    ears.expect_silence(200).await;
    group.app.finish().await;
}
