//! Undo undoes the message too (scheduling 11).

use super::moves::notices_of;
use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::MINUTE;
use crate::support::world::{Studio, World, session_path};
use serde_json::{Value, json};

async fn shift(coordinator: &Person, session: &Value, date: &str, start: &str) -> Value {
    let body = json!({"row_version": session["row_version"], "local_date": date, "local_start": start});
    coordinator
        .post(&format!("{}/move", session_path(session)), body)
        .await
        .expect(200)
}

async fn cancel(coordinator: &Person, session: &Value) -> Value {
    let body = json!({"row_version": session["row_version"], "reason": "other"});
    coordinator
        .post(&format!("{}/cancel", session_path(session)), body)
        .await
        .expect(200)
}

async fn told(app: &App, studio: &Studio) -> Vec<String> {
    app.run_jobs().await;
    notices_of(studio, &studio.counsellors[0]).await
}

#[tokio::test]
async fn five_changes_in_two_minutes_notify_a_person_once_of_the_result() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let session = cancel(&coordinator, &session).await;
    let session = coordinator
        .post(&format!("{}/restore", session_path(&session)), json!({}))
        .await
        .expect(200);
    let session = shift(&coordinator, &session, "2026-11-25", "18:30").await;
    shift(&coordinator, &session, "2026-11-26", "18:30").await;
    world.clock.advance(10 * MINUTE - 1);
    assert!(told(&world, &studio).await.is_empty());
    world.clock.advance(1);
    assert_eq!(told(&world, &studio).await, ["session_added"]);
    let lead = studio.lead(&world).await;
    let inbox = lead.get("/notices").await.expect(200);
    assert!(
        inbox["items"][0]["text"]["en"].as_str().unwrap().contains("26 Nov"),
        "{inbox}"
    );
    world.clock.advance(60 * MINUTE);
    assert_eq!(told(&world, &studio).await.len(), 1);
    world.finish().await;
}

#[tokio::test]
async fn a_change_is_notified_when_its_undo_time_is_over() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    world.clock.advance(10 * MINUTE);
    assert_eq!(told(&world, &studio).await, ["session_added"]);
    // there and back is nothing, there is something
    let there = shift(&coordinator, &session, "2026-11-25", "18:30").await;
    let back = shift(&coordinator, &there, "2026-11-24", "18:30").await;
    world.clock.advance(10 * MINUTE);
    assert_eq!(told(&world, &studio).await.len(), 1);
    let there = shift(&coordinator, &back, "2026-11-25", "18:30").await;
    world.clock.advance(10 * MINUTE);
    assert_eq!(told(&world, &studio).await, ["session_added", "session_moved"]);
    cancel(&coordinator, &there).await;
    world.clock.advance(10 * MINUTE);
    assert_eq!(
        told(&world, &studio).await,
        ["session_added", "session_cancelled", "session_moved"]
    );
    world.finish().await;
}

#[tokio::test]
async fn a_change_every_nine_minutes_is_notified_after_half_an_hour() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let mut session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    for nth in 0..3 {
        world.clock.advance(9 * MINUTE);
        session = shift(&coordinator, &session, "2026-11-25", &format!("1{nth}:00")).await;
    }
    assert!(told(&world, &studio).await.is_empty());
    world.clock.advance(3 * MINUTE);
    assert_eq!(told(&world, &studio).await, ["session_added"]);
    world.finish().await;
}

#[tokio::test]
async fn a_change_of_a_session_about_to_start_is_notified_at_once() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-23", "12:00", json!({}))
        .await;
    world.clock.advance(10 * MINUTE);
    assert_eq!(told(&world, &studio).await, ["session_added"]);
    world.clock.advance(60 * MINUTE);
    cancel(&coordinator, &session).await;
    assert_eq!(told(&world, &studio).await, ["session_added", "session_cancelled"]);
    world.finish().await;
}

#[tokio::test]
async fn the_author_of_a_change_is_not_notified_and_nobody_is_of_a_draft() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let draft = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({"publish": false}))
        .await;
    shift(&coordinator, &draft, "2026-11-25", "18:30").await;
    world.clock.advance(10 * MINUTE);
    assert!(told(&world, &studio).await.is_empty());
    let own = json!([{"person_id": studio.counsellors[0], "role": "lead"}, {"person_id": studio.coordinator, "role": "observer"}]);
    studio
        .plan_session(&coordinator, "2026-11-26", "18:30", json!({"staff": own}))
        .await;
    world.clock.advance(10 * MINUTE);
    assert_eq!(told(&world, &studio).await, ["session_added"]);
    assert!(notices_of(&studio, &studio.coordinator).await.is_empty());
    world.finish().await;
}
