//! Planning: what is accepted, what is refused, and how a refusal explains itself.

use super::invariants::{all_claims, assert_claims_are_sound, assert_history_is_complete};
use crate::support::world::{World, broken_rules, merge, session_path};
use serde_json::json;

// S2, S13
#[tokio::test]
async fn a_published_session_claims_its_room_and_its_staff() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    assert_eq!(session["state"], "published");
    assert_eq!(session["local_end"], "20:00");
    assert_eq!(session["staffing"], json!({"needed": 2, "filled": 1, "is_met": false}));
    assert_eq!(session["warnings"][0]["rule"], "understaffed");
    assert_eq!(session["history"][0]["verb"], "plan");
    assert_eq!(all_claims(&studio.rows).await.len(), 2);
    assert_claims_are_sound(&studio.rows).await;
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

// S2
#[tokio::test]
async fn a_draft_claims_nothing_until_it_is_published() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let draft = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({"publish": false}))
        .await;
    assert!(all_claims(&studio.rows).await.is_empty());
    let publish = format!("{}/publish", session_path(&draft));
    let version = json!({"row_version": draft["row_version"]});
    let published = coordinator.post(&publish, version.clone()).await.expect(200);
    assert_eq!(
        (published["state"].as_str(), published["row_version"].as_i64()),
        (Some("published"), Some(2))
    );
    coordinator.post(&publish, version).await.problem("wrong_state");
    assert_claims_are_sound(&studio.rows).await;
    world.finish().await;
}

// S14
#[tokio::test]
async fn a_refusal_gives_every_reason_with_the_other_session_and_the_interval() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let first = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let mut body = studio.session_body("2026-11-24", "19:00");
    merge(&mut body, json!({"people": 13}));
    let problem = coordinator
        .post("/sessions", body.clone())
        .await
        .problem("session_refused");
    let block = |rule: &str| (rule.to_owned(), "block".to_owned());
    let found = broken_rules(&problem);
    assert_eq!(
        found[..3],
        [block("room_overlap"), block("over_capacity"), block("person_overlap")]
    );
    let room = &problem["reasons"][0];
    assert_eq!(room["other_session"]["id"], first["id"]);
    assert_eq!(room["other_session"]["title"], "Tuesday");
    let person = &problem["reasons"][2];
    assert_eq!(person["overlap"]["to_at"], first["ends_at"]);
    // the check says the same and writes nothing
    let check = coordinator.post("/sessions/check", body).await.expect(200);
    assert_eq!(check["reasons"], problem["reasons"]);
    assert_eq!(all_claims(&studio.rows).await.len(), 2);
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

// S14
#[tokio::test]
async fn a_refusal_shows_of_another_district_only_that_somebody_is_busy_and_when() {
    let world = World::new().await;
    let (here, there) = (world.studio().await, world.neighbouring_studio().await);
    let shared = json!([{"person_id": here.counsellors[0], "role": "lead"}]);
    let neighbour = there.coordinator(&world).await;
    let other = there
        .plan_session(
            &neighbour,
            "2026-11-24",
            "18:30",
            json!({"staff": shared, "title": "Secret"}),
        )
        .await;
    let coordinator = here.coordinator(&world).await;
    let problem = coordinator
        .post("/sessions", here.session_body("2026-11-24", "19:00"))
        .await
        .problem("session_refused");
    let busy = &problem["reasons"][0];
    assert_eq!(busy["rule"], "person_overlap");
    assert_eq!(busy["other_session"]["id"], json!(null));
    assert_eq!(busy["other_session"]["title"], "busy elsewhere");
    assert_eq!(busy["other_session"]["ends_at"], other["ends_at"]);
    assert!(!problem.to_string().contains("Secret"));
    // headquarters is told which session it is
    let headquarters = world.headquarters().await;
    let problem = headquarters
        .post("/sessions", here.session_body("2026-11-24", "19:00"))
        .await
        .problem("session_refused");
    assert_eq!(problem["reasons"][0]["other_session"]["id"], other["id"]);
    world.finish().await;
}

// S1: half-open
#[tokio::test]
async fn sessions_whose_buffers_touch_are_both_accepted() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let nobody = json!({"staff": []});
    studio
        .plan_session(&coordinator, "2026-11-24", "18:30", nobody.clone())
        .await;
    studio
        .plan_session(&coordinator, "2026-11-24", "20:30", nobody.clone())
        .await;
    studio
        .plan_session(&coordinator, "2026-11-24", "16:30", nobody.clone())
        .await;
    let mut body = studio.session_body("2026-11-24", "20:29");
    merge(&mut body, json!({"staff": []}));
    let problem = coordinator.post("/sessions", body).await.problem("session_refused");
    assert_eq!(
        broken_rules(&problem)
            .iter()
            .filter(|(rule, _)| rule == "room_overlap")
            .count(),
        2
    );
    assert_claims_are_sound(&studio.rows).await;
    world.finish().await;
}

// S10
#[tokio::test]
async fn outside_opening_hours_needs_a_reason_which_is_stored_with_its_author() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let rules_of_week = json!({"rules": [{"weekday": 2, "from": "09:00", "to": "20:00"}]});
    coordinator
        .put(&format!("/studios/{}/opening-rules", studio.id), rules_of_week)
        .await
        .expect(200);
    let problem = coordinator
        .post("/sessions", studio.session_body("2026-11-24", "18:31"))
        .await
        .problem("session_refused");
    assert_eq!(broken_rules(&problem)[0].0, "outside_opening_hours");
    // the session may end when the studio closes, though the room is cleared away after that
    studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let late = studio
        .plan_session(
            &coordinator,
            "2026-11-26",
            "21:00",
            json!({"overrides": [{"rule": "outside_opening_hours", "subject_id": studio.id, "reason": "Lantern evening"}]}),
        )
        .await;
    let given = &late["overrides"][0];
    assert_eq!(
        (&given["reason"], &given["rule"]),
        (&json!("Lantern evening"), &json!("outside_opening_hours"))
    );
    assert_eq!(given["who"], coordinator.nickname.as_str());
    assert_eq!(late["warnings"][0]["rule"], "outside_opening_hours");
    assert_eq!(late["warnings"][0]["severity"], "warn");
    world.finish().await;
}
