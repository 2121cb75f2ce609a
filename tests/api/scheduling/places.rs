//! Trainees book places.

use super::ground::{Ground, all_claims, assert_claims_are_sound, assert_history_is_complete, grant, path};
use crate::support::app::App;
use crate::support::product::{CounsellorStatus, Role};
use serde_json::json;

// S2: a practice place claims its person, and a person is one resource wherever they are
#[tokio::test]
async fn a_practice_place_claims_the_trainees_time() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let trainee = app
        .somebody("小陶", &[(Role::Trainee, Some(ground.district.clone()))])
        .await;
    let one = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    let second = json!({"room_id": ground.rooms[1], "staff": [{"person_id": ground.counsellors[1], "role": "lead"}]});
    let two = ground.planned(&coordinator, "2026-11-24", "18:30", second).await;
    trainee.get(&path(&one)).await.problem("not_found");
    let place = |session| format!("{}/places/me", path(session));
    let mine = trainee
        .post(&place(&one), json!({"place": "observer"}))
        .await
        .expect(200);
    assert_eq!(
        (&mine["my_role"], &mine["title"]),
        (&json!("participant"), &json!("Tuesday"))
    );
    assert_eq!(
        (&mine["note"], &mine["assignments"], &mine["people"]),
        (&json!(""), &json!([]), &json!(null))
    );
    trainee
        .post(&place(&one), json!({"place": "observer"}))
        .await
        .expect(200); // twice is once
    let problem = trainee
        .post(&place(&two), json!({"place": "observer"}))
        .await
        .problem("session_refused");
    assert_eq!(problem["reasons"][0]["rule"], "person_overlap");
    assert_claims_are_sound(&ground.rows).await;
    // the trainee's place moves with the session
    let version = coordinator.get(&path(&one)).await.expect(200)["row_version"].clone();
    let shift = json!({"row_version": version, "local_date": "2026-11-25", "local_start": "18:30"});
    coordinator
        .post(&format!("{}/move", path(&one)), shift)
        .await
        .expect(200);
    assert_claims_are_sound(&ground.rows).await;
    trainee
        .post(&place(&two), json!({"place": "observer"}))
        .await
        .expect(200);
    trainee.delete(&place(&one)).await.expect(204);
    trainee.get(&path(&one)).await.problem("not_found");
    trainee.delete(&place(&one)).await.problem("not_found");
    assert_claims_are_sound(&ground.rows).await;
    assert_history_is_complete(&ground.rows).await;
    app.finish().await;
}

#[tokio::test]
async fn places_end_and_only_trainees_book_them() {
    let app = App::start().await;
    let (ground, elsewhere) = (Ground::on(&app).await, Ground::on(&app).await);
    let coordinator = ground.coordinator(&app).await;
    let session = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    let place = format!("{}/places/me", path(&session));
    for name in ["甲一", "乙二"] {
        let here = Some(ground.district.clone());
        let trainee = app.somebody(name, &[(Role::Trainee, here)]).await;
        trainee.post(&place, json!({"place": "observer"})).await.expect(200);
    }
    let here = Some(ground.district.clone());
    let third = app.somebody("丙三", &[(Role::Trainee, here)]).await;
    third
        .post(&place, json!({"place": "observer"}))
        .await
        .problem("session_full");
    // a candidate watches, but does not lead
    let problem = third
        .post(&place, json!({"place": "co_lead"}))
        .await
        .problem("session_refused");
    assert_eq!(problem["reasons"][0]["rule"], "wrong_role");
    let provisional = ground.counsellor(CounsellorStatus::Provisional).await;
    grant(&ground.rows, &provisional, Role::Trainee, Some(&ground.district)).await;
    let provisional = app.signed_in(&provisional, "x").await;
    provisional.post(&place, json!({"place": "co_lead"})).await.expect(200);
    let counsellor = app.signed_in(&ground.counsellors[2], "x").await;
    counsellor.post(&place, json!({})).await.problem("not_allowed");
    let far = elsewhere.coordinator(&app).await;
    far.post(&place, json!({})).await.problem("not_found");
    // safety 9: for a trainee of another district there is no such session, whatever the place
    let stranger = app
        .somebody("丁四", &[(Role::Trainee, Some(elsewhere.district.clone()))])
        .await;
    for wanted in ["participant", "observer", "co_lead", "lead"] {
        stranger
            .post(&place, json!({"place": wanted}))
            .await
            .problem("not_found");
    }
    assert_claims_are_sound(&ground.rows).await;
    app.finish().await;
}

#[tokio::test]
async fn two_sessions_at_once_are_said_to_whoever_takes_part_and_to_whoever_seats_them() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let one = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    let second = json!({"room_id": ground.rooms[1], "staff": [], "title": "Beside"});
    let two = ground.planned(&coordinator, "2026-11-24", "19:00", second).await;
    let provisional = ground.counsellor(CounsellorStatus::Provisional).await;
    grant(&ground.rows, &provisional, Role::Trainee, Some(&ground.district)).await;
    let trainee = app.signed_in(&provisional, "x").await;
    let place = |session| format!("{}/places/me", path(session));
    let first = trainee.post(&place(&one), json!({})).await.expect(200);
    assert_eq!(first["my_clashes"], json!([]));
    // they may: nothing claims it; but they are told
    let both = trainee.post(&place(&two), json!({})).await.expect(200);
    let clash = &both["my_clashes"][0];
    assert_eq!(
        (&clash["rule"], &clash["severity"]),
        (&json!("takes_part_elsewhere"), &json!("warn"))
    );
    assert_eq!(clash["other_session"]["title"], "Tuesday");
    // nobody else reads it as theirs
    assert_eq!(coordinator.get(&path(&two)).await.expect(200)["my_clashes"], json!([]));
    // whoever seats them elsewhere at that time reads it too
    let staff = json!({"row_version": two["row_version"],
        "staff": [{"person_id": ground.counsellors[1], "role": "lead"}, {"person_id": provisional, "role": "co_lead"}]});
    let seated = coordinator
        .put(&format!("{}/assignments", path(&two)), staff)
        .await
        .expect(200);
    let warned = seated["warnings"].as_array().unwrap().iter();
    assert!(
        warned
            .into_iter()
            .any(|reason| reason["rule"] == "takes_part_elsewhere"),
        "{seated}"
    );
    app.finish().await;
}

// S2
#[tokio::test]
async fn a_place_changes_into_another_and_its_claim_with_it() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let session = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    let here = Some(ground.district.clone());
    let trainee = app.somebody("小陶", &[(Role::Trainee, here)]).await;
    let place = format!("{}/places/me", path(&session));
    for (wanted, claims) in [("participant", 2), ("observer", 3), ("participant", 2)] {
        trainee.post(&place, json!({"place": wanted})).await.expect(200);
        assert_eq!(all_claims(&ground.rows).await.len(), claims, "{wanted}");
        assert_claims_are_sound(&ground.rows).await;
    }
    // a place that is not to be had leaves the one that is there
    for name in ["甲一", "乙二"] {
        let other = app
            .somebody(name, &[(Role::Trainee, Some(ground.district.clone()))])
            .await;
        other.post(&place, json!({"place": "observer"})).await.expect(200);
    }
    trainee
        .post(&place, json!({"place": "observer"}))
        .await
        .problem("session_full");
    assert_eq!(trainee.get(&path(&session)).await.expect(200)["my_role"], "participant");
    assert_history_is_complete(&ground.rows).await;
    app.finish().await;
}

#[tokio::test]
async fn a_booking_does_not_spoil_a_dialog_that_is_open() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let session = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    let here = Some(ground.district.clone());
    let trainee = app.somebody("小陶", &[(Role::Trainee, here)]).await;
    let place = format!("{}/places/me", path(&session));
    trainee.post(&place, json!({"place": "observer"})).await.expect(200);
    trainee.delete(&place).await.expect(204);
    // opened before, saved after
    let edited = coordinator
        .patch(&path(&session), json!({"row_version": 1, "title": "New"}))
        .await
        .expect(200);
    // but what another coordinator changed is not overwritten
    trainee.post(&place, json!({"place": "observer"})).await.expect(200);
    coordinator
        .patch(&path(&session), json!({"row_version": 1, "title": "Old"}))
        .await
        .problem("row_changed");
    let staff =
        json!({"row_version": edited["row_version"], "staff": [{"person_id": ground.counsellors[1], "role": "lead"}]});
    coordinator
        .put(&format!("{}/assignments", path(&session)), staff)
        .await
        .expect(200);
    assert_claims_are_sound(&ground.rows).await;
    app.finish().await;
}
