//! What members flag (safety 43).

use crate::support::product::HOUR;
use crate::support::world::{MemberRoom, cid};
use serde_json::{Value, json};

#[tokio::test]
async fn three_people_hide_a_message_and_nobody_learns_who_they_are() {
    // safety 43
    let group = MemberRoom::open(5).await;
    let m = group
        .post_message(&group.members[0], &cid(1), "伤人的话")
        .await
        .expect(201)["m"]
        .clone();
    let body = |page: &Value| page["items"][0]["body"].clone();
    let seen = || async { body(&group.members[4].get(&group.path("/messages")).await.expect(200)) };
    group.flag_message(&group.members[1], &m).await.expect(204);
    for _ in 0..4 {
        group.flag_message(&group.members[2], &m).await.expect(204); // one person is one flag
    }
    assert_eq!(seen().await, "伤人的话");
    assert_eq!(group.review_queue().await["messages"][0]["flags"], 2);
    group.flag_message(&group.members[3], &m).await.expect(204);
    assert_eq!(seen().await, Value::Null);
    let page = group.members[4].get(&group.path("/messages")).await.expect(200);
    assert_eq!(page["items"][0]["hidden"], "flags");

    // counted, never named: not to the author, not to who holds the room, not to the reviewer
    let mine = group.members[0].get("/me/measures").await.expect(200);
    assert_eq!(
        (&mine["items"][0]["verb"], &mine["items"][0]["reason"]),
        (&json!("hide"), &json!("flagged"))
    );
    let queue = group.review_queue().await;
    let opened = group
        .supervisor
        .get(&format!("/reviews/messages/{}", m.as_str().unwrap()))
        .await
        .expect(200);
    let held = group.coordinator.get(&group.path("/measures")).await.expect(200);
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
        .coordinator
        .post(&group.path("/measures"), show)
        .await
        .problem("wrong_state");
    group.finish().await;
}

#[tokio::test]
async fn five_people_silence_an_author_only_while_nobody_is_there() {
    // safety 43
    let group = MemberRoom::open(7).await;
    // somebody who reviews others, but not themselves
    let author = &group.supervisor().await;
    group.add_seat(author).await.expect(201);
    let mut said = vec![];
    for number in 0..6 {
        said.push(group.post_message(author, &cid(number), "话").await.expect(201)["m"].clone());
    }
    // in staffed hours five people are not enough, whatever they flag
    for person in 1..6 {
        group
            .flag_message(&group.members[person], &said[person % 3])
            .await
            .expect(204);
    }
    group.post_message(author, &cid(10), "我还在").await.expect(201);
    assert!(group.review_queue().await["authors"].as_array().unwrap().is_empty());
    // at night the next one is
    group.clock.advance(13 * HOUR);
    group.flag_message(&group.members[6], &said[4]).await.expect(204);
    let room = author.get(&group.path("")).await.expect(200);
    assert_eq!(room["moderation"]["is_read_only"], true);
    group.clock.advance(11 * HOUR); // ten in the morning
    assert_eq!(
        group
            .post_message(author, &cid(11), "为什么")
            .await
            .problem("read_only")["why"],
        "review"
    );
    group.post_message(&group.members[1], &cid(12), "早").await.expect(201);

    // until somebody has looked: a supervisor of this district, nobody else
    let silenced = group.review_queue().await["authors"][0].clone();
    assert_eq!(silenced["name"], author.nickname.as_str());
    let path = format!(
        "/reviews/authors/{}/reopen",
        silenced["membership_id"].as_str().unwrap()
    );
    for nobody in [&group.coordinator, author] {
        nobody.post(&path, json!({})).await.problem("not_found");
    }
    let theirs = author.get("/reviews").await.expect(200);
    assert_eq!((&theirs["authors"], &theirs["messages"]), (&json!([]), &json!([])));
    author
        .get(&format!("/reviews/messages/{}", said[0].as_str().unwrap()))
        .await
        .problem("not_found");
    group.supervisor.post(&path, json!({})).await.expect(204);
    group.post_message(author, &cid(13), "谢谢").await.expect(201);
    group.supervisor.post(&path, json!({})).await.problem("wrong_state");
    // the same flags do not silence them again
    group.clock.advance(13 * HOUR);
    group.flag_message(&group.members[1], &said[5]).await.expect(204);
    assert_eq!(
        author.get(&group.path("")).await.expect(200)["moderation"]["is_read_only"],
        false
    );
    group.finish().await;
}

#[tokio::test]
async fn only_a_member_flags_and_only_what_they_can_see() {
    let group = MemberRoom::open(3).await;
    let m = group.post_message(&group.members[0], &cid(1), "之前").await.expect(201)["m"].clone();
    group.flag_message(&group.members[0], &m).await.problem("invalid");
    group.flag_message(&group.supervisor, &m).await.problem("not_found");
    // who came later does not know the message (safety 11)
    let late = group.member().await;
    group.add_seat(&late).await.expect(201);
    group.flag_message(&late, &m).await.problem("not_found");
    let path = group.path(&format!("/messages/{}/flag", m.as_str().unwrap()));
    group.members[1]
        .post(&path, json!({ "reason": "flagged" }))
        .await
        .problem("invalid");
    group.members[1]
        .post(&path, json!({ "reason": "no reason" }))
        .await
        .problem("bad_body");
    assert!(group.review_queue().await["messages"].as_array().unwrap().is_empty());
    group.finish().await;
}
