//! The fields of a plan: roles of the staff, versions, zones.

use super::invariants::assert_history_is_complete;
use crate::support::product::{CounsellorStatus, Role};
use crate::support::world::{World, broken_rules, insert_studio, merge, session_path};
use serde_json::json;

// S12
#[tokio::test]
async fn a_candidate_never_leads_and_somebody_certified_always_does() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let candidate = studio.counsellor(CounsellorStatus::Candidate).await;
    let provisional = studio.counsellor(CounsellorStatus::Provisional).await;
    let certified = &studio.counsellors[0];
    let mut body = studio.session_body("2026-11-24", "18:30");
    body["staff"] = json!([{"person_id": provisional, "role": "lead"}]);
    let problem = coordinator
        .post("/sessions", body.clone())
        .await
        .problem("session_refused");
    assert_eq!(broken_rules(&problem)[0].0, "not_qualified");
    body["staff"] = json!([{"person_id": certified, "role": "lead"}, {"person_id": candidate, "role": "co_lead"}]);
    let problem = coordinator
        .post("/sessions", body.clone())
        .await
        .problem("session_refused");
    assert_eq!(broken_rules(&problem)[0].0, "candidate_leads");
    body["staff"] = json!([{"person_id": certified, "role": "lead"}, {"person_id": provisional, "role": "co_lead"}]);
    let session = coordinator.post("/sessions", body).await.expect(201);
    assert_eq!(session["staffing"]["is_met"], true);
    world.finish().await;
}

#[tokio::test]
async fn a_supervisors_seat_is_for_somebody_with_that_role() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let supervisor = studio.with_role(Role::Supervisor).await;
    let talk = json!({"type": "individual_supervision", "minutes": 60, "people": 1});
    let mut body = studio.session_body("2026-11-24", "18:30");
    merge(&mut body, talk);
    body["staff"] = json!([{"person_id": studio.counsellors[0], "role": "supervisor"}]);
    let problem = coordinator
        .post("/sessions", body.clone())
        .await
        .problem("session_refused");
    assert_eq!(broken_rules(&problem)[0].0, "wrong_role");
    body["staff"] = json!([{"person_id": supervisor, "role": "supervisor"}]);
    coordinator.post("/sessions", body).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn fields_that_make_no_sense_are_named() {
    let world = World::new().await;
    let (studio, other) = (world.studio().await, world.neighbouring_studio().await);
    let coordinator = studio.coordinator(&world).await;
    for (change, field, code) in [
        (json!({"local_date": "2026-11-31"}), "local_date", "bad_date"),
        (json!({"local_start": "24:30"}), "local_start", "bad_time"),
        (json!({"local_date": "2036-01-01"}), "local_date", "out_of_range"),
        (json!({"minutes": 0}), "minutes", "out_of_range"),
        (json!({"type": "party"}), "type", "unknown"),
        (json!({"room_id": other.rooms[0]}), "room_id", "not_found"),
        (
            json!({"staff": [{"person_id": other.id, "role": "lead"}]}),
            "staff",
            "unknown_person",
        ),
        (json!({"cohort_id": other.id}), "cohort_id", "not_found"),
    ] {
        let mut body = studio.session_body("2026-11-24", "18:30");
        merge(&mut body, change);
        let problem = coordinator.post("/sessions", body).await.problem("invalid");
        assert_eq!(problem["errors"][0], json!({"field": field, "code": code}));
    }
    // safety 22
    let mut body = studio.session_body("2026-11-24", "18:30");
    merge(&mut body, json!({"note": "１１０１０５ 19491231 002X"}));
    let refused = coordinator.post("/sessions", body).await.problem("refused_content");
    assert!(!refused.to_string().contains("19491231"));
    let mut body = studio.session_body("2026-11-24", "18:30");
    merge(&mut body, json!({"organiser": "x"}));
    coordinator.post("/sessions", body.clone()).await.problem("bad_body");
    coordinator.post("/sessions/check", body).await.problem("bad_body");
    world.finish().await;
}

// S7
#[tokio::test]
async fn two_editors_do_not_overwrite_each_other_and_words_leave_the_sequence_alone() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let one = coordinator
        .patch(
            &session_path(&session),
            json!({"row_version": 1, "title": "New", "people": 9}),
        )
        .await
        .expect(200);
    assert_eq!(
        (&one["title"], &one["people"], &one["row_version"]),
        (&json!("New"), &json!(9), &json!(2))
    );
    coordinator
        .patch(&session_path(&session), json!({"row_version": 1, "title": "Old"}))
        .await
        .problem("row_changed");
    let problem = coordinator
        .patch(&session_path(&session), json!({"row_version": 2, "people": 13}))
        .await
        .problem("session_refused");
    assert_eq!(broken_rules(&problem)[0].0, "over_capacity");
    assert_eq!(super::moves::sequence(&studio, &session).await.1, 0);
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

#[tokio::test]
async fn a_studio_in_another_zone_has_its_own_time() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let (london, rooms) = insert_studio(&studio.rows, &studio.district, "Europe/London", &[12]).await;
    // scheduling case 8: the clocks go forward at 01:00; the hour after does not exist
    let over_the_change = json!({
        "studio_id": london, "room_id": rooms[0], "minutes": 120, "staff": [],
    });
    let session = studio
        .plan_session(&coordinator, "2027-03-28", "00:30", over_the_change)
        .await;
    assert_eq!(
        (&session["local_start"], &session["local_end"]),
        (&json!("00:30"), &json!("03:30"))
    );
    let length = session["ends_at"].as_i64().unwrap() - session["starts_at"].as_i64().unwrap();
    assert_eq!(length, 120 * 60_000);
    world.finish().await;
}
