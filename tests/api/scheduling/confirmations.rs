//! The evening before, everybody on a session of tomorrow is asked whether they come.

use super::cover::{cover_path, planned};
use super::moves::notices_of;
use crate::notifications::{consent, wants};
use crate::support::product::{HOUR, scheduling::ask_to_confirm};
use crate::support::world::{World, session_path};
use serde_json::{Value, json};

fn state(page: &Value, person: &str) -> Option<String> {
    let mut rows = page["confirmations"].as_array().unwrap().iter();
    let row = rows.find(|row| row["person_id"] == person)?;
    Some(row["state"].as_str().unwrap().to_owned())
}

// scheduling 11, safety 50
#[tokio::test]
async fn everybody_is_asked_once_in_the_evening_and_silence_is_amber() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = planned(&studio, &coordinator, "2026-11-24", "19:00").await;
    let [first, second] = [studio.counsellors[0].as_str(), studio.counsellors[1].as_str()];
    let lead = studio.lead(&world).await;
    let asked = async |nth: usize| {
        let kinds = notices_of(&studio, &studio.counsellors[nth]).await;
        kinds.iter().filter(|kind| *kind == "confirm_asked").count()
    };
    ask_to_confirm(&world.db).await.unwrap();
    assert_eq!(asked(0).await, 0, "not in the morning");
    // 17:00 in Shanghai; run again it asks nobody twice
    world.clock.advance(7 * HOUR);
    ask_to_confirm(&world.db).await.unwrap();
    ask_to_confirm(&world.db).await.unwrap();
    assert_eq!((asked(0).await, asked(1).await, asked(2).await), (1, 1, 0));
    let mine = lead.get("/me/asked").await.expect(200);
    assert_eq!(mine["to_confirm"][0]["session_id"], session["id"]);
    lead.post(&format!("{}/confirm", session_path(&session)), json!({}))
        .await
        .expect(204);
    assert_eq!(lead.get("/me/asked").await.expect(200)["to_confirm"], json!([]));
    let page = coordinator.get(&cover_path(&session)).await.expect(200);
    assert_eq!(state(&page, first).as_deref(), Some("confirmed"));
    assert_eq!(state(&page, second).as_deref(), Some("asked"));
    let kinds = async || {
        let today = coordinator.get("/today").await.expect(200);
        let groups = today["decisions"].as_array().unwrap().clone();
        groups
            .iter()
            .map(|group| group["kind"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(!kinds().await.contains(&"unconfirmed".to_owned()));
    world.clock.advance(2 * HOUR);
    let page = coordinator.get(&cover_path(&session)).await.expect(200);
    assert_eq!(state(&page, second).as_deref(), Some("silent"));
    assert!(kinds().await.contains(&"unconfirmed".to_owned()));
    // "cannot" opens the request without a further question, and is no longer silence
    let ill = world.signed_in(&studio.counsellors[1]).await;
    let cover = ill.post(&cover_path(&session), json!({})).await.expect(200);
    assert_eq!(cover["requests"][0]["state"], "offered");
    let now = kinds().await;
    assert!(
        now.contains(&"cover".to_owned()) && !now.contains(&"unconfirmed".to_owned()),
        "{now:?}"
    );
    world.finish().await;
}

// scheduling 11: a yes holds for the start for which it was said
#[tokio::test]
async fn after_a_move_to_another_time_of_tomorrow_it_is_asked_anew() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = planned(&studio, &coordinator, "2026-11-24", "19:00").await;
    let lead = studio.lead(&world).await;
    world.clock.advance(7 * HOUR);
    ask_to_confirm(&world.db).await.unwrap();
    lead.post(&format!("{}/confirm", session_path(&session)), json!({}))
        .await
        .expect(204);
    let later = json!({"row_version": session["row_version"], "local_date": "2026-11-24", "local_start": "20:00"});
    coordinator
        .post(&format!("{}/move", session_path(&session)), later)
        .await
        .expect(200);
    assert_eq!(
        lead.get(&cover_path(&session)).await.expect(200)["my_confirmation"],
        json!(null)
    );
    ask_to_confirm(&world.db).await.unwrap();
    assert_eq!(
        lead.get(&cover_path(&session)).await.expect(200)["my_confirmation"],
        "asked"
    );
    world.finish().await;
}

// safety 47, 50: the notice is in the inbox at once, its email waits for the morning and says nothing
#[tokio::test]
async fn the_email_of_a_late_question_waits_for_the_end_of_the_quiet_hours() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let lead = studio.lead(&world).await;
    consent(&lead, true).await;
    lead.put("/me/notice-preferences", wants("a@example.org"))
        .await
        .expect(200);
    world.clock.advance(12 * HOUR);
    planned(&studio, &coordinator, "2026-11-24", "19:00").await;
    ask_to_confirm(&world.db).await.unwrap();
    world.run_jobs().await;
    assert_eq!(world.application.mailer.sent().len(), 0, "22:00");
    world.clock.advance(10 * HOUR);
    world.run_jobs().await;
    let sent = world.application.mailer.sent();
    assert_eq!(sent.len(), 1);
    assert!(!sent[0].body().contains("19:00"));
    world.finish().await;
}

#[tokio::test]
async fn only_whoever_is_on_it_confirms() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = planned(&studio, &coordinator, "2026-11-24", "19:00").await;
    let path = format!("{}/confirm", session_path(&session));
    coordinator.post(&path, json!({})).await.problem("not_allowed");
    world
        .signed_in(&studio.counsellors[2])
        .await
        .post(&path, json!({}))
        .await
        .problem("not_allowed");
    world.member().await.post(&path, json!({})).await.problem("not_found");
    world.clock.advance(34 * HOUR);
    studio
        .lead(&world)
        .await
        .post(&path, json!({}))
        .await
        .problem("wrong_state");
    world.finish().await;
}
