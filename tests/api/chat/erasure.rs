//! Taking back everything that one has said (safety 30).

use super::{Team, at_full_speed, cid};
use crate::support::product::{
    Error, Role,
    db::schema::{message_versions, messages},
};
use crate::support::socket::Socket;
use diesel::prelude::*;
use serde_json::json;

#[tokio::test]
async fn whoever_wishes_it_leaves_no_word_in_any_room_and_the_others_keep_theirs() {
    // safety 30, I5
    let team = Team::meet_with(at_full_speed).await;
    let cat = team.app.person(Role::Counsellor, &team.district).await;
    let seat = team.seat(&cat).await;
    let first = team.say(&cat, &cid(1), "我说过的话").await;
    let edit = json!({ "body": "我改过的话", "base_version": 1 });
    let path = team.path(&format!("/messages/{}", first["m"].as_str().unwrap()));
    cat.patch(&path, edit).await.expect(200);
    for number in 2..70 {
        team.say(&cat, &cid(number), "又一句").await;
    }
    team.say(&team.ann, &cid(1), "别人的话").await;
    // also what was said from a seat that one left
    team.chair
        .delete(&team.path(&format!("/seats/{seat}")))
        .await
        .expect(204);
    let mut ears = Socket::listen(&team.app, &team.bob, &[&team.room]).await;
    assert_eq!(cat.get("/me/messages").await.expect(200)["count"], 69);
    assert_eq!(cat.post("/me/messages/erase", json!({})).await.expect(202)["count"], 69);
    // what is said after that stays
    team.app.clock.advance(1_000);
    team.seat(&cat).await;
    team.say(&cat, &cid(200), "新的开始").await;
    team.app.run_jobs().await;
    assert_eq!(cat.get("/me/messages").await.expect(200)["count"], 1);
    let mut taken_back = 0;
    while taken_back < 69 {
        let event = ears.expect("ev").await;
        taken_back += usize::from(event["k"] == "msg.del");
    }
    let page = team.ann.get(&team.path("/messages?limit=200")).await.expect(200);
    let items = page["items"].as_array().unwrap();
    assert_eq!(items.len(), 71);
    let texts: Vec<&str> = items.iter().filter_map(|item| item["body"].as_str()).collect();
    assert_eq!(texts, ["别人的话", "新的开始"]);
    let left = team.app.db.read(|conn| {
        let bodies = messages::table.filter(messages::body.is_not_null()).count();
        let places = messages::table.count().get_result::<i64>(conn)?;
        let versions = message_versions::table.count().get_result::<i64>(conn)?;
        Ok::<_, Error>((bodies.get_result::<i64>(conn)?, places, versions))
    });
    assert_eq!(left.await.unwrap(), (2, 71, 0), "texts go, places stay");
    // asked twice is done once
    cat.post("/me/messages/erase", json!({})).await.expect(202);
    cat.post("/me/messages/erase", json!({})).await.expect(202);
    team.app.run_jobs().await;
    assert_eq!(team.bob.get("/me/messages").await.expect(200)["count"], 0);
    assert_eq!(team.ann.get("/me/messages").await.expect(200)["count"], 1);
    let events = team.bob.get(&team.path("/events?after_seq=0")).await.expect(200);
    let seqs: Vec<i64> = events["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["seq"].as_i64().unwrap())
        .collect();
    assert!(seqs.windows(2).all(|pair| pair[1] == pair[0] + 1), "dense: {seqs:?}");
    team.app.finish().await;
}
