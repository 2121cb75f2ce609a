//! History and events over HTTP: from memory and from the database, always the same.

use crate::support::world::{TeamRoom, at_full_speed, cid};
use serde_json::Value;

#[tokio::test]
async fn pages_of_history_join_without_a_gap_whether_from_memory_or_from_the_database() {
    let team = TeamRoom::open_with(at_full_speed).await;
    for number in 1..=130 {
        team.post_message(&team.dafeng, &cid(number), &format!("第{number}"))
            .await;
    }
    let mut all: Vec<i64> = vec![];
    let mut before = None;
    loop {
        let path = match before {
            None => "/messages?limit=45".to_owned(),
            Some(no) => format!("/messages?limit=45&before_no={no}"),
        };
        let page = team.damu.get(&team.path(&path)).await.expect(200);
        let numbers: Vec<i64> = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m["no"].as_i64().unwrap())
            .collect();
        before = numbers.first().copied();
        all.splice(0..0, numbers);
        if page["has_more"] == false {
            break;
        }
    }
    assert_eq!(all, (1..=130).collect::<Vec<_>>());
    // more than memory holds comes from the database, and is the same
    let long = team.dafeng.get(&team.path("/messages?limit=130")).await.expect(200);
    let short = team.dafeng.get(&team.path("/messages?limit=100")).await.expect(200);
    let tail = long["items"].as_array().unwrap()[30..].to_vec();
    assert_eq!(Value::from(tail), short["items"]);
    team.finish().await;
}

#[tokio::test]
async fn a_new_member_sees_exactly_the_messages_since_they_joined() {
    // I11, safety 11
    let team = TeamRoom::open_with(at_full_speed).await;
    for number in 0..7 {
        team.post_message(&team.dafeng, &cid(number), "早").await;
    }
    let cat = team.counsellor().await;
    team.add_seat(&cat).await;
    assert!(team.texts(&cat).await.is_empty());
    for number in 7..10 {
        team.post_message(&team.dafeng, &cid(number), "晚").await;
    }
    let numbers: Vec<i64> = team.texts(&cat).await.into_iter().map(|(no, _)| no).collect();
    assert_eq!(numbers, [8, 9, 10]);
    let page = cat.get(&team.path("/messages?limit=2")).await.expect(200);
    assert_eq!(
        (page["items"].as_array().unwrap().len(), &page["has_more"]),
        (2, &Value::from(true))
    );
    let older = cat.get(&team.path("/messages?before_no=8")).await.expect(200);
    assert!(older["items"].as_array().unwrap().is_empty());
    assert_eq!(older["has_more"], false);
    // events begin with their own joining
    let events = cat.get(&team.path("/events?after_seq=0")).await.expect(200);
    let kinds: Vec<&str> = events["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["k"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["member", "msg.new", "msg.new", "msg.new"]);
    assert_eq!(events["from"], events["events"][0]["seq"]);
    team.finish().await;
}

#[tokio::test]
async fn events_come_in_order_without_a_hole_and_too_many_are_a_gap() {
    // I4, I5, I21
    let team = TeamRoom::open_with(at_full_speed).await;
    let head = team.dafeng.get(&team.path("")).await.expect(200)["head_seq"]
        .as_i64()
        .unwrap();
    for some in 0..20 {
        let cids: Vec<String> = (0..50).map(|number| cid(some * 50 + number)).collect();
        futures_util::future::join_all(cids.iter().map(|cid| team.post_message(&team.dafeng, cid, "一"))).await;
    }
    let mut after = head;
    loop {
        let page = team
            .damu
            .get(&team.path(&format!("/events?after_seq={after}")))
            .await
            .expect(200);
        for event in page["events"].as_array().unwrap() {
            assert_eq!(event["seq"], after + 1);
            after += 1;
        }
        if page["more"] == false {
            break;
        }
    }
    assert_eq!(after, head + 1_000);
    team.post_message(&team.dafeng, "cid-one-more", "一").await;
    let gap = team.damu.get(&team.path(&format!("/events?after_seq={head}"))).await;
    assert_eq!(gap.status, 410);
    assert_eq!(gap.problem("gap")["head_seq"], head + 1_001);
    team.damu
        .get(&team.path(&format!("/events?after_seq={}", head + 1)))
        .await
        .expect(200);
    team.finish().await;
}
