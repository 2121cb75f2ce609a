//! Trainees book places.

use super::ground::{Ground, assert_claims_are_sound, assert_history_is_complete, grant, path};
use crate::support::app::App;
use serde_json::json;
use tongxing::accounts::model::{CounsellorStatus, Role};

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
    assert_claims_are_sound(&ground.kit).await;
    // the trainee's place moves with the session
    let version = coordinator.get(&path(&one)).await.expect(200)["row_version"].clone();
    let shift = json!({"row_version": version, "local_date": "2026-11-25", "local_start": "18:30"});
    coordinator
        .post(&format!("{}/move", path(&one)), shift)
        .await
        .expect(200);
    assert_claims_are_sound(&ground.kit).await;
    trainee
        .post(&place(&two), json!({"place": "observer"}))
        .await
        .expect(200);
    trainee.delete(&place(&one)).await.expect(204);
    trainee.get(&path(&one)).await.problem("not_found");
    trainee.delete(&place(&one)).await.problem("not_found");
    assert_claims_are_sound(&ground.kit).await;
    assert_history_is_complete(&ground.kit).await;
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
    grant(&ground.kit, &provisional, Role::Trainee, Some(&ground.district)).await;
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
    assert_claims_are_sound(&ground.kit).await;
    app.finish().await;
}
