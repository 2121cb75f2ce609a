//! The states of a session (scheduling 3), beyond the straight way.

use super::invariants::{all_claims, assert_claims_are_sound, assert_history_is_complete};
use super::moves::notices_of;
use crate::support::person::Person;
use crate::support::product::{DAY, MINUTE, Role};
use crate::support::world::{Studio, World, session_path};
use serde_json::{Value, json};

struct Evening {
    world: World,
    studio: Studio,
    coordinator: Person,
    lead: Person,
    session: Value,
}

/// A session that is going on, with check-in open.
async fn under_way() -> Evening {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-23", "11:00", json!({}))
        .await;
    let lead = studio.lead(&world).await;
    world.clock.set(session["starts_at"].as_i64().unwrap() + MINUTE);
    let session = lead
        .post(&format!("{}/run", session_path(&session)), json!({}))
        .await
        .expect(200);
    Evening {
        world,
        studio,
        coordinator,
        lead,
        session,
    }
}

impl Evening {
    fn path(&self, verb: &str) -> String {
        format!("{}/{verb}", session_path(&self.session))
    }

    /// Puts lines on the sheet, past the product: other tests record attendance.
    fn put_on_the_sheet(&self, person: &str) {
        let id = self.session["id"].as_str().unwrap();
        let cid = "00000000-0000-7000-8000-000000000001";
        self.world.begin(&format!(
                "INSERT INTO attendances (id, session_id, person_id, status, place, minutes, cid, recorder_id, recorded_at, saved_at) \
                 VALUES ('{cid}', '{id}', '{person}', 'here', 'participant', 90, '{cid}', '{person}', 0, 0)"
            ))
            .commit();
    }

    async fn state(&self) -> Value {
        self.coordinator.get(&session_path(&self.session)).await.expect(200)["state"].clone()
    }
}

#[tokio::test]
async fn check_in_is_closed_again_while_nobody_is_on_the_sheet() {
    let evening = under_way().await;
    let back = evening.lead.post(&evening.path("unrun"), json!({})).await.expect(200);
    assert_eq!(back["state"], "published");
    assert!(back["may"].as_array().unwrap().contains(&json!("run")));
    evening.lead.post(&evening.path("run"), json!({})).await.expect(200);
    evening.put_on_the_sheet(evening.studio.counsellors[0].as_str());
    let problem = evening
        .lead
        .post(&evening.path("unrun"), json!({}))
        .await
        .problem("sheet_not_empty");
    assert_eq!(problem["names"], 1);
    let stranger = evening.world.signed_in(&evening.studio.counsellors[2]).await;
    stranger
        .post(&evening.path("unrun"), json!({}))
        .await
        .problem("not_allowed");
    assert_history_is_complete(&evening.studio.rows).await;
    evening.world.finish().await;
}

#[tokio::test]
async fn a_started_session_can_be_marked_not_held_and_its_sheet_is_emptied_on_request() {
    let evening = under_way().await;
    evening.put_on_the_sheet(evening.studio.counsellors[0].as_str());
    let version = evening.session["row_version"].clone();
    let mut body = json!({"row_version": version, "reason": "low_numbers"});
    evening
        .lead
        .post(&evening.path("not-held"), body.clone())
        .await
        .problem("sheet_not_empty");
    assert_eq!(evening.state().await, "running");
    let stranger = evening.world.signed_in(&evening.studio.counsellors[2]).await;
    stranger
        .post(&evening.path("not-held"), body.clone())
        .await
        .problem("not_allowed");
    body["empties_sheet"] = json!(true);
    let gone = evening.lead.post(&evening.path("not-held"), body).await.expect(200);
    assert_eq!(
        (&gone["state"], &gone["attendance_count"]),
        (&json!("cancelled"), &json!(0))
    );
    assert!(all_claims(&evening.studio.rows).await.is_empty());
    // a slip of the finger is taken back like a cancellation
    let back = evening
        .coordinator
        .post(&evening.path("restore"), json!({}))
        .await
        .expect(200);
    assert_eq!(back["state"], "published");
    assert_claims_are_sound(&evening.studio.rows).await;
    assert_history_is_complete(&evening.studio.rows).await;
    evening.world.finish().await;
}

#[tokio::test]
async fn a_session_that_nobody_started_is_marked_not_held_afterwards_and_not_before() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-23", "11:00", json!({}))
        .await;
    let body = json!({"row_version": 1, "reason": "no_cover"});
    let not_held = format!("{}/not-held", session_path(&session));
    coordinator.post(&not_held, body.clone()).await.problem("wrong_state");
    world.clock.set(session["ends_at"].as_i64().unwrap() + 3 * DAY);
    let coordinator = world.signed_in(&studio.coordinator).await;
    let gone = coordinator.post(&not_held, body).await.expect(200);
    assert_eq!(gone["state"], "cancelled");
    world.run_jobs().await;
    assert_eq!(notices_of(&studio, &studio.counsellors[0]).await, Vec::<String>::new());
    world.finish().await;
}

#[tokio::test]
async fn a_plan_and_a_move_into_the_past_need_confirmation_notify_nobody_and_can_be_undone() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    // a plan: it is ten o'clock on the 23rd
    let mut body = studio.session_body("2026-11-20", "18:30");
    coordinator.post("/sessions", body.clone()).await.problem("in_past");
    let check = coordinator.post("/sessions/check", body.clone()).await.expect(200);
    assert_eq!(check["is_past"], true);
    body["is_past_meant"] = json!(true);
    let past = coordinator.post("/sessions", body).await.expect(201);
    // a move
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let mut shift = json!({"row_version": 1, "local_date": "2026-11-22", "local_start": "18:30"});
    let move_path = format!("{}/move", session_path(&session));
    coordinator.post(&move_path, shift.clone()).await.problem("in_past");
    assert_eq!(
        coordinator.get(&session_path(&session)).await.expect(200)["local_date"],
        "2026-11-24"
    );
    shift["is_past_meant"] = json!(true);
    let slipped = coordinator.post(&move_path, shift).await.expect(200);
    world.clock.advance(11 * MINUTE);
    world.run_jobs().await;
    assert!(notices_of(&studio, &studio.counsellors[0]).await.is_empty());
    // taken back
    for one in [&past, &slipped] {
        let one = coordinator.get(&session_path(one)).await.expect(200);
        assert!(one["may"].as_array().unwrap().contains(&json!("move")), "{one}");
        let start = if one["id"] == past["id"] { "10:00" } else { "18:30" };
        let back = json!({"row_version": one["row_version"], "local_date": "2026-11-24", "local_start": start});
        coordinator
            .post(&format!("{}/move", session_path(&one)), back)
            .await
            .expect(200);
    }
    // and only now anybody hears of them: nobody had been told of either
    world.clock.advance(10 * MINUTE);
    world.run_jobs().await;
    assert_eq!(
        notices_of(&studio, &studio.counsellors[0]).await,
        ["session_added", "session_added"]
    );
    assert_claims_are_sound(&studio.rows).await;
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

#[tokio::test]
async fn a_draft_is_published_into_the_past_and_a_series_starts_there_only_when_it_is_meant() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let draft = studio
        .plan_session(&coordinator, "2026-11-20", "18:30", json!({"publish": false}))
        .await;
    let publish = format!("{}/publish", session_path(&draft));
    coordinator
        .post(&publish, json!({"row_version": 1}))
        .await
        .problem("in_past");
    coordinator
        .post(&publish, json!({"row_version": 1, "is_past_meant": true}))
        .await
        .expect(200);
    let mut series = studio.series_body("Mornings", ("2026-11-16", "2026-11-30"), "09:00");
    coordinator.post("/series", series.clone()).await.problem("in_past");
    series["is_past_meant"] = json!(true);
    coordinator.post("/series", series).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn a_closed_session_is_reopened_with_a_reason_by_a_coordinator_or_supervisor() {
    let evening = under_way().await;
    evening.world.clock.set(evening.session["ends_at"].as_i64().unwrap());
    evening.lead.post(&evening.path("close"), json!({})).await.expect(200);
    let why = json!({"reason": "Two names are missing"});
    evening
        .lead
        .post(&evening.path("reopen"), why.clone())
        .await
        .problem("not_allowed");
    evening
        .coordinator
        .post(&evening.path("reopen"), json!({"reason": ""}))
        .await
        .problem("invalid");
    let supervisor = evening.studio.with_role(Role::Supervisor).await;
    let supervisor = evening.world.signed_in(&supervisor).await;
    let open = supervisor.post(&evening.path("reopen"), why.clone()).await.expect(200);
    assert_eq!(open["state"], "delivered");
    assert_eq!(open["history"][0]["reason"], "Two names are missing");
    evening.lead.post(&evening.path("close"), json!({})).await.expect(200);
    evening.world.clock.advance(91 * DAY);
    let late = evening.world.signed_in(&evening.studio.coordinator).await;
    late.post(&evening.path("reopen"), why).await.problem("wrong_state");
    assert_history_is_complete(&evening.studio.rows).await;
    evening.world.finish().await;
}
