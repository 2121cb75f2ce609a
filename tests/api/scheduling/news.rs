//! Undo undoes the message too (scheduling 11).

use super::ground::{Ground, path};
use super::shift::notices_of;
use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::MINUTE;
use serde_json::{Value, json};

async fn shift(coordinator: &Person, session: &Value, date: &str, start: &str) -> Value {
    let body = json!({"row_version": session["row_version"], "local_date": date, "local_start": start});
    coordinator
        .post(&format!("{}/move", path(session)), body)
        .await
        .expect(200)
}

async fn cancel(coordinator: &Person, session: &Value) -> Value {
    let body = json!({"row_version": session["row_version"], "reason": "other"});
    coordinator
        .post(&format!("{}/cancel", path(session)), body)
        .await
        .expect(200)
}

async fn told(app: &App, ground: &Ground) -> Vec<String> {
    app.run_jobs().await;
    notices_of(ground, &ground.counsellors[0]).await
}

#[tokio::test]
async fn five_changes_in_two_minutes_tell_a_person_once_the_result() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let session = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    let session = cancel(&coordinator, &session).await;
    let session = coordinator
        .post(&format!("{}/restore", path(&session)), json!({}))
        .await
        .expect(200);
    let session = shift(&coordinator, &session, "2026-11-25", "18:30").await;
    shift(&coordinator, &session, "2026-11-26", "18:30").await;
    app.clock.advance(10 * MINUTE - 1);
    assert!(told(&app, &ground).await.is_empty());
    app.clock.advance(1);
    assert_eq!(told(&app, &ground).await, ["session_added"]);
    let lead = app.signed_in(&ground.counsellors[0], "x").await;
    let inbox = lead.get("/notices").await.expect(200);
    assert!(
        inbox["items"][0]["text"]["en"].as_str().unwrap().contains("26 Nov"),
        "{inbox}"
    );
    app.clock.advance(60 * MINUTE);
    assert_eq!(told(&app, &ground).await.len(), 1);
    app.finish().await;
}

#[tokio::test]
async fn what_stands_when_the_undo_time_is_over_is_told() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let session = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    app.clock.advance(10 * MINUTE);
    assert_eq!(told(&app, &ground).await, ["session_added"]);
    // there and back is nothing, there is something
    let there = shift(&coordinator, &session, "2026-11-25", "18:30").await;
    let back = shift(&coordinator, &there, "2026-11-24", "18:30").await;
    app.clock.advance(10 * MINUTE);
    assert_eq!(told(&app, &ground).await.len(), 1);
    let there = shift(&coordinator, &back, "2026-11-25", "18:30").await;
    app.clock.advance(10 * MINUTE);
    assert_eq!(told(&app, &ground).await, ["session_added", "session_moved"]);
    cancel(&coordinator, &there).await;
    app.clock.advance(10 * MINUTE);
    assert_eq!(
        told(&app, &ground).await,
        ["session_added", "session_cancelled", "session_moved"]
    );
    app.finish().await;
}

#[tokio::test]
async fn a_change_every_nine_minutes_is_told_after_half_an_hour_all_the_same() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let mut session = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    for nth in 0..3 {
        app.clock.advance(9 * MINUTE);
        session = shift(&coordinator, &session, "2026-11-25", &format!("1{nth}:00")).await;
    }
    assert!(told(&app, &ground).await.is_empty());
    app.clock.advance(3 * MINUTE);
    assert_eq!(told(&app, &ground).await, ["session_added"]);
    app.finish().await;
}

#[tokio::test]
async fn of_a_session_that_is_about_to_start_people_hear_at_once() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let session = ground.planned(&coordinator, "2026-11-23", "12:00", json!({})).await;
    app.clock.advance(10 * MINUTE);
    assert_eq!(told(&app, &ground).await, ["session_added"]);
    app.clock.advance(60 * MINUTE);
    cancel(&coordinator, &session).await;
    assert_eq!(told(&app, &ground).await, ["session_added", "session_cancelled"]);
    app.finish().await;
}

#[tokio::test]
async fn who_made_the_change_is_not_told_and_nobody_hears_of_a_draft() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let draft = ground
        .planned(&coordinator, "2026-11-24", "18:30", json!({"publish": false}))
        .await;
    shift(&coordinator, &draft, "2026-11-25", "18:30").await;
    app.clock.advance(10 * MINUTE);
    assert!(told(&app, &ground).await.is_empty());
    let own = json!([{"person_id": ground.counsellors[0], "role": "lead"}, {"person_id": ground.coordinator, "role": "observer"}]);
    ground
        .planned(&coordinator, "2026-11-26", "18:30", json!({"staff": own}))
        .await;
    app.clock.advance(10 * MINUTE);
    assert_eq!(told(&app, &ground).await, ["session_added"]);
    assert!(notices_of(&ground, &ground.coordinator).await.is_empty());
    app.finish().await;
}
