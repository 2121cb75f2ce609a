//! Posting over HTTP; the same action as over a socket.

use crate::support::product::{
    Error,
    db::schema::{messages, room_events, room_heads},
};
use crate::support::world::{TeamRoom, at_full_speed, cid};
use diesel::prelude::*;
use serde_json::json;

#[tokio::test]
async fn a_message_gets_the_next_numbers_and_everybody_sees_the_same() {
    let team = TeamRoom::open().await;
    let first = team.post_message(&team.dafeng, &cid(1), "你好").await;
    let second = team.post_message(&team.damu, &cid(1), "好 <b>\"&\n").await;
    assert_eq!(second["seq"], first["seq"].as_i64().unwrap() + 1);
    assert_eq!(
        (&first["no"], &second["no"], &first["dup"]),
        (&json!(1), &json!(2), &json!(false))
    );
    for person in [&team.dafeng, &team.damu, &team.coordinator] {
        assert_eq!(
            team.texts(person).await,
            [(1, "你好".to_owned()), (2, "好 <b>\"&\n".to_owned())]
        );
    }
    // the client's id is the author's own
    let page = team.dafeng.get(&team.path("/messages")).await.expect(200);
    assert_eq!(
        (&page["items"][0]["cid"], &page["items"][1]["cid"]),
        (&json!(cid(1)), &json!(null))
    );
    assert_eq!(page["items"][1]["author"], team.damu.nickname.as_str());
    team.finish().await;
}

#[tokio::test]
async fn the_same_message_again_changes_nothing_and_is_answered_with_the_first() {
    // I3
    let team = TeamRoom::open().await;
    let first = team.post_message(&team.dafeng, &cid(1), "一次").await;
    let again = team
        .dafeng
        .post(&team.path("/messages"), json!({ "cid": cid(1), "body": "一次" }))
        .await
        .expect(200);
    assert_eq!(again["dup"], true);
    for field in ["m", "seq", "no", "at"] {
        assert_eq!(first[field], again[field]);
    }
    let other = json!({ "cid": cid(1), "body": "别的" });
    team.dafeng
        .post(&team.path("/messages"), other.clone())
        .await
        .problem("cid_conflict");
    team.damu.post(&team.path("/messages"), other).await.expect(201);
    assert_eq!(team.texts(&team.dafeng).await.len(), 2);
    team.finish().await;
}

#[tokio::test]
async fn many_at_once_under_one_client_id_make_one_message() {
    // I3, I5
    let team = TeamRoom::open_with(at_full_speed).await;
    let posts = (0..20).map(|_| team.post_message(&team.dafeng, "cid-the-same", "只有一次"));
    let answers = futures_util::future::join_all(posts).await;
    assert_eq!(answers.iter().filter(|answer| answer["dup"] == false).count(), 1);
    assert!(answers.iter().all(|answer| answer["m"] == answers[0]["m"]));
    assert_eq!(team.texts(&team.damu).await.len(), 1);
    team.finish().await;
}

#[tokio::test]
async fn numbers_are_dense_whatever_is_refused_between() {
    // I5
    let team = TeamRoom::open_with(at_full_speed).await;
    for number in 0..6 {
        team.post_message(&team.dafeng, &cid(number), "好").await;
        let out_of_order = json!({ "cid": cid(number + 100), "body": "不", "prev": cid(999) });
        team.dafeng
            .post(&team.path("/messages"), out_of_order)
            .await
            .problem("out_of_order");
        let unknown =
            json!({ "cid": cid(number + 200), "body": "不", "reply": "0190a0b0-0000-7000-8000-000000000001" });
        team.dafeng
            .post(&team.path("/messages"), unknown)
            .await
            .problem("invalid");
    }
    let stored = team.db.read(|conn| {
        let seqs: Vec<i64> = room_events::table
            .select(room_events::seq)
            .order(room_events::seq)
            .load(conn)?;
        let numbers: Vec<Option<i64>> = messages::table.select(messages::no).order(messages::seq).load(conn)?;
        let head: (i64, i64) = room_heads::table
            .select((room_heads::last_seq, room_heads::last_no))
            .first(conn)?;
        Ok::<_, Error>((seqs, numbers, head))
    });
    let (seqs, numbers, head) = stored.await.unwrap();
    assert_eq!(seqs, (1..=head.0).collect::<Vec<_>>());
    assert_eq!(numbers, (1..=6).map(Some).collect::<Vec<_>>());
    assert_eq!(head.1, 6);
    team.finish().await;
}

#[tokio::test]
async fn a_message_that_names_its_predecessor_waits_for_it() {
    // I6
    let team = TeamRoom::open().await;
    let second = json!({ "cid": cid(2), "body": "二", "prev": cid(1) });
    team.dafeng
        .post(&team.path("/messages"), second.clone())
        .await
        .problem("out_of_order");
    team.post_message(&team.dafeng, &cid(1), "一").await;
    team.dafeng.post(&team.path("/messages"), second).await.expect(201);
    // somebody else's message is not a predecessor
    let theirs = json!({ "cid": cid(3), "body": "三", "prev": cid(2) });
    team.damu
        .post(&team.path("/messages"), theirs)
        .await
        .problem("out_of_order");
    team.finish().await;
}

#[tokio::test]
async fn a_text_that_is_empty_too_long_or_holds_an_identity_number_is_refused() {
    // I21, safety 22, 44
    let team = TeamRoom::open().await;
    let post = |text: String| json!({ "cid": cid(1), "body": text });
    let refused = team
        .dafeng
        .post(&team.path("/messages"), post(" ".into()))
        .await
        .problem("invalid");
    assert_eq!(refused["errors"][0]["code"], "required");
    let refused = team
        .dafeng
        .post(&team.path("/messages"), post("字".repeat(4_001)))
        .await
        .problem("invalid");
    assert_eq!(refused["errors"][0]["code"], "too_long");
    team.dafeng
        .post(&team.path("/messages"), post("字".repeat(4_000)))
        .await
        .expect(201);
    let refused = team
        .damu
        .post(&team.path("/messages"), post("我是 １１０１０５ 19491231 002X".into()))
        .await;
    assert!(!refused.text.contains("1949"), "the text is not repeated");
    refused.problem("refused_content");
    let unknown = json!({ "cid": cid(9), "body": "好", "author": "别人" });
    team.dafeng
        .post(&team.path("/messages"), unknown)
        .await
        .problem("bad_body"); // safety 4
    team.finish().await;
}

#[tokio::test]
async fn a_text_is_sealed_in_the_database() {
    // safety 60
    let team = TeamRoom::open().await;
    team.post_message(&team.dafeng, &cid(1), "SECRET-同行-TEXT").await;
    let bodies = team
        .db
        .read(|conn| Ok::<_, Error>(messages::table.select(messages::body).load::<Option<Vec<u8>>>(conn)?));
    for body in bodies.await.unwrap().into_iter().flatten() {
        assert!(!String::from_utf8_lossy(&body).contains("SECRET"));
    }
    team.finish().await;
}

#[tokio::test]
async fn whoever_posts_too_fast_receives_how_long_to_wait() {
    // I21: burst 5, then 1 a second
    let team = TeamRoom::open().await;
    for number in 0..5 {
        team.post_message(&team.dafeng, &cid(number), "快").await;
    }
    let post = json!({ "cid": cid(5), "body": "快" });
    let refused = team
        .dafeng
        .post(&team.path("/messages"), post)
        .await
        .problem("throttled");
    assert_eq!(refused["retry_after_ms"], 1_000);
    team.post_message(&team.damu, &cid(5), "别人不受影响").await;
    team.finish().await;
}
