//! Trainees book places.

use super::invariants::{all_claims, assert_claims_are_sound, assert_history_is_complete};
use crate::support::product::{CounsellorStatus, Role};
use crate::support::world::{World, grant_role, session_path};
use serde_json::json;

// S2: a practice place claims its person, and a person is one resource wherever they are
#[tokio::test]
async fn a_practice_place_claims_the_trainees_time() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let trainee = world
        .person_named("小陶", &[(Role::Trainee, Some(studio.district.clone()))])
        .await;
    let one = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let second = json!({"room_id": studio.rooms[1], "staff": [{"person_id": studio.counsellors[1], "role": "lead"}]});
    let two = studio.plan_session(&coordinator, "2026-11-24", "18:30", second).await;
    trainee.get(&session_path(&one)).await.problem("not_found");
    let place = |session| format!("{}/places/me", session_path(session));
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
    assert_claims_are_sound(&studio.rows).await;
    // the trainee's place moves with the session
    let version = coordinator.get(&session_path(&one)).await.expect(200)["row_version"].clone();
    let shift = json!({"row_version": version, "local_date": "2026-11-25", "local_start": "18:30"});
    coordinator
        .post(&format!("{}/move", session_path(&one)), shift)
        .await
        .expect(200);
    assert_claims_are_sound(&studio.rows).await;
    trainee
        .post(&place(&two), json!({"place": "observer"}))
        .await
        .expect(200);
    trainee.delete(&place(&one)).await.expect(204);
    trainee.get(&session_path(&one)).await.problem("not_found");
    trainee.delete(&place(&one)).await.problem("not_found");
    assert_claims_are_sound(&studio.rows).await;
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

#[tokio::test]
async fn places_end_and_only_trainees_book_them() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let place = format!("{}/places/me", session_path(&session));
    for name in ["甲一", "乙二"] {
        let here = Some(studio.district.clone());
        let trainee = world.person_named(name, &[(Role::Trainee, here)]).await;
        trainee.post(&place, json!({"place": "observer"})).await.expect(200);
    }
    let here = Some(studio.district.clone());
    let third = world.person_named("丙三", &[(Role::Trainee, here)]).await;
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
    let provisional = studio.counsellor(CounsellorStatus::Provisional).await;
    grant_role(&studio.rows, &provisional, Role::Trainee, Some(&studio.district)).await;
    let provisional = world.signed_in(&provisional).await;
    provisional.post(&place, json!({"place": "co_lead"})).await.expect(200);
    let counsellor = world.signed_in(&studio.counsellors[2]).await;
    counsellor.post(&place, json!({})).await.problem("not_allowed");
    let far = elsewhere.coordinator(&world).await;
    far.post(&place, json!({})).await.problem("not_found");
    // safety 9: for a trainee of another district there is no such session, whatever the place
    let stranger = world
        .person_named("丁四", &[(Role::Trainee, Some(elsewhere.district.clone()))])
        .await;
    for wanted in ["participant", "observer", "co_lead", "lead"] {
        stranger
            .post(&place, json!({"place": wanted}))
            .await
            .problem("not_found");
    }
    assert_claims_are_sound(&studio.rows).await;
    world.finish().await;
}

#[tokio::test]
async fn two_sessions_at_once_are_shown_to_the_participant_and_to_whoever_adds_them() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let one = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let second = json!({"room_id": studio.rooms[1], "staff": [], "title": "Beside"});
    let two = studio.plan_session(&coordinator, "2026-11-24", "19:00", second).await;
    let provisional = studio.counsellor(CounsellorStatus::Provisional).await;
    grant_role(&studio.rows, &provisional, Role::Trainee, Some(&studio.district)).await;
    let trainee = world.signed_in(&provisional).await;
    let place = |session| format!("{}/places/me", session_path(session));
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
    assert_eq!(
        coordinator.get(&session_path(&two)).await.expect(200)["my_clashes"],
        json!([])
    );
    // whoever seats them elsewhere at that time reads it too
    let staff = json!({"row_version": two["row_version"],
        "staff": [{"person_id": studio.counsellors[1], "role": "lead"}, {"person_id": provisional, "role": "co_lead"}]});
    let seated = coordinator
        .put(&format!("{}/assignments", session_path(&two)), staff)
        .await
        .expect(200);
    let warned = seated["warnings"].as_array().unwrap().iter();
    assert!(
        warned
            .into_iter()
            .any(|reason| reason["rule"] == "takes_part_elsewhere"),
        "{seated}"
    );
    world.finish().await;
}

// S2
#[tokio::test]
async fn a_place_changes_into_another_and_its_claim_with_it() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let here = Some(studio.district.clone());
    let trainee = world.person_named("小陶", &[(Role::Trainee, here)]).await;
    let place = format!("{}/places/me", session_path(&session));
    for (wanted, claims) in [("participant", 2), ("observer", 3), ("participant", 2)] {
        trainee.post(&place, json!({"place": wanted})).await.expect(200);
        assert_eq!(all_claims(&studio.rows).await.len(), claims, "{wanted}");
        assert_claims_are_sound(&studio.rows).await;
    }
    // a place that is not to be had leaves the one that is there
    for name in ["甲一", "乙二"] {
        let other = world
            .person_named(name, &[(Role::Trainee, Some(studio.district.clone()))])
            .await;
        other.post(&place, json!({"place": "observer"})).await.expect(200);
    }
    trainee
        .post(&place, json!({"place": "observer"}))
        .await
        .problem("session_full");
    assert_eq!(
        trainee.get(&session_path(&session)).await.expect(200)["my_role"],
        "participant"
    );
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

#[tokio::test]
async fn a_booking_does_not_spoil_a_dialog_that_is_open() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let here = Some(studio.district.clone());
    let trainee = world.person_named("小陶", &[(Role::Trainee, here)]).await;
    let place = format!("{}/places/me", session_path(&session));
    trainee.post(&place, json!({"place": "observer"})).await.expect(200);
    trainee.delete(&place).await.expect(204);
    // opened before, saved after
    let edited = coordinator
        .patch(&session_path(&session), json!({"row_version": 1, "title": "New"}))
        .await
        .expect(200);
    // but what another coordinator changed is not overwritten
    trainee.post(&place, json!({"place": "observer"})).await.expect(200);
    coordinator
        .patch(&session_path(&session), json!({"row_version": 1, "title": "Old"}))
        .await
        .problem("row_changed");
    let staff =
        json!({"row_version": edited["row_version"], "staff": [{"person_id": studio.counsellors[1], "role": "lead"}]});
    coordinator
        .put(&format!("{}/assignments", session_path(&session)), staff)
        .await
        .expect(200);
    assert_claims_are_sound(&studio.rows).await;
    world.finish().await;
}
