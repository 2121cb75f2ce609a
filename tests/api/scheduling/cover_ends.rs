//! How a request for cover ends, and where it shows meanwhile.

use super::cover::{cover_path, planned, request_path, staff, tonight, yes};
use super::invariants::assert_claims_are_sound;
use super::moves::notices_of;
use crate::support::product::{HOUR, MINUTE};
use crate::support::world::{World, session_path};
use serde_json::{Value, json};

// M1: nobody found by the start
#[tokio::test]
async fn a_request_ends_when_its_session_begins_and_follows_a_move() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = tonight(&studio, &coordinator).await;
    let ill = world.signed_in(&studio.counsellors[1]).await;
    let cover = ill.post(&cover_path(&session), json!({})).await.expect(200);
    let page = coordinator.get(&session_path(&session)).await.expect(200);
    let later = json!({"row_version": page["row_version"], "local_date": "2026-11-23", "local_start": "20:00"});
    coordinator
        .post(&format!("{}/move", session_path(&session)), later)
        .await
        .expect(200);
    world.clock.advance(9 * HOUR);
    world.run_jobs().await;
    assert_eq!(
        coordinator.get(&cover_path(&session)).await.expect(200)["requests"][0]["state"],
        "offered"
    );
    world.clock.advance(HOUR);
    let late = world.signed_in(&studio.counsellors[2]).await;
    yes(&late, &request_path(&cover)).await.problem("wrong_state");
    world.run_jobs().await;
    assert_eq!(
        coordinator.get(&cover_path(&session)).await.expect(200)["requests"][0]["state"],
        "expired"
    );
    assert!(
        notices_of(&studio, &studio.counsellors[1])
            .await
            .contains(&"cover_nobody".to_owned())
    );
    assert!(
        staff(&coordinator, &session)
            .await
            .contains(&studio.counsellors[1].to_string())
    );
    world.finish().await;
}

#[tokio::test]
async fn calling_it_off_cancelling_the_session_and_staffing_it_anew_end_a_request() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let ill = world.signed_in(&studio.counsellors[1]).await;
    let free = world.signed_in(&studio.counsellors[2]).await;
    let state = async |session: &Value| {
        let page = coordinator.get(&cover_path(session)).await.expect(200);
        page["requests"][0]["state"].as_str().unwrap().to_owned()
    };
    // "I can after all"
    let one = planned(&studio, &coordinator, "2026-11-24", "10:00").await;
    let cover = ill.post(&cover_path(&one), json!({})).await.expect(200);
    ill.post(&format!("{}/cancel", request_path(&cover)), json!({}))
        .await
        .expect(204);
    assert_eq!(state(&one).await, "cancelled");
    yes(&free, &request_path(&cover)).await.problem("wrong_state");
    assert!(
        notices_of(&studio, &studio.counsellors[2])
            .await
            .contains(&"cover_not_needed".to_owned())
    );
    // the session is cancelled
    let two = planned(&studio, &coordinator, "2026-11-24", "14:00").await;
    ill.post(&cover_path(&two), json!({})).await.expect(200);
    let body = json!({"row_version": two["row_version"], "reason": "no_cover"});
    coordinator
        .post(&format!("{}/cancel", session_path(&two)), body)
        .await
        .expect(200);
    assert_eq!(state(&two).await, "cancelled");
    assert_eq!(free.get("/me/asked").await.expect(200)["asked"], json!([]));
    // somebody else is put on it by hand
    let three = planned(&studio, &coordinator, "2026-11-24", "18:00").await;
    ill.post(&cover_path(&three), json!({})).await.expect(200);
    let staffed = json!({"row_version": three["row_version"],
        "staff": [{"person_id": studio.counsellors[0], "role": "lead"}]});
    coordinator
        .put(&format!("{}/assignments", session_path(&three)), staffed)
        .await
        .expect(200);
    assert_eq!(state(&three).await, "cancelled");
    assert_claims_are_sound(&studio.rows).await;
    world.finish().await;
}

// M3: the coordinator's first page and the calendar line
#[tokio::test]
async fn an_open_request_is_a_decision_and_marks_its_line() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = tonight(&studio, &coordinator).await;
    let ill = world.signed_in(&studio.counsellors[1]).await;
    ill.post(&cover_path(&session), json!({})).await.expect(200);
    let today = coordinator.get("/today").await.expect(200);
    let kinds: Vec<&Value> = today["decisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| &group["kind"])
        .collect();
    assert!(kinds.contains(&&json!("cover")), "{kinds:?}");
    let week = coordinator
        .get("/sessions?from=2026-11-23&to=2026-11-24")
        .await
        .expect(200);
    assert_eq!(week["items"][0]["seeks_cover"], true);
    let inbox = coordinator.get("/cover-requests").await.expect(200);
    assert_eq!(inbox["items"][0]["request"]["state"], "offered");
    assert_eq!(inbox["items"][0]["session"]["id"], session["id"]);
    assert_eq!(
        ill.get("/me/asked").await.expect(200)["mine"].as_array().unwrap().len(),
        1
    );
    world.finish().await;
}

// scheduling case 19: the lead does not come, the co-lead takes over, and the sheet follows what happened
#[tokio::test]
async fn a_lead_who_does_not_come_is_replaced_while_the_session_runs() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let [lead, co_lead] = [&studio.counsellors[0], &studio.counsellors[1]];
    let session = tonight(&studio, &coordinator).await;
    world.clock.advance(9 * HOUR + 5 * MINUTE);
    let page = coordinator.get(&session_path(&session)).await.expect(200);
    let staffed = json!({"row_version": page["row_version"], "staff": [{"person_id": co_lead, "role": "lead"}]});
    coordinator
        .put(&format!("{}/assignments", session_path(&session)), staffed)
        .await
        .expect(200);
    let page = coordinator.get(&cover_path(&session)).await.expect(200);
    let lines: Vec<(&Value, &Value)> = page["staff_history"]
        .as_array()
        .unwrap()
        .iter()
        .take(2)
        .map(|line| (&line["kind"], &line["role"]))
        .collect();
    assert!(lines.contains(&(&json!("role_changed"), &json!("lead"))), "{lines:?}");
    assert!(lines.contains(&(&json!("withdrawn"), &json!("lead"))), "{lines:?}");
    let sheet = world.signed_in(co_lead).await;
    let sheet = sheet
        .get(&format!("{}/attendance", session_path(&session)))
        .await
        .expect(200);
    let text = sheet.to_string();
    assert!(
        text.contains(co_lead.as_str()) && !text.contains(lead.as_str()),
        "{text}"
    );
    world.finish().await;
}
