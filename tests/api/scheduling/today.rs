//! The first page (M3).

use crate::support::product::{DAY, HOUR, MINUTE};
use crate::support::world::{World, session_path};
use serde_json::{Value, json};

fn kinds(today: &Value) -> Vec<(String, Value)> {
    let groups = today["decisions"].as_array().unwrap().iter();
    let decisions = groups.flat_map(|group| group["items"].as_array().unwrap());
    decisions
        .map(|decision| {
            (
                decision["kind"].as_str().unwrap().to_owned(),
                decision["session"]["id"].clone(),
            )
        })
        .collect()
}

#[tokio::test]
async fn a_coordinator_sees_what_needs_a_decision_and_nobody_elses() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let coordinator = studio.coordinator(&world).await;
    let pair = json!([
        {"person_id": studio.counsellors[0], "role": "lead"},
        {"person_id": studio.counsellors[1], "role": "co_lead"},
    ]);
    let full = json!({"staff": pair, "people": 8});
    let early = studio
        .plan_session(&coordinator, "2026-11-23", "11:00", full.clone())
        .await;
    let short = studio
        .plan_session(&coordinator, "2026-11-25", "18:30", json!({}))
        .await;
    let draft = studio
        .plan_session(&coordinator, "2026-11-26", "18:30", json!({"publish": false}))
        .await;
    let conflict = studio
        .plan_session(&coordinator, "2026-11-27", "18:30", full.clone())
        .await;
    studio
        .plan_session(&coordinator, "2026-11-28", "08:00", full.clone())
        .await; // sound
    let closed = json!({"date": "2026-11-27", "is_closed": true, "reason": "repair"});
    coordinator
        .post(&format!("/studios/{}/exceptions", studio.id.as_str()), closed)
        .await
        .expect(201);
    let today = coordinator.get("/today").await.expect(200);
    assert_eq!(
        (&today["date"], &today["now_at"]),
        (&json!("2026-11-23"), &json!(world.clock.now()))
    );
    assert_eq!(today["day"][0]["id"], early["id"]);
    let expected = [
        ("conflict".to_owned(), conflict["id"].clone()),
        ("understaffed".to_owned(), short["id"].clone()),
        ("draft_soon".to_owned(), draft["id"].clone()),
    ];
    assert_eq!(kinds(&today), expected);
    let group = &today["decisions"][0];
    assert_eq!((&group["count"], &group["has_more"]), (&json!(1), &json!(false)));
    assert_eq!(group["items"][0]["reasons"][0]["rule"], "outside_opening_hours");
    // a day after its end a session that nobody closed waits for somebody
    world.clock.set(early["ends_at"].as_i64().unwrap() + DAY);
    let today = coordinator.get("/today").await.expect(200);
    let last = ("unclosed".to_owned(), early["id"].clone());
    assert_eq!(kinds(&today).last(), Some(&last));
    let neighbour = elsewhere.coordinator(&world).await;
    let theirs = neighbour.get("/today").await.expect(200);
    assert_eq!((&theirs["decisions"], &theirs["day"]), (&json!([]), &json!([])));
    world.finish().await;
}

#[tokio::test]
async fn a_counsellor_sees_their_own_next_session_today_and_the_week() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let first = studio
        .plan_session(&coordinator, "2026-11-23", "11:00", json!({}))
        .await;
    let second = studio
        .plan_session(&coordinator, "2026-11-25", "11:00", json!({}))
        .await;
    studio
        .plan_session(&coordinator, "2026-12-05", "11:00", json!({}))
        .await; // too far
    let cancelled = studio
        .plan_session(&coordinator, "2026-11-26", "11:00", json!({}))
        .await;
    let why = json!({"row_version": 1, "reason": "other"});
    coordinator
        .post(&format!("{}/cancel", session_path(&cancelled)), why)
        .await
        .expect(200);
    let lead = studio.lead(&world).await;
    let today = lead.get("/today").await.expect(200);
    let ids = |list: &Value| -> Vec<Value> { list.as_array().unwrap().iter().map(|item| item["id"].clone()).collect() };
    assert_eq!(today["next"]["id"], first["id"]);
    assert_eq!(
        (ids(&today["mine"]), ids(&today["coming"])),
        (vec![first["id"].clone()], vec![second["id"].clone()])
    );
    assert_eq!((&today["decisions"], &today["day"]), (&json!([]), &json!([])));
    world.clock.advance(4 * HOUR);
    assert_eq!(lead.get("/today").await.expect(200)["next"]["id"], second["id"]);
    world.finish().await;
}

#[tokio::test]
async fn a_session_that_is_over_comes_first_until_it_is_closed_or_its_sheet_is() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let staff = json!([
        {"person_id": studio.counsellors[0], "role": "lead"},
        {"person_id": studio.counsellors[1], "role": "observer"},
    ]);
    let late = studio
        .plan_session(&coordinator, "2026-11-23", "22:00", json!({"staff": staff}))
        .await;
    let early = studio
        .plan_session(&coordinator, "2026-11-23", "11:00", json!({}))
        .await;
    let next = studio
        .plan_session(&coordinator, "2026-11-25", "11:00", json!({}))
        .await;
    let lead = studio.lead(&world).await;
    let observer = world.signed_in(&studio.counsellors[1]).await;
    let to_close = async |who: &crate::support::person::Person| -> Vec<Value> {
        let today = who.get("/today").await.expect(200);
        today["to_close"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["id"].clone())
            .collect()
    };
    world.clock.set(early["ends_at"].as_i64().unwrap() - 1);
    assert!(to_close(&lead).await.is_empty());
    world.clock.set(early["ends_at"].as_i64().unwrap());
    assert_eq!(to_close(&lead).await, [early["id"].clone()]);
    lead.post(&format!("{}/close", session_path(&early)), json!({}))
        .await
        .expect(200);
    assert!(to_close(&lead).await.is_empty());
    // the next morning, in front of what comes next; to whoever led it and nobody else
    world.clock.set(late["ends_at"].as_i64().unwrap() + 10 * HOUR);
    let today = lead.get("/today").await.expect(200);
    assert_eq!(
        (&today["to_close"][0]["id"], &today["next"]["id"], &today["mine"]),
        (&late["id"], &next["id"], &json!([]))
    );
    assert!(to_close(&observer).await.is_empty());
    world.clock.set(late["ends_at"].as_i64().unwrap() + DAY - MINUTE);
    assert_eq!(to_close(&lead).await, [late["id"].clone()]);
    world.clock.set(late["ends_at"].as_i64().unwrap() + DAY);
    assert!(to_close(&lead).await.is_empty());
    world.finish().await;
}
