//! Planning: what is accepted, what is refused, and how a refusal explains itself.

use super::ground::{
    Ground, add_studio, all_claims, assert_claims_are_sound, assert_history_is_complete, merge, path, rules,
};
use crate::support::app::App;
use crate::support::product::{CounsellorStatus, Role};
use serde_json::json;

// S2, S13
#[tokio::test]
async fn a_published_session_claims_its_room_and_its_staff() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let session = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    assert_eq!(session["state"], "published");
    assert_eq!(session["local_end"], "20:00");
    assert_eq!(session["staffing"], json!({"needed": 2, "filled": 1, "is_met": false}));
    assert_eq!(session["warnings"][0]["rule"], "understaffed");
    assert_eq!(session["history"][0]["verb"], "plan");
    assert_eq!(all_claims(&ground.rows).await.len(), 2);
    assert_claims_are_sound(&ground.rows).await;
    assert_history_is_complete(&ground.rows).await;
    app.finish().await;
}

// S2
#[tokio::test]
async fn a_draft_claims_nothing_until_it_is_published() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let draft = ground
        .planned(&coordinator, "2026-11-24", "18:30", json!({"publish": false}))
        .await;
    assert!(all_claims(&ground.rows).await.is_empty());
    let publish = format!("{}/publish", path(&draft));
    let version = json!({"row_version": draft["row_version"]});
    let published = coordinator.post(&publish, version.clone()).await.expect(200);
    assert_eq!(
        (published["state"].as_str(), published["row_version"].as_i64()),
        (Some("published"), Some(2))
    );
    coordinator.post(&publish, version).await.problem("wrong_state");
    assert_claims_are_sound(&ground.rows).await;
    app.finish().await;
}

// S14
#[tokio::test]
async fn a_refusal_gives_every_reason_with_the_other_session_and_the_interval() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let first = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    let mut body = ground.body("2026-11-24", "19:00");
    merge(&mut body, json!({"people": 13}));
    let problem = coordinator
        .post("/sessions", body.clone())
        .await
        .problem("session_refused");
    let block = |rule: &str| (rule.to_owned(), "block".to_owned());
    let found = rules(&problem);
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
    assert_eq!(all_claims(&ground.rows).await.len(), 2);
    assert_history_is_complete(&ground.rows).await;
    app.finish().await;
}

// S14
#[tokio::test]
async fn of_another_district_a_refusal_tells_only_that_somebody_is_busy_and_when() {
    let app = App::start().await;
    let (here, there) = (Ground::on(&app).await, Ground::on(&app).await);
    let shared = json!([{"person_id": here.counsellors[0], "role": "lead"}]);
    let neighbour = there.coordinator(&app).await;
    let other = there
        .planned(
            &neighbour,
            "2026-11-24",
            "18:30",
            json!({"staff": shared, "title": "Secret"}),
        )
        .await;
    let coordinator = here.coordinator(&app).await;
    let problem = coordinator
        .post("/sessions", here.body("2026-11-24", "19:00"))
        .await
        .problem("session_refused");
    let busy = &problem["reasons"][0];
    assert_eq!(busy["rule"], "person_overlap");
    assert_eq!(busy["other_session"]["id"], json!(null));
    assert_eq!(busy["other_session"]["title"], "busy elsewhere");
    assert_eq!(busy["other_session"]["ends_at"], other["ends_at"]);
    assert!(!problem.to_string().contains("Secret"));
    // headquarters is told which session it is
    let headquarters = app.headquarters().await;
    let problem = headquarters
        .post("/sessions", here.body("2026-11-24", "19:00"))
        .await
        .problem("session_refused");
    assert_eq!(problem["reasons"][0]["other_session"]["id"], other["id"]);
    app.finish().await;
}

// S1: half-open
#[tokio::test]
async fn sessions_whose_buffers_touch_are_both_accepted() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let nobody = json!({"staff": []});
    ground
        .planned(&coordinator, "2026-11-24", "18:30", nobody.clone())
        .await;
    ground
        .planned(&coordinator, "2026-11-24", "20:30", nobody.clone())
        .await;
    ground
        .planned(&coordinator, "2026-11-24", "16:30", nobody.clone())
        .await;
    let mut body = ground.body("2026-11-24", "20:29");
    merge(&mut body, json!({"staff": []}));
    let problem = coordinator.post("/sessions", body).await.problem("session_refused");
    assert_eq!(
        rules(&problem)
            .iter()
            .filter(|(rule, _)| rule == "room_overlap")
            .count(),
        2
    );
    assert_claims_are_sound(&ground.rows).await;
    app.finish().await;
}

// S10
#[tokio::test]
async fn outside_opening_hours_needs_a_reason_which_is_kept_with_its_author() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let rules_of_week = json!({"rules": [{"weekday": 2, "from": "09:00", "to": "20:00"}]});
    let studio = ground.studio.as_str();
    coordinator
        .put(&format!("/studios/{studio}/opening-rules"), rules_of_week)
        .await
        .expect(200);
    let problem = coordinator
        .post("/sessions", ground.body("2026-11-24", "18:31"))
        .await
        .problem("session_refused");
    assert_eq!(rules(&problem)[0].0, "outside_opening_hours");
    // the session may end when the studio closes, though the room is cleared away after that
    ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    let late = ground
        .planned(
            &coordinator,
            "2026-11-26",
            "21:00",
            json!({"overrides": [{"rule": "outside_opening_hours", "subject_id": studio, "reason": "Lantern evening"}]}),
        )
        .await;
    let given = &late["overrides"][0];
    assert_eq!(
        (&given["reason"], &given["rule"]),
        (&json!("Lantern evening"), &json!("outside_opening_hours"))
    );
    assert!(
        given["who"].as_str().is_some_and(|who| who.starts_with("协调")),
        "{given}"
    );
    assert_eq!(late["warnings"][0]["rule"], "outside_opening_hours");
    assert_eq!(late["warnings"][0]["severity"], "warn");
    app.finish().await;
}

// S12
#[tokio::test]
async fn a_candidate_never_leads_and_somebody_certified_always_does() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let candidate = ground.counsellor(CounsellorStatus::Candidate).await;
    let provisional = ground.counsellor(CounsellorStatus::Provisional).await;
    let certified = &ground.counsellors[0];
    let mut body = ground.body("2026-11-24", "18:30");
    body["staff"] = json!([{"person_id": provisional, "role": "lead"}]);
    let problem = coordinator
        .post("/sessions", body.clone())
        .await
        .problem("session_refused");
    assert_eq!(rules(&problem)[0].0, "not_qualified");
    body["staff"] = json!([{"person_id": certified, "role": "lead"}, {"person_id": candidate, "role": "co_lead"}]);
    let problem = coordinator
        .post("/sessions", body.clone())
        .await
        .problem("session_refused");
    assert_eq!(rules(&problem)[0].0, "candidate_leads");
    body["staff"] = json!([{"person_id": certified, "role": "lead"}, {"person_id": provisional, "role": "co_lead"}]);
    let session = coordinator.post("/sessions", body).await.expect(201);
    assert_eq!(session["staffing"]["is_met"], true);
    app.finish().await;
}

#[tokio::test]
async fn a_supervisors_seat_is_for_somebody_with_that_role() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let supervisor = ground.with_role(Role::Supervisor).await;
    let talk = json!({"type": "individual_supervision", "minutes": 60, "people": 1});
    let mut body = ground.body("2026-11-24", "18:30");
    merge(&mut body, talk);
    body["staff"] = json!([{"person_id": ground.counsellors[0], "role": "supervisor"}]);
    let problem = coordinator
        .post("/sessions", body.clone())
        .await
        .problem("session_refused");
    assert_eq!(rules(&problem)[0].0, "wrong_role");
    body["staff"] = json!([{"person_id": supervisor, "role": "supervisor"}]);
    coordinator.post("/sessions", body).await.expect(201);
    app.finish().await;
}

#[tokio::test]
async fn fields_that_make_no_sense_are_named() {
    let app = App::start().await;
    let (ground, other) = (Ground::on(&app).await, Ground::on(&app).await);
    let coordinator = ground.coordinator(&app).await;
    for (change, field, code) in [
        (json!({"local_date": "2026-11-31"}), "local_date", "bad_date"),
        (json!({"local_start": "24:30"}), "local_start", "bad_time"),
        (json!({"local_date": "2036-01-01"}), "local_date", "out_of_range"),
        (json!({"minutes": 0}), "minutes", "out_of_range"),
        (json!({"type": "party"}), "type", "unknown"),
        (json!({"room_id": other.rooms[0]}), "room_id", "not_found"),
        (
            json!({"staff": [{"person_id": other.studio, "role": "lead"}]}),
            "staff",
            "unknown_person",
        ),
        (json!({"cohort_id": other.studio}), "cohort_id", "not_found"),
    ] {
        let mut body = ground.body("2026-11-24", "18:30");
        merge(&mut body, change);
        let problem = coordinator.post("/sessions", body).await.problem("invalid");
        assert_eq!(problem["errors"][0], json!({"field": field, "code": code}));
    }
    // safety 22
    let mut body = ground.body("2026-11-24", "18:30");
    merge(&mut body, json!({"note": "１１０１０５ 19491231 002X"}));
    let refused = coordinator.post("/sessions", body).await.problem("refused_content");
    assert!(!refused.to_string().contains("19491231"));
    let mut body = ground.body("2026-11-24", "18:30");
    merge(&mut body, json!({"organiser": "x"}));
    coordinator.post("/sessions", body.clone()).await.problem("bad_body");
    coordinator.post("/sessions/check", body).await.problem("bad_body");
    app.finish().await;
}

// S7
#[tokio::test]
async fn two_editors_do_not_overwrite_each_other_and_words_leave_the_sequence_alone() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let session = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    let one = coordinator
        .patch(&path(&session), json!({"row_version": 1, "title": "New", "people": 9}))
        .await
        .expect(200);
    assert_eq!(
        (&one["title"], &one["people"], &one["row_version"]),
        (&json!("New"), &json!(9), &json!(2))
    );
    coordinator
        .patch(&path(&session), json!({"row_version": 1, "title": "Old"}))
        .await
        .problem("row_changed");
    let problem = coordinator
        .patch(&path(&session), json!({"row_version": 2, "people": 13}))
        .await
        .problem("session_refused");
    assert_eq!(rules(&problem)[0].0, "over_capacity");
    assert_eq!(super::shift::sequence(&ground, &session).await.1, 0);
    assert_history_is_complete(&ground.rows).await;
    app.finish().await;
}

#[tokio::test]
async fn a_studio_in_another_zone_keeps_its_own_clock() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let (studio, rooms) = add_studio(&ground.rows, &ground.district, "Europe/London", &[12]).await;
    // scheduling case 8: the clocks go forward at 01:00; the hour after does not exist
    let over_the_change = json!({
        "studio_id": studio, "room_id": rooms[0], "minutes": 120, "staff": [],
    });
    let session = ground
        .planned(&coordinator, "2027-03-28", "00:30", over_the_change)
        .await;
    assert_eq!(
        (&session["local_start"], &session["local_end"]),
        (&json!("00:30"), &json!("03:30"))
    );
    let length = session["ends_at"].as_i64().unwrap() - session["starts_at"].as_i64().unwrap();
    assert_eq!(length, 120 * 60_000);
    app.finish().await;
}
