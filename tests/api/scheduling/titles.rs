//! What nobody named is called as its type is, in the reader's own language.

use crate::support::person::Person;
use crate::support::product::MINUTE;
use crate::support::world::{World, session_path};
use serde_json::{Value, json};

/// The programme's own names of the type, as everybody may read them.
async fn names(by: &Person, code: &str) -> Value {
    let types = by.get("/session-types").await.expect(200);
    let items = types["items"].as_array().unwrap();
    items.iter().find(|kind| kind["code"] == code).unwrap()["name"].clone()
}

// scheduling 11: a title is kept only where somebody wrote one
#[tokio::test]
async fn a_session_that_nobody_named_is_called_as_its_type_is_in_both_languages() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let name = names(&coordinator, "peer_group_open").await;
    let (zh, en) = (name["zh"].as_str().unwrap(), name["en"].as_str().unwrap());
    assert_ne!(zh, en);
    // no title, an empty one, and one that says nothing but the type in either language are the same
    let titles = [json!(null), json!(" "), json!(zh), json!(en)];
    for (title, day) in titles
        .into_iter()
        .zip(["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"])
    {
        let made = studio
            .plan_session(&coordinator, day, "18:30", json!({"title": title}))
            .await;
        assert_eq!((&made["title"], &made["type_name"]), (&json!(""), &name), "{title}");
        let list = coordinator
            .get(&format!("/sessions?from={day}&to=2026-11-28"))
            .await
            .expect(200);
        assert_eq!(
            (&list["items"][0]["title"], &list["items"][0]["type_name"]),
            (&json!(""), &name)
        );
        // whoever is refused because of it reads which kind is in the way
        let refused = coordinator.post("/sessions", studio.session_body(day, "18:30")).await;
        let problem = refused.problem("session_refused");
        let other = &problem["reasons"][0]["other_session"];
        assert_eq!(
            (&other["title"], &other["type"]),
            (&json!(""), &json!("peer_group_open"))
        );
    }
    // what somebody wrote is the same for everybody
    let written = studio
        .plan_session(&coordinator, "2026-12-01", "18:30", json!({"title": "老友记"}))
        .await;
    assert_eq!(
        (&written["title"], &written["type_name"]),
        (&json!("老友记"), &Value::Null)
    );
    world.finish().await;
}

// scheduling 11
#[tokio::test]
async fn a_notice_shows_the_type_in_each_language_and_a_written_title_unchanged() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let lead = studio.lead(&world).await;
    let name = names(&coordinator, "peer_group_open").await;
    studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({"title": null}))
        .await;
    studio
        .plan_session(&coordinator, "2026-11-25", "18:30", json!({"title": "老友记"}))
        .await;
    world.clock.advance(31 * MINUTE);
    world.run_jobs().await;
    let inbox = lead.get("/notices").await.expect(200);
    let texts: Vec<(&str, &str)> = inbox["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|notice| notice["kind"] == "session_added")
        .map(|notice| {
            (
                notice["text"]["zh"].as_str().unwrap(),
                notice["text"]["en"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(texts.len(), 2);
    let (zh, en) = (name["zh"].as_str().unwrap(), name["en"].as_str().unwrap());
    let unnamed = texts.iter().find(|(text, _)| text.contains("24")).unwrap();
    assert!(unnamed.0.contains(zh) && !unnamed.0.contains(en), "{unnamed:?}");
    assert!(unnamed.1.contains(en) && !unnamed.1.contains(zh), "{unnamed:?}");
    let named = texts.iter().find(|(text, _)| text.contains("25")).unwrap();
    assert!(named.0.contains("老友记") && named.1.contains("老友记"), "{named:?}");
    world.finish().await;
}

// scheduling 11
#[tokio::test]
async fn a_title_can_be_removed_again() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let name = names(&coordinator, "peer_group_open").await;
    let made = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    assert_eq!(made["title"], "Tuesday");
    // an edit that does not speak of the title leaves it
    let edited = coordinator
        .patch(&session_path(&made), json!({"row_version": 1, "note": "钥匙在前台"}))
        .await
        .expect(200);
    assert_eq!(edited["title"], "Tuesday");
    for title in [json!(""), name["en"].clone()] {
        let page = coordinator.get(&session_path(&made)).await.expect(200);
        let edit = json!({"row_version": page["row_version"], "title": title});
        let edited = coordinator.patch(&session_path(&made), edit).await.expect(200);
        assert_eq!((&edited["title"], &edited["type_name"]), (&json!(""), &name));
        let edit = json!({"row_version": edited["row_version"], "title": "Again"});
        let edited = coordinator.patch(&session_path(&made), edit).await.expect(200);
        assert_eq!(
            (&edited["title"], &edited["type_name"]),
            (&json!("Again"), &Value::Null)
        );
    }
    world.finish().await;
}

// scheduling 11
#[tokio::test]
async fn a_series_that_nobody_named_is_called_as_its_type_is() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let name = names(&coordinator, "peer_group_open").await;
    let mut body = studio.session_body("2026-11-24", "18:30");
    let object = body.as_object_mut().unwrap();
    object.remove("title");
    object.insert("rule".into(), json!("FREQ=WEEKLY;UNTIL=20261202"));
    let made = coordinator.post("/series", body).await.expect(201);
    assert_eq!(made["created"].as_array().unwrap().len(), 2);
    for session in made["created"].as_array().unwrap() {
        assert_eq!((&session["title"], &session["type_name"]), (&json!(""), &name));
    }
    let id = made["series_id"].as_str().unwrap();
    let series = coordinator.get(&format!("/series/{id}")).await.expect(200);
    assert_eq!(
        (&series["name"], &series["type"]),
        (&json!(""), &json!("peer_group_open"))
    );
    world.finish().await;
}
