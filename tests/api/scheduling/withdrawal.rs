//! Who may no longer work here comes off what lies ahead (safety 12).

use super::ground::{Ground, assert_claims_are_sound, assert_history_is_complete, cid, path};
use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{HOUR, Role};
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
async fn a_role_that_is_taken_frees_the_sessions_ahead_and_the_coordinator_hears_of_it() {
    // S1, S2, S13, safety 12
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let (gone, stays) = (ground.counsellors[0].as_str(), ground.counsellors[1].as_str());
    let pair = json!([{"person_id": gone, "role": "lead"}, {"person_id": stays, "role": "co_lead"}]);
    let both = ground
        .planned(&coordinator, "2026-11-24", "10:00", json!({"staff": pair}))
        .await;
    let other = json!({"staff": [{"person_id": stays, "role": "lead"}]});
    let untouched = ground.planned(&coordinator, "2026-11-25", "10:00", other).await;
    take_role(&coordinator, gone).await;
    app.run_jobs().await;
    assert_eq!(staff(&coordinator.get(&path(&both)).await.expect(200)), [stays]);
    let same = coordinator.get(&path(&untouched)).await.expect(200);
    assert_eq!(same["row_version"], untouched["row_version"]);
    assert_eq!(notices(&coordinator, "session_understaffed").await, 1);
    assert_claims_are_sound(&ground.rows).await;
    assert_history_is_complete(&ground.rows).await;
    // nobody proposes or seats them any more, whatever their training
    let found = coordinator
        .get(&format!("{}/candidates", path(&both)))
        .await
        .expect(200);
    assert!(!found.to_string().contains(gone) && found.to_string().contains(ground.counsellors[2].as_str()));
    let again = json!({"row_version": coordinator.get(&path(&both)).await.expect(200)["row_version"],
        "staff": [{"person_id": gone, "role": "lead"}, {"person_id": stays, "role": "co_lead"}]});
    coordinator
        .put(&format!("{}/assignments", path(&both)), again)
        .await
        .problem("session_refused");
    // the job again changes nothing
    assert_eq!(notices(&coordinator, "session_understaffed").await, 1);
    app.finish().await;
}

#[tokio::test]
async fn a_seat_gives_no_right_from_the_moment_the_role_is_gone() {
    // safety 12: before the job has run, and for the session that was held with it
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let lead = &ground.counsellors[0];
    let session = ground.planned(&coordinator, "2026-11-23", "12:00", json!({})).await;
    let sheet = format!("{}/attendance", path(&session));
    let tap = |number: u64, at: i64| json!({"device": cid(1), "entries": [{"cid": cid(number), "person_id": ground.counsellors[0], "status": "here", "recorded_at": at}]});
    app.clock.advance(3 * HOUR);
    let person = app.signed_in(lead, "lead").await;
    person.put(&sheet, tap(11, app.clock.now())).await.expect(200);
    take_role(&coordinator, lead.as_str()).await;
    let again = app.signed_in(lead, "lead").await;
    again.put(&sheet, tap(12, app.clock.now())).await.problem("not_found");
    again.get(&path(&session)).await.problem("not_found");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn whoever_leads_in_another_district_goes_on_there() {
    let app = App::start().await;
    let (here, there) = (Ground::on(&app).await, Ground::on(&app).await);
    let (coordinator, other) = (here.coordinator(&app).await, there.coordinator(&app).await);
    let guest = here.counsellors[0].as_str();
    super::ground::grant(
        &here.rows,
        &here.counsellors[0],
        Role::Counsellor,
        Some(&there.district),
    )
    .await;
    let lead = json!({"staff": [{"person_id": guest, "role": "lead"}]});
    let mine = here.planned(&coordinator, "2026-11-24", "10:00", lead.clone()).await;
    let theirs = there.planned(&other, "2026-11-25", "10:00", lead).await;
    take_role(&coordinator, guest).await;
    app.run_jobs().await;
    assert!(staff(&coordinator.get(&path(&mine)).await.expect(200)).is_empty());
    assert_eq!(staff(&other.get(&path(&theirs)).await.expect(200)), [guest]);
    app.finish().await;
}
