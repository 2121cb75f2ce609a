//! Messages are stored for the announced time, and no longer (safety 28).

use crate::support::product::{
    DAY, Error, HOUR,
    db::schema::{message_versions, messages},
};
use crate::support::socket::Socket;
use crate::support::world::{TeamRoom, at_full_speed, cid};
use diesel::prelude::*;
use serde_json::json;

/// How many messages of the database still hold a text.
async fn texts_stored(team: &TeamRoom) -> i64 {
    let read = team.db.read(|conn| {
        let held = messages::table.filter(messages::body.is_not_null()).count();
        Ok::<_, Error>(held.get_result::<i64>(conn)?)
    });
    read.await.unwrap()
}

#[tokio::test]
async fn a_text_is_gone_within_the_hour_after_its_time_and_what_came_later_stays() {
    // I24, I5
    let team = TeamRoom::open_with(at_full_speed).await;
    let old = team.post_message(&team.dafeng, &cid(1), "更旧的话").await;
    let m = old["m"].as_str().unwrap();
    let edit = json!({ "body": "旧的话", "base_version": 1 });
    team.dafeng
        .patch(&team.path(&format!("/messages/{m}")), edit)
        .await
        .expect(200);
    team.run_jobs().await;
    team.clock.advance(29 * DAY);
    team.post_message(&team.dafeng, &cid(2), "新的话").await;
    let whole = team.damu.get(&team.path("")).await.expect(200);
    let mut listener = Socket::subscribe(&team, &team.damu, &[&team.room]).await;
    team.run_jobs().await;
    assert_eq!(texts_stored(&team).await, 2, "not a day too early");
    assert_eq!(team.texts(&team.damu).await.len(), 2);
    team.clock.advance(DAY + HOUR);
    team.run_jobs().await;
    assert_eq!(texts_stored(&team).await, 1);
    // numbers go on; whoever hears this has also heard that the text is gone
    assert_eq!(team.post_message(&team.dafeng, &cid(3), "再来").await["no"], 3);
    assert_eq!(listener.expect("ev").await["d"]["no"], 3);
    for path in ["/messages", "/messages?before_no=4", ""] {
        let page = team.damu.get(&team.path(path)).await.expect(200).to_string();
        assert!(!page.contains("旧的话"), "{page}");
    }
    assert_eq!(
        team.texts(&team.damu).await,
        [(2, "新的话".to_owned()), (3, "再来".to_owned())]
    );
    let rooms = team.damu.get("/chat/rooms").await.expect(200);
    assert_eq!(
        (&rooms["items"][0]["unread"], &rooms["items"][0]["last_no"]),
        (&json!(2), &json!(3))
    );
    // a client that comes from before is told to load the room again, over HTTP and over a socket
    team.damu.get(&team.path("/events?after_seq=1")).await.problem("gap");
    let (seq, epoch) = (old["seq"].as_i64().unwrap() - 1, &whole["epoch"]);
    let sub = json!({ "t": "sub", "id": 7, "r": team.room, "seq": seq, "epoch": epoch });
    listener.send(sub).await;
    assert_eq!(listener.expect("gap").await["reason"], "retention");
    let versions = team
        .db
        .read(|conn| Ok::<_, Error>(message_versions::table.count().get_result::<i64>(conn)?));
    assert_eq!(versions.await.unwrap(), 0, "what it said before is gone too");
    let again = json!({ "body": "又写上", "base_version": 2 });
    team.dafeng
        .patch(&team.path(&format!("/messages/{m}")), again)
        .await
        .problem("not_found");
    // a late twin of what is gone is still known for one
    assert_eq!(team.post_message(&team.dafeng, &cid(1), "更旧的话").await["dup"], true);
    team.finish().await;
}

#[tokio::test]
async fn the_dry_run_says_what_is_due_to_headquarters_only() {
    let team = TeamRoom::open().await;
    team.post_message(&team.dafeng, &cid(1), "话").await;
    let headquarters = team.headquarters().await;
    team.run_jobs().await;
    let due = async || headquarters.get("/retention").await.expect(200)["items"][0].clone();
    assert_eq!(
        due().await,
        json!({ "what": "message_text", "due": 0, "due_since": null })
    );
    let since = team.clock.now() + 30 * DAY;
    team.clock.advance(30 * DAY + HOUR);
    assert_eq!(
        due().await,
        json!({ "what": "message_text", "due": 1, "due_since": since })
    );
    assert_eq!(texts_stored(&team).await, 1, "a report changes nothing");
    team.run_jobs().await;
    assert_eq!(due().await["due"], 0);
    for person in [&team.coordinator, &team.dafeng] {
        person.get("/retention").await.problem("not_allowed");
    }
    team.finish().await;
}
