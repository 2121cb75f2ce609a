//! Erasing all of one's own messages (safety 30).

use crate::support::product::{
    Error,
    db::schema::{message_versions, messages},
};
use crate::support::socket::Socket;
use crate::support::world::{TeamRoom, at_full_speed, cid};
use diesel::prelude::*;
use serde_json::json;

#[tokio::test]
async fn erasing_ones_texts_leaves_none_in_any_room_and_all_of_the_others() {
    // safety 30, I5
    let team = TeamRoom::open_with(at_full_speed).await;
    let cat = team.counsellor().await;
    let seat = team.add_seat(&cat).await;
    let first = team.post_message(&cat, &cid(1), "我说过的话").await;
    let edit = json!({ "body": "我改过的话", "base_version": 1 });
    let path = team.path(&format!("/messages/{}", first["m"].as_str().unwrap()));
    cat.patch(&path, edit).await.expect(200);
    for number in 2..70 {
        team.post_message(&cat, &cid(number), "又一句").await;
    }
    team.post_message(&team.dafeng, &cid(1), "别人的话").await;
    // also what was said from a seat that one left
    team.coordinator
        .delete(&team.path(&format!("/seats/{seat}")))
        .await
        .expect(204);
    let mut listener = Socket::subscribe(&team, &team.damu, &[&team.room]).await;
    assert_eq!(cat.get("/me/messages").await.expect(200)["count"], 69);
    assert_eq!(cat.post("/me/messages/erase", json!({})).await.expect(202)["count"], 69);
    // what is said after that stays
    team.clock.advance(1_000);
    team.add_seat(&cat).await;
    team.post_message(&cat, &cid(200), "新的开始").await;
    team.run_jobs().await;
    assert_eq!(cat.get("/me/messages").await.expect(200)["count"], 1);
    let mut taken_back = 0;
    while taken_back < 69 {
        let event = listener.expect("ev").await;
        taken_back += usize::from(event["k"] == "msg.del");
    }
    let page = team.dafeng.get(&team.path("/messages?limit=200")).await.expect(200);
    let items = page["items"].as_array().unwrap();
    assert_eq!(items.len(), 71);
    let texts: Vec<&str> = items.iter().filter_map(|item| item["body"].as_str()).collect();
    assert_eq!(texts, ["别人的话", "新的开始"]);
    let left = team.db.read(|conn| {
        let bodies = messages::table.filter(messages::body.is_not_null()).count();
        let places = messages::table.count().get_result::<i64>(conn)?;
        let versions = message_versions::table.count().get_result::<i64>(conn)?;
        Ok::<_, Error>((bodies.get_result::<i64>(conn)?, places, versions))
    });
    assert_eq!(left.await.unwrap(), (2, 71, 0), "texts go, places stay");
    // asked twice is done once
    cat.post("/me/messages/erase", json!({})).await.expect(202);
    cat.post("/me/messages/erase", json!({})).await.expect(202);
    team.run_jobs().await;
    assert_eq!(team.damu.get("/me/messages").await.expect(200)["count"], 0);
    assert_eq!(team.dafeng.get("/me/messages").await.expect(200)["count"], 1);
    let events = team.damu.get(&team.path("/events?after_seq=0")).await.expect(200);
    let seqs: Vec<i64> = events["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["seq"].as_i64().unwrap())
        .collect();
    assert!(seqs.windows(2).all(|pair| pair[1] == pair[0] + 1), "dense: {seqs:?}");
    team.finish().await;
}
