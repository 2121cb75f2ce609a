//! Run, deliver, close.

use super::invariants::{assert_claims_are_sound, assert_history_is_complete};
use crate::support::app::App;
use crate::support::product::{
    Error, MINUTE,
    db::schema::{debriefs, jobs},
    scheduling::CREDIT_SESSION,
};
use crate::support::world::{World, session_path};
use diesel::prelude::*;
use serde_json::{Value, json};

/// How many times training was asked to look at a session.
pub async fn credit_jobs(app: &App, session: &Value) -> usize {
    let id = session["id"].as_str().expect("an id").to_owned();
    let read = app.db.read(move |conn| {
        let payloads: Vec<String> = jobs::table
            .filter(jobs::kind.eq(CREDIT_SESSION))
            .select(jobs::payload)
            .load(conn)?;
        Ok::<_, Error>(payloads.iter().filter(|payload| payload.contains(&id)).count())
    });
    read.await.expect("jobs")
}

// M6, S13
#[tokio::test]
async fn a_session_runs_is_delivered_after_its_end_and_closed_with_four_sealed_answers() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let lead = studio.lead(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-23", "11:00", json!({}))
        .await;
    let act = |verb: &str| format!("{}/{verb}", session_path(&session));
    lead.post(&act("run"), json!({})).await.problem("wrong_state"); // an hour before
    world.clock.advance(30 * MINUTE);
    lead.post(&act("run"), json!({})).await.expect(200);
    lead.post(&act("deliver"), json!({})).await.problem("wrong_state"); // not over
    world.clock.set(session["ends_at"].as_i64().unwrap());
    let delivered = lead.post(&act("deliver"), json!({})).await.expect(200);
    assert_eq!(delivered["assignments"][0]["state"], "done");
    let answers = json!({"went_well": "calm", "hard": "", "follow_up": "", "how_am_i": "tired but fine"});
    let closed = lead.post(&act("close"), json!({"debrief": answers})).await.expect(200);
    assert_eq!(closed["state"], "closed");
    let verbs: Vec<_> = closed["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["verb"].clone())
        .collect();
    assert_eq!(verbs, ["close", "deliver", "run", "plan"]);
    assert_eq!(credit_jobs(&world, &session).await, 2);
    let stored: (String, Vec<u8>, Vec<u8>) = world
        .db
        .read(|conn| {
            let row = debriefs::table
                .select((debriefs::id, debriefs::body, debriefs::how_am_i))
                .first(conn)?;
            Ok::<_, Error>(row)
        })
        .await
        .expect("the debrief");
    assert!(!String::from_utf8_lossy(&stored.2).contains("tired"));
    let opened = world
        .keys
        .open_text("debriefs.how_am_i", &stored.0, &stored.2)
        .expect("opens");
    assert_eq!(opened, "tired but fine");
    assert!(
        world
            .keys
            .open_text("debriefs.body", &stored.0, &stored.1)
            .expect("opens")
            .contains("calm")
    );
    assert_claims_are_sound(&studio.rows).await;
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

#[tokio::test]
async fn closing_a_session_that_nobody_delivered_delivers_it_on_the_way() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-23", "11:00", json!({}))
        .await;
    world.clock.set(session["ends_at"].as_i64().unwrap());
    let close = format!("{}/close", session_path(&session));
    let closed = coordinator.post(&close, json!({})).await.expect(200);
    assert_eq!(
        (&closed["state"], &closed["row_version"]),
        (&json!("closed"), &json!(3))
    );
    // a closing that was on its way twice changes nothing
    let again = coordinator.post(&close, json!({})).await.expect(200);
    assert_eq!(again["row_version"], 3);
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}
