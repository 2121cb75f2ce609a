//! What members flag (safety 43).

use super::super::cid;
use super::Group;
use crate::support::product::{HOUR, Role};
use serde_json::{Value, json};

#[tokio::test]
async fn three_people_hide_a_message_and_nobody_learns_who_they_are() {
    // safety 43
    let group = Group::meet(5).await;
    let m = group.say(&group.members[0], &cid(1), "伤人的话").await.expect(201)["m"].clone();
    let body = |page: &Value| page["items"][0]["body"].clone();
    let seen = || async { body(&group.members[4].get(&group.path("/messages")).await.expect(200)) };
    group.flag(&group.members[1], &m).await.expect(204);
    for _ in 0..4 {
        group.flag(&group.members[2], &m).await.expect(204); // one person is one flag
    }
    assert_eq!(seen().await, "伤人的话");
    assert_eq!(group.queue().await["messages"][0]["flags"], 2);
    group.flag(&group.members[3], &m).await.expect(204);
    assert_eq!(seen().await, Value::Null);
    let page = group.members[4].get(&group.path("/messages")).await.expect(200);
    assert_eq!(page["items"][0]["hidden"], "flags");

    // counted, never named: not to the author, not to who holds the room, not to the reviewer
    let mine = group.members[0].get("/me/measures").await.expect(200);
    assert_eq!(
        (&mine["items"][0]["verb"], &mine["items"][0]["reason"]),
        (&json!("hide"), &json!("flagged"))
    );
    let queue = group.queue().await;
    let opened = group
        .supervisor
        .get(&format!("/reviews/messages/{}", m.as_str().unwrap()))
        .await
        .expect(200);
    let held = group.chair.get(&group.path("/measures")).await.expect(200);
    let events = group.members[0]
        .get(&group.path("/events?after_seq=0"))
        .await
        .expect(200);
    for answer in [&mine, &queue, &opened, &held["items"]] {
        for flagger in &group.members[1..4] {
            let text = answer.to_string();
            assert!(
                !text.contains(&flagger.id) && !text.contains(&flagger.nickname),
                "{text}"
            );
        }
    }
    assert!(!events.to_string().contains("伤人"), "{events}");
    // a facilitator cannot show again what waits for a review
    let show = json!({ "verb": "show", "reason": "mistake", "m": m });
    group
        .chair
        .post(&group.path("/measures"), show)
        .await
        .problem("wrong_state");
    group.app.finish().await;
}

#[tokio::test]
async fn five_people_silence_an_author_only_while_nobody_is_there() {
    // safety 43
    let group = Group::meet(7).await;
    // somebody who reviews others, but not themselves
    let author = &group.app.person(Role::Supervisor, &group.district).await;
    group.seat(author).await.expect(201);
    let mut said = vec![];
    for number in 0..6 {
        said.push(group.say(author, &cid(number), "话").await.expect(201)["m"].clone());
    }
    // in staffed hours five people are not enough, whatever they flag
    for person in 1..6 {
        group.flag(&group.members[person], &said[person % 3]).await.expect(204);
    }
    group.say(author, &cid(10), "我还在").await.expect(201);
    assert!(group.queue().await["authors"].as_array().unwrap().is_empty());
    // at night the next one is
    group.app.clock.advance(13 * HOUR);
    group.flag(&group.members[6], &said[4]).await.expect(204);
    let room = author.get(&group.path("")).await.expect(200);
    assert_eq!(room["moderation"]["is_read_only"], true);
    group.app.clock.advance(11 * HOUR); // ten in the morning
    assert_eq!(
        group.say(author, &cid(11), "为什么").await.problem("read_only")["why"],
        "review"
    );
    group.say(&group.members[1], &cid(12), "早").await.expect(201);

    // until somebody has looked: a supervisor of this district, nobody else
    let silenced = group.queue().await["authors"][0].clone();
    assert_eq!(silenced["name"], author.nickname.as_str());
    let path = format!(
        "/reviews/authors/{}/reopen",
        silenced["membership_id"].as_str().unwrap()
    );
    for nobody in [&group.chair, author] {
        nobody.post(&path, json!({})).await.problem("not_found");
    }
    let theirs = author.get("/reviews").await.expect(200);
    assert_eq!((&theirs["authors"], &theirs["messages"]), (&json!([]), &json!([])));
    author
        .get(&format!("/reviews/messages/{}", said[0].as_str().unwrap()))
        .await
        .problem("not_found");
    group.supervisor.post(&path, json!({})).await.expect(204);
    group.say(author, &cid(13), "谢谢").await.expect(201);
    group.supervisor.post(&path, json!({})).await.problem("wrong_state");
    // the same flags do not silence them again
    group.app.clock.advance(13 * HOUR);
    group.flag(&group.members[1], &said[5]).await.expect(204);
    assert_eq!(
        author.get(&group.path("")).await.expect(200)["moderation"]["is_read_only"],
        false
    );
    group.app.finish().await;
}

#[tokio::test]
async fn only_a_member_flags_and_only_what_they_can_see() {
    let group = Group::meet(3).await;
    let m = group.say(&group.members[0], &cid(1), "之前").await.expect(201)["m"].clone();
    group.flag(&group.members[0], &m).await.problem("invalid");
    group.flag(&group.supervisor, &m).await.problem("not_found");
    // who came later does not know the message (safety 11)
    let late = group.app.person(Role::Member, &group.district).await;
    group.seat(&late).await.expect(201);
    group.flag(&late, &m).await.problem("not_found");
    let path = group.path(&format!("/messages/{}/flag", m.as_str().unwrap()));
    group.members[1]
        .post(&path, json!({ "reason": "flagged" }))
        .await
        .problem("invalid");
    group.members[1]
        .post(&path, json!({ "reason": "no reason" }))
        .await
        .problem("bad_body");
    assert!(group.queue().await["messages"].as_array().unwrap().is_empty());
    group.app.finish().await;
}
