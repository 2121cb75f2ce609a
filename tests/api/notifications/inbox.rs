//! Notices behind the sign-in.

use super::notify;
use crate::support::world::World;
use serde_json::json;

#[tokio::test]
async fn an_inbox_shows_the_newest_first_in_both_languages_and_counts_the_unread() {
    let world = World::new().await;
    let (person, other) = (world.counsellor().await, world.counsellor().await);
    for n in 1..=3 {
        notify(&world, &person, &format!("第{n}次小组")).await;
        world.clock.advance(1000);
    }
    let page = person.get("/notices?limit=2").await.expect(200);
    assert_eq!(page["unread"], 3);
    assert_eq!(
        page["items"][0]["text"]["zh"],
        "给您排了：第3次小组，12月1日周二 18:30，青禾工作室"
    );
    assert_eq!(
        page["items"][0]["text"]["en"],
        "You are on: 第3次小组, Tue 1 Dec 18:30, 青禾工作室"
    );
    assert_eq!(
        (&page["items"][0]["kind"], &page["items"][0]["link"]),
        (&json!("session_added"), &json!("/sessions/x"))
    );
    let next = person
        .get(&format!("/notices?cursor={}", page["next"].as_str().unwrap()))
        .await
        .expect(200);
    assert_eq!(next["items"].as_array().unwrap().len(), 1);
    assert!(next["next"].is_null());
    // nobody reads or marks somebody else's
    assert_eq!(other.get("/notices").await.expect(200)["items"], json!([]));
    let first = page["items"][0]["id"].clone();
    assert_eq!(
        other.post("/notices/read", json!({"ids": [first]})).await.expect(200)["unread"],
        0
    );
    assert_eq!(
        person.post("/notices/read", json!({"ids": [first]})).await.expect(200)["unread"],
        2
    );
    let page = person.get("/notices").await.expect(200);
    assert_eq!(
        (&page["items"][0]["is_read"], &page["items"][1]["is_read"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(person.post("/notices/read", json!({})).await.expect(200)["unread"], 0);
    world.stranger().get("/notices").await.problem("sign_in_needed");
    world.finish().await;
}

// safety 50
#[tokio::test]
async fn who_has_not_asked_for_letters_gets_none() {
    let world = World::new().await;
    let person = world.counsellor().await;
    notify(&world, &person, "第一次小组").await;
    world.run_jobs().await;
    assert_eq!(world.application.mailer.sent(), []);
    assert_eq!(person.get("/notices").await.expect(200)["unread"], 1);
    world.finish().await;
}
