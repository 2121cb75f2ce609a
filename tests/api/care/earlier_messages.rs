//! The messages before a call for help: readable for the responders, and stored until a year after (safety 28).

use crate::support::product::{
    DAY, Error, HOUR, MINUTE,
    db::schema::{kept_texts, messages},
};
use crate::support::world::HelpRoom;
use diesel::prelude::*;
use serde_json::{Value, json};

async fn say(help: &HelpRoom, who: &crate::support::person::Person, cid: &str, body: &str) {
    let path = format!("/chat/rooms/{}/messages", help.room);
    who.post(&path, json!({ "cid": cid, "body": body })).await.expect(201);
}

/// Texts in rooms, and texts kept for calls.
async fn texts(help: &HelpRoom) -> (i64, i64) {
    let read = help.db.read(|conn| {
        let held = messages::table.filter(messages::body.is_not_null()).count();
        let kept = kept_texts::table.count().get_result::<i64>(conn)?;
        Ok::<_, Error>((held.get_result::<i64>(conn)?, kept))
    });
    read.await.unwrap()
}

fn bodies(call: &Value) -> Vec<&str> {
    let said = call["said"].as_array().unwrap().iter();
    said.map(|one| one["body"].as_str().unwrap_or("(gone)")).collect()
}

#[tokio::test]
async fn a_responder_reads_the_messages_just_before_the_call_and_nobody_else_does() {
    // M2, safety 16, 19
    let help = HelpRoom::open().await;
    say(&help, &help.holder, "long-before", "早上好").await;
    help.clock.advance(2 * HOUR + MINUTE);
    say(&help, &help.member, "just-before", "我撑不住了").await;
    say(&help, &help.holder, "an-answer-1", "我在，你在哪里").await;
    let asked = help.call_for_help(&help.member, "the-call-of-1").await;
    assert!(asked.get("said").is_none(), "who asks needs no copy");
    let id = asked["id"].as_str().unwrap();
    help.run_jobs().await;
    let listed = help.duty.get("/escalations").await.expect(200);
    assert_eq!(
        (&listed["items"][0]["said_count"], &listed["items"][0]["said"]),
        (&json!(2), &json!([]))
    );
    let path = format!("/escalations/{id}");
    let call = help
        .duty
        .post(&format!("{path}/acknowledge"), json!({}))
        .await
        .expect(200);
    assert_eq!(bodies(&call), ["我撑不住了", "我在，你在哪里"]);
    // whose words were read sees it, and by which role
    for who in [&help.member, &help.holder] {
        let reads = who.get("/me/record-reads").await.expect(200);
        let first = &reads["items"][0];
        assert_eq!(
            (&first["what"], &first["who_role"]),
            (&json!("kept_message_read"), &json!("supervisor"))
        );
    }
    // what its author takes back is taken from the call too
    let room = format!("/chat/rooms/{}/messages", help.room);
    let said = help.member.get(&room).await.expect(200);
    let own = said["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["body"] == "我撑不住了")
        .unwrap();
    help.member
        .delete(&format!("{room}/{}", own["m"].as_str().unwrap()))
        .await
        .expect(204);
    assert_eq!(
        bodies(&help.duty.get(&path).await.expect(200)),
        ["(gone)", "我在，你在哪里"]
    );
    help.off_duty.get(&path).await.problem("not_found");
    help.member.get(&path).await.problem("not_found");
    help.finish().await;
}

#[tokio::test]
async fn it_outlives_the_room_and_goes_a_year_after_the_call_was_closed() {
    // safety 28, I24
    let help = HelpRoom::open().await;
    say(&help, &help.member, "just-before", "我撑不住了").await;
    let id = help.call_for_help(&help.member, "the-call-of-1").await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let again = help.call_for_help(&help.member, "the-call-of-2").await["id"].clone();
    assert_eq!(again, json!(id));
    say(&help, &help.member, "after-it-001", "谢谢").await;
    help.run_jobs().await;
    help.duty
        .post(&format!("/escalations/{id}/acknowledge"), json!({}))
        .await
        .expect(200);
    help.clock.advance(31 * DAY);
    help.put_on_duty(&help.duty, 0, 24 * HOUR).await.expect(201);
    help.run_jobs().await;
    assert_eq!(texts(&help).await, (0, 1), "only what belongs to the call is left");
    let room = format!("/chat/rooms/{}/messages", help.room);
    let shown = help.member.get(&room).await.expect(200);
    assert!(shown["items"].as_array().unwrap().is_empty(), "the room forgot both");
    let path = format!("/escalations/{id}");
    assert_eq!(bodies(&help.duty.get(&path).await.expect(200)), ["我撑不住了"]);
    help.duty.post(&format!("{path}/close"), json!({})).await.expect(204);
    help.clock.advance(365 * DAY - HOUR);
    help.run_jobs().await;
    assert_eq!(texts(&help).await, (0, 1));
    help.clock.advance(2 * HOUR);
    help.run_jobs().await;
    assert_eq!(texts(&help).await, (0, 0));
    help.finish().await;
}
