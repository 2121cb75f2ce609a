//! The preferences for notices.

use super::{consent, wants};
use crate::support::product::{Error, db::schema::notice_preferences};
use crate::support::world::World;
use diesel::prelude::*;
use serde_json::json;

#[tokio::test]
async fn letters_are_off_until_the_person_consents_and_switches_them_on() {
    let world = World::new().await;
    let person = world.member().await;
    let usual = json!({"email": null, "is_email_on": false, "is_mention_on": false, "quiet_from": "21:00", "quiet_to": "08:00"});
    assert_eq!(person.get("/me/notice-preferences").await.expect(200), usual);
    // safety 14: letters need their own consent
    person
        .put("/me/notice-preferences", wants("a@example.org"))
        .await
        .problem("consent_needed");
    person
        .put(
            "/me/notice-preferences",
            json!({"email": "a@example.org", "is_email_on": false, "is_mention_on": false, "quiet_from": "21:00", "quiet_to": "08:00"}),
        )
        .await
        .expect(200);
    person
        .post("/me/notice-preferences/test", json!({}))
        .await
        .problem("consent_needed");
    consent(&person, true).await;
    let set = person
        .put("/me/notice-preferences", wants(" a@example.org "))
        .await
        .expect(200);
    assert_eq!(
        (&set["email"], &set["is_email_on"]),
        (&json!("a@example.org"), &json!(true))
    );
    assert_eq!(person.get("/me/notice-preferences").await.expect(200), set);
    world.finish().await;
}

#[tokio::test]
async fn an_address_must_be_one_and_is_stored_sealed() {
    let world = World::new().await;
    let person = world.member().await;
    consent(&person, true).await;
    let with = |email: &str, on: bool, from: &str| json!({"email": email, "is_email_on": on, "is_mention_on": false, "quiet_from": from, "quiet_to": "08:00"});
    for bad in [
        with("nobody", true, "21:00"),
        with("", true, "21:00"),
        with("a@example.org", true, "24:00"),
        with("a@example.org\r\nBcc: b@example.org", true, "21:00"),
    ] {
        person.put("/me/notice-preferences", bad).await.problem("invalid");
    }
    person
        .put(
            "/me/notice-preferences",
            with("11010519491231002X@example.org", true, "21:00"),
        )
        .await
        .problem("refused_content"); // safety 22
    person
        .put("/me/notice-preferences", wants("visible@example.org"))
        .await
        .expect(200);
    // safety 60
    let stored: Vec<u8> = world
        .db
        .read(|conn| {
            Ok::<_, Error>(
                notice_preferences::table
                    .select(notice_preferences::email.assume_not_null())
                    .first(conn)?,
            )
        })
        .await
        .unwrap();
    assert!(!stored.windows(7).any(|part| part == b"visible"));
    world.finish().await;
}
