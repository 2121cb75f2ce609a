//! The first page (M3).

use super::ground::{Ground, path};
use crate::support::app::App;
use crate::support::product::{DAY, HOUR, MINUTE};
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
    let app = App::start().await;
    let (ground, elsewhere) = (Ground::on(&app).await, Ground::on(&app).await);
    let coordinator = ground.coordinator(&app).await;
    let pair = json!([
        {"person_id": ground.counsellors[0], "role": "lead"},
        {"person_id": ground.counsellors[1], "role": "co_lead"},
    ]);
    let full = json!({"staff": pair, "people": 8});
    let early = ground.planned(&coordinator, "2026-11-23", "11:00", full.clone()).await;
    let short = ground.planned(&coordinator, "2026-11-25", "18:30", json!({})).await;
    let draft = ground
        .planned(&coordinator, "2026-11-26", "18:30", json!({"publish": false}))
        .await;
    let conflict = ground.planned(&coordinator, "2026-11-27", "18:30", full.clone()).await;
    ground.planned(&coordinator, "2026-11-28", "08:00", full.clone()).await; // sound
    let closed = json!({"date": "2026-11-27", "is_closed": true, "reason": "repair"});
    coordinator
        .post(&format!("/studios/{}/exceptions", ground.studio.as_str()), closed)
        .await
        .expect(201);
    let today = coordinator.get("/today").await.expect(200);
    assert_eq!(
        (&today["date"], &today["now_at"]),
        (&json!("2026-11-23"), &json!(app.clock.now()))
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
    app.clock.set(early["ends_at"].as_i64().unwrap() + DAY);
    let today = coordinator.get("/today").await.expect(200);
    let last = ("unclosed".to_owned(), early["id"].clone());
    assert_eq!(kinds(&today).last(), Some(&last));
    let neighbour = elsewhere.coordinator(&app).await;
    let theirs = neighbour.get("/today").await.expect(200);
    assert_eq!((&theirs["decisions"], &theirs["day"]), (&json!([]), &json!([])));
    app.finish().await;
}

#[tokio::test]
async fn a_counsellor_sees_their_own_next_session_today_and_the_week() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let first = ground.planned(&coordinator, "2026-11-23", "11:00", json!({})).await;
    let second = ground.planned(&coordinator, "2026-11-25", "11:00", json!({})).await;
    ground.planned(&coordinator, "2026-12-05", "11:00", json!({})).await; // too far
    let cancelled = ground.planned(&coordinator, "2026-11-26", "11:00", json!({})).await;
    let why = json!({"row_version": 1, "reason": "other"});
    coordinator
        .post(&format!("{}/cancel", path(&cancelled)), why)
        .await
        .expect(200);
    let lead = app.signed_in(&ground.counsellors[0], "x").await;
    let today = lead.get("/today").await.expect(200);
    let ids = |list: &Value| -> Vec<Value> { list.as_array().unwrap().iter().map(|item| item["id"].clone()).collect() };
    assert_eq!(today["next"]["id"], first["id"]);
    assert_eq!(
        (ids(&today["mine"]), ids(&today["coming"])),
        (vec![first["id"].clone()], vec![second["id"].clone()])
    );
    assert_eq!((&today["decisions"], &today["day"]), (&json!([]), &json!([])));
    app.clock.advance(4 * HOUR);
    assert_eq!(lead.get("/today").await.expect(200)["next"]["id"], second["id"]);
    app.finish().await;
}

#[tokio::test]
async fn a_session_that_is_over_comes_first_until_it_is_closed_or_its_sheet_is() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let staff = json!([
        {"person_id": ground.counsellors[0], "role": "lead"},
        {"person_id": ground.counsellors[1], "role": "observer"},
    ]);
    let late = ground
        .planned(&coordinator, "2026-11-23", "22:00", json!({"staff": staff}))
        .await;
    let early = ground.planned(&coordinator, "2026-11-23", "11:00", json!({})).await;
    let next = ground.planned(&coordinator, "2026-11-25", "11:00", json!({})).await;
    let lead = app.signed_in(&ground.counsellors[0], "x").await;
    let observer = app.signed_in(&ground.counsellors[1], "y").await;
    let to_close = async |who: &crate::support::person::Person| -> Vec<Value> {
        let today = who.get("/today").await.expect(200);
        today["to_close"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["id"].clone())
            .collect()
    };
    app.clock.set(early["ends_at"].as_i64().unwrap() - 1);
    assert!(to_close(&lead).await.is_empty());
    app.clock.set(early["ends_at"].as_i64().unwrap());
    assert_eq!(to_close(&lead).await, [early["id"].clone()]);
    lead.post(&format!("{}/close", path(&early)), json!({}))
        .await
        .expect(200);
    assert!(to_close(&lead).await.is_empty());
    // the next morning, in front of what comes next; to whoever led it and nobody else
    app.clock.set(late["ends_at"].as_i64().unwrap() + 10 * HOUR);
    let today = lead.get("/today").await.expect(200);
    assert_eq!(
        (&today["to_close"][0]["id"], &today["next"]["id"], &today["mine"]),
        (&late["id"], &next["id"], &json!([]))
    );
    assert!(to_close(&observer).await.is_empty());
    app.clock.set(late["ends_at"].as_i64().unwrap() + DAY - MINUTE);
    assert_eq!(to_close(&lead).await, [late["id"].clone()]);
    app.clock.set(late["ends_at"].as_i64().unwrap() + DAY);
    assert!(to_close(&lead).await.is_empty());
    app.finish().await;
}
