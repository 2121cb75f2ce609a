//! Who may no longer work here comes off what lies ahead (safety 12).

use super::invariants::{assert_claims_are_sound, assert_history_is_complete};
use crate::support::person::Person;
use crate::support::product::{HOUR, Role};
use crate::support::world::{World, grant_role, session_path, tap_id};
use serde_json::{Value, json};

async fn take_role(coordinator: &Person, person: &str) {
    let page = format!("/people/{person}");
    let seen = coordinator.get(&page).await.expect(200);
    let grant = seen["grants"][0]["id"].as_str().unwrap().to_owned();
    coordinator.delete(&format!("{page}/grants/{grant}")).await.expect(204);
}

/// Who is on it.
fn staff(session: &Value) -> Vec<String> {
    let seats = session["assignments"].as_array().unwrap().iter();
    let held = seats.filter(|seat| seat["state"] != "withdrawn");
    held.map(|seat| seat["person_id"].as_str().unwrap().to_owned())
        .collect()
}

async fn notices(person: &Person, kind: &str) -> usize {
    let inbox = person.get("/notices").await.expect(200);
    let items = inbox["items"].as_array().unwrap().iter();
    items.filter(|notice| notice["kind"] == kind).count()
}

#[tokio::test]
async fn ending_a_role_frees_the_sessions_ahead_and_notifies_the_coordinator() {
    // S1, S2, S13, safety 12
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let (gone, stays) = (studio.counsellors[0].as_str(), studio.counsellors[1].as_str());
    let pair = json!([{"person_id": gone, "role": "lead"}, {"person_id": stays, "role": "co_lead"}]);
    let both = studio
        .plan_session(&coordinator, "2026-11-24", "10:00", json!({"staff": pair}))
        .await;
    let other = json!({"staff": [{"person_id": stays, "role": "lead"}]});
    let untouched = studio.plan_session(&coordinator, "2026-11-25", "10:00", other).await;
    take_role(&coordinator, gone).await;
    world.run_jobs().await;
    assert_eq!(staff(&coordinator.get(&session_path(&both)).await.expect(200)), [stays]);
    let same = coordinator.get(&session_path(&untouched)).await.expect(200);
    assert_eq!(same["row_version"], untouched["row_version"]);
    assert_eq!(notices(&coordinator, "session_understaffed").await, 1);
    assert_claims_are_sound(&studio.rows).await;
    assert_history_is_complete(&studio.rows).await;
    // nobody proposes or seats them any more, whatever their training
    let found = coordinator
        .get(&format!("{}/candidates", session_path(&both)))
        .await
        .expect(200);
    assert!(!found.to_string().contains(gone) && found.to_string().contains(studio.counsellors[2].as_str()));
    let again = json!({"row_version": coordinator.get(&session_path(&both)).await.expect(200)["row_version"],
        "staff": [{"person_id": gone, "role": "lead"}, {"person_id": stays, "role": "co_lead"}]});
    coordinator
        .put(&format!("{}/assignments", session_path(&both)), again)
        .await
        .problem("session_refused");
    // the job again changes nothing
    assert_eq!(notices(&coordinator, "session_understaffed").await, 1);
    world.finish().await;
}

#[tokio::test]
async fn a_seat_gives_no_right_from_the_moment_the_role_is_gone() {
    // safety 12: before the job has run, and for the session that was held with it
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let lead = &studio.counsellors[0];
    let session = studio
        .plan_session(&coordinator, "2026-11-23", "12:00", json!({}))
        .await;
    let sheet = format!("{}/attendance", session_path(&session));
    let tap = |number: u64, at: i64| json!({"device": tap_id(1), "entries": [{"cid": tap_id(number), "person_id": studio.counsellors[0], "status": "here", "recorded_at": at}]});
    world.clock.advance(3 * HOUR);
    let person = world.signed_in(lead).await;
    person.put(&sheet, tap(11, world.clock.now())).await.expect(200);
    take_role(&coordinator, lead.as_str()).await;
    let again = world.signed_in(lead).await;
    again.put(&sheet, tap(12, world.clock.now())).await.problem("not_found");
    again.get(&session_path(&session)).await.problem("not_found");
    world.run_jobs().await;
    world.finish().await;
}

#[tokio::test]
async fn whoever_leads_in_another_district_goes_on_there() {
    let world = World::new().await;
    let (here, there) = (world.studio().await, world.neighbouring_studio().await);
    let (coordinator, other) = (here.coordinator(&world).await, there.coordinator(&world).await);
    let guest = here.counsellors[0].as_str();
    grant_role(
        &here.rows,
        &here.counsellors[0],
        Role::Counsellor,
        Some(&there.district),
    )
    .await;
    let lead = json!({"staff": [{"person_id": guest, "role": "lead"}]});
    let mine = here
        .plan_session(&coordinator, "2026-11-24", "10:00", lead.clone())
        .await;
    let theirs = there.plan_session(&other, "2026-11-25", "10:00", lead).await;
    take_role(&coordinator, guest).await;
    world.run_jobs().await;
    assert!(staff(&coordinator.get(&session_path(&mine)).await.expect(200)).is_empty());
    assert_eq!(staff(&other.get(&session_path(&theirs)).await.expect(200)), [guest]);
    world.finish().await;
}
