//! Coming back after leaving, and going on after completing (training 6.1, 6.2).

use crate::support::product::{
    DAY, EnrolmentId, Error, HOUR, Role,
    db::schema::{enrolments, phase_defs, programme_versions, programmes},
};
use crate::support::world::{NewSession, Trainee, Training};
use diesel::prelude::*;
use serde_json::json;

// T7
#[tokio::test]
async fn whoever_withdrew_comes_back_to_the_same_enrolment_with_what_they_had() {
    let training = Training::new().await;
    let (cohort, trainee) = training.enrol_trainee().await;
    let salon = training.hold_session("salon", None, 120).await;
    training
        .record_attendance(&salon, &trainee, "here", "participant", 120)
        .await;
    let path = format!("/enrolments/{}/withdraw", trainee.enrolment);
    trainee.person.post(&path, json!({})).await.expect(200);
    training.clock.advance(30 * DAY);
    let coordinator = training.signed_in_again(&training.coordinator).await;
    let trainee = Trainee {
        person: training.signed_in_again(&trainee.person).await,
        ..trainee
    };
    // what was attended meanwhile is not credited, also not after the return and a correction
    let meanwhile = training.hold_session("salon", None, 120).await;
    training
        .record_attendance(&meanwhile, &trainee, "here", "participant", 120)
        .await;
    let path = format!("/cohorts/{cohort}/enrolments");
    let shown = coordinator.post(&path, json!({"person_id": trainee.person.id})).await;
    let shown = shown.problem("comes_back");
    assert_eq!(shown["phase"], 1);
    let salons =
        json!({"requirement": {"zh": "同伴沙龙（四次）", "en": "Four salons"}, "amount": 120, "unit": "minutes"});
    assert!(shown["credits"].as_array().unwrap().contains(&salons), "{shown}");
    let body = json!({"person_id": trainee.person.id, "take_up": true});
    let back = coordinator.post(&path, body.clone()).await.expect(201);
    assert_eq!(back["enrolment_id"], json!(trainee.enrolment));
    assert_eq!(back["state"], "active");
    training.credit_session(&meanwhile).await;
    assert_eq!(trainee.credited("salons").await, 120);
    // never twice: neither in a list nor by a second try
    let mine = trainee.person.get("/me/progress").await.expect(200);
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
    let page = coordinator.get(&format!("/cohorts/{cohort}")).await.expect(200);
    assert_eq!(page["people"].as_array().unwrap().len(), 1);
    coordinator.post(&path, body).await.problem("already_enrolled");
    // and credit goes on
    let salon = training.hold_session("salon", None, 120).await;
    training
        .record_attendance(&salon, &trainee, "here", "participant", 120)
        .await;
    assert_eq!(trainee.credited("salons").await, 240);
    training.finish().await;
}

#[tokio::test]
async fn whoever_comes_back_into_a_later_cohort_has_its_dates() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let path = format!("/enrolments/{}/withdraw", trainee.enrolment);
    trainee.person.post(&path, json!({})).await.expect(200);
    training.clock.advance(400 * DAY);
    let coordinator = training.signed_in_again(&training.coordinator).await;
    let later = json!({
        "intake_no": 9, "name": "第九期", "district_id": training.here, "starts_on": "2028-01-03",
        "programme_version_id": training.programme_version, "places": 3,
    });
    let later = coordinator.post("/cohorts", later).await.expect(201);
    let path = format!("/cohorts/{}/enrolments", later["id"].as_str().unwrap());
    let body = json!({"person_id": trainee.person.id, "take_up": true});
    let back = coordinator.post(&path, body).await.expect(201);
    assert_eq!(back["planned_end"], later["ends_on"]);
    assert_eq!(back["cohort"]["intake_no"], 9);
    training.finish().await;
}

async fn complete_by_hand(training: &Training, enrolment: &str) {
    let id = EnrolmentId::parse(enrolment).unwrap();
    let now = training.clock.now();
    let write = training.db.write(move |tx| {
        diesel::update(enrolments::table.find(&id))
            .set((
                enrolments::state.eq("completed"),
                enrolments::open_phase.eq(5),
                enrolments::ended_at.eq(now),
            ))
            .execute(tx.conn())?;
        Ok::<_, Error>(())
    });
    write.await.unwrap();
}

/// A second programme with the same four phases and one paper.
async fn another_programme(training: &Training) -> String {
    let version = "00000000-0000-7000-8000-00000000000a".to_owned();
    let row = version.clone();
    let write = training.db.write(move |tx| {
        let conn = tx.conn();
        diesel::insert_into(programmes::table)
            .values((
                programmes::id.eq("00000000-0000-7000-8000-00000000000b"),
                programmes::code.eq("light"),
                programmes::name_zh.eq("轻量"),
                programmes::name_en.eq("Light"),
                programmes::created_at.eq(0),
            ))
            .execute(conn)?;
        diesel::insert_into(programme_versions::table)
            .values((
                programme_versions::id.eq(&row),
                programme_versions::programme_id.eq("00000000-0000-7000-8000-00000000000b"),
                programme_versions::number.eq(1),
                programme_versions::created_at.eq(0),
            ))
            .execute(conn)?;
        for number in 1..=4 {
            diesel::insert_into(phase_defs::table)
                .values((
                    phase_defs::id.eq(format!("00000000-0000-7000-8000-0000000000d{number}")),
                    phase_defs::programme_version_id.eq(&row),
                    phase_defs::number.eq(number),
                    phase_defs::name_zh.eq("阶段"),
                    phase_defs::name_en.eq("Phase"),
                    phase_defs::weeks.eq(4),
                    phase_defs::status_held.eq("candidate"),
                    phase_defs::status_after.eq("candidate"),
                ))
                .execute(conn)?;
        }
        use crate::support::product::db::schema::requirements;
        diesel::insert_into(requirements::table)
            .values((
                requirements::id.eq("00000000-0000-7000-8000-00000000000c"),
                requirements::programme_version_id.eq(&row),
                requirements::phase.eq(1),
                requirements::position.eq(1),
                requirements::code.eq("data_consent"),
                requirements::kind.eq("statement"),
                requirements::name_zh.eq("同意"),
                requirements::name_en.eq("Consent"),
                requirements::unit.eq("count"),
                requirements::need.eq(1),
                requirements::allowance_percent.eq(0),
                requirements::plan_minutes.eq(0),
                requirements::weight.eq(60),
                requirements::per_week.eq(1),
                requirements::is_mandatory.eq(true),
                requirements::is_waivable.eq(true),
                requirements::must_differ.eq(false),
                requirements::gives.eq("{}"),
            ))
            .execute(conn)?;
        Ok::<_, Error>(())
    });
    write.await.unwrap();
    version
}

// T1: the same consent stands behind a line of each programme
#[tokio::test]
async fn a_graduate_may_go_through_another_programme_and_not_through_the_same_again() {
    let training = Training::new().await;
    let (cohort, trainee) = training.enrol_trainee().await;
    complete_by_hand(&training, &trainee.enrolment).await;
    let path = format!("/cohorts/{cohort}/enrolments");
    let body = json!({"person_id": trainee.person.id});
    training
        .coordinator
        .post(&path, body.clone())
        .await
        .problem("programme_completed");
    let version = another_programme(&training).await;
    let other = json!({
        "intake_no": 8, "name": "第八期", "district_id": training.here, "starts_on": "2026-11-23",
        "programme_version_id": version, "places": 2,
    });
    let other = training.coordinator.post("/cohorts", other).await.expect(201);
    let path = format!("/cohorts/{}/enrolments", other["id"].as_str().unwrap());
    let second = training.coordinator.post(&path, body).await.expect(201);
    assert_ne!(second["enrolment_id"], json!(trainee.enrolment));
    assert_eq!(second["phases"][0]["requirements"][0]["have"], 1);
    assert_eq!(trainee.credited("data_consent").await, 1);
    training.finish().await;
}

// training 6.7
#[tokio::test]
async fn the_first_evening_of_the_cohort_counts_whenever_somebody_was_enrolled() {
    let training = Training::new().await;
    let (cohort, _) = training.open_cohort(5).await;
    let late = training.app.person(Role::Member, &training.here).await;
    let at = |days: i64| NewSession {
        type_code: "salon",
        module: None,
        cohort: Some(&cohort),
        starts_at: training.clock.now() + days * DAY + HOUR,
        minutes: 120,
        state: "delivered",
    };
    let first = training.insert_session(at(0)).await;
    let before = training
        .insert_session(NewSession {
            starts_at: training.clock.now() - 3 * DAY,
            ..at(0)
        })
        .await;
    training.clock.advance(2 * DAY);
    let coordinator = training.signed_in_again(&training.coordinator).await;
    let late = Trainee {
        person: late,
        enrolment: String::new(),
    };
    training
        .record_attendance(&first, &late, "here", "participant", 120)
        .await;
    training
        .record_attendance(&before, &late, "here", "participant", 120)
        .await;
    let body = json!({"person_id": late.person.id});
    let path = format!("/cohorts/{cohort}/enrolments");
    let progress = coordinator.post(&path, body).await.expect(201);
    training.run_jobs().await;
    let late = Trainee {
        enrolment: progress["enrolment_id"].as_str().unwrap().to_owned(),
        ..late
    };
    // the evening before the cohort's first day is nobody's
    let path = format!("/enrolments/{}", late.enrolment);
    let progress = coordinator.get(&path).await.expect(200);
    let phases = progress["phases"].as_array().unwrap().iter();
    let mut all = phases.flat_map(|phase| phase["requirements"].as_array().unwrap());
    let salons = all.find(|state| state["requirement"]["code"] == "salons").unwrap();
    assert_eq!(salons["have"], 120);
    training.finish().await;
}

// training 6.8
#[tokio::test]
async fn credit_continues_after_the_planned_end_and_the_page_shows_it() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let progress = trainee.progress().await;
    assert_eq!(progress["is_past_end"], false);
    training.clock.advance(420 * DAY);
    let trainee = Trainee {
        person: training.signed_in_again(&trainee.person).await,
        ..trainee
    };
    let salon = training.hold_session("salon", None, 120).await;
    training
        .record_attendance(&salon, &trainee, "here", "participant", 120)
        .await;
    let progress = trainee.progress().await;
    assert_eq!(progress["is_past_end"], true);
    assert_eq!(progress["phases"][0]["cannot_pass"], false);
    assert_eq!(trainee.credited("salons").await, 120);
    training.finish().await;
}
