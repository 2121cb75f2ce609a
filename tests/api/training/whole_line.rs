//! The whole line: a cohort, a code, a class planned and held through scheduling's API, credit, a gate with two signers.

use crate::support::product::{DAY, HOUR, MINUTE};
use crate::support::world::tap_id;
use crate::support::world::{Training, sign_gate};
use serde_json::{Value, json};

// T1, T2, T4, T5
#[tokio::test]
async fn from_an_invitation_through_a_class_to_the_next_phase() {
    let training = Training::new().await;
    let rules: Vec<_> = (1..=7)
        .map(|weekday| json!({"weekday": weekday, "from": "08:00", "to": "22:00"}))
        .collect();
    let path = format!("/studios/{}/opening-rules", training.studio);
    training
        .coordinator
        .put(&path, json!({"rules": rules}))
        .await
        .expect(200);
    let (cohort, trainee) = training.enrol_trainee().await;
    assert_eq!(trainee.progress().await["percent_of_plan"], 0);

    let plan = json!({
        "type": "class", "studio_id": training.studio, "room_id": training.room, "local_date": "2026-11-24", "local_start": "18:30",
        "minutes": 120, "title": "体验课", "cohort_id": cohort, "phase_module": "taster",
        "staff": [{"person_id": training.certified.id, "role": "trainer"}], "publish": true,
    });
    let session = training.coordinator.post("/sessions", plan).await.expect(201);
    let session_path = format!("/sessions/{}", session["id"].as_str().unwrap());
    // M5: it is booked, and it says what for
    let taster = trainee.requirement("taster").await;
    assert_eq!(taster["booked"][0]["id"], session["id"]);
    assert_eq!((&taster["have"], &taster["missing"]), (&json!(0), &json!(120)));
    assert_eq!(trainee.progress().await["next_session"]["title"], "体验课");

    training.clock.advance(DAY + 10 * HOUR + 40 * MINUTE);
    let entry = |status: &str, number: u64| json!({"device": tap_id(1), "entries": [{"cid": tap_id(number), "person_id": trainee.person.id, "status": status, "recorded_at": training.clock.now()}]});
    let sheet = format!("{session_path}/attendance");
    training.certified.put(&sheet, entry("here", 11)).await.expect(200);
    assert_eq!(trainee.credited("taster").await, 0, "not before it is delivered");
    training
        .coordinator
        .post(&format!("{session_path}/deliver"), json!({}))
        .await
        .expect(200);
    training.run_jobs().await;
    assert_eq!(trainee.credited("taster").await, 120);
    training.clock.advance(MINUTE);
    training.certified.put(&sheet, entry("not_seen", 12)).await.expect(200);
    training.run_jobs().await;
    assert_eq!(trainee.credited("taster").await, 0);
    training.clock.advance(MINUTE);
    training.certified.put(&sheet, entry("here", 13)).await.expect(200);
    training.run_jobs().await;
    let progress = trainee.progress().await;
    assert_eq!(trainee.credited("taster").await, 120);
    assert!(progress["percent_of_plan"].as_i64().unwrap() >= 1);
    assert_eq!(progress["percent_so_far"], 100);

    training.meet_requirements(&trainee, 1, &[]).await;
    let gate = training.request_review(&trainee, 1).await;
    let waiting = training.supervisor.get("/notices").await.expect(200);
    assert_eq!(waiting["items"][0]["kind"], "gate_waiting");
    assert_eq!(waiting["items"][0]["link"], format!("/gates/{gate}"));
    sign_gate(&training.supervisor, &gate, 0).await.expect(200);
    sign_gate(&training.coordinator, &gate, 1).await.expect(200);
    assert_eq!(trainee.progress().await["phases"][1]["state"], "open");
    let told = trainee.person.get("/notices").await.expect(200);
    let kinds: Vec<_> = told["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|notice| notice["kind"].clone())
        .collect();
    assert!(kinds.contains(&json!("gate_approved")) && kinds.contains(&json!("enrolled")));
    training.finish().await;
}

// training 6.9
#[tokio::test]
async fn a_class_is_planned_only_for_what_its_cohort_follows_and_sessions_give() {
    let training = Training::new().await;
    let rules: Vec<_> = (1..=7)
        .map(|weekday| json!({"weekday": weekday, "from": "08:00", "to": "22:00"}))
        .collect();
    let path = format!("/studios/{}/opening-rules", training.studio);
    training
        .coordinator
        .put(&path, json!({"rules": rules}))
        .await
        .expect(200);
    let (cohort, _) = training.enrol_trainee().await;
    let plan = |module: &str| {
        json!({
            "type": "class", "studio_id": training.studio, "room_id": training.room, "local_date": "2026-11-24", "local_start": "18:30",
            "minutes": 120, "title": "体验课", "cohort_id": cohort, "phase_module": module,
            "staff": [{"person_id": training.certified.id, "role": "trainer"}], "publish": true,
        })
    };
    // no such code, and a paper that no session gives
    for module in ["tastre", "recommendation"] {
        let refused = training
            .coordinator
            .post("/sessions", plan(module))
            .await
            .problem("invalid");
        assert_eq!(
            refused["errors"][0],
            json!({"field": "phase_module", "code": "unknown"})
        );
    }
    let planned = training.coordinator.post("/sessions", plan("taster")).await.expect(201);
    assert!(!warns(&planned), "{planned}");
    // a class for nothing in particular: the programme counts such ones in its last phase only, and the intake is in its first
    let mut bare = plan("taster");
    let fields = bare.as_object_mut().unwrap();
    fields.remove("phase_module");
    fields["local_date"] = json!("2026-11-25");
    let checked = training
        .coordinator
        .post("/sessions/check", bare.clone())
        .await
        .expect(200);
    assert!(warns(&checked), "{checked}");
    let planned = training.coordinator.post("/sessions", bare.clone()).await.expect(201);
    assert_eq!(planned["state"], "published", "it warns and does not refuse");
    assert!(warns(&planned), "{planned}");
    // and it stays said on the page of the session whatever else is changed
    let id = planned["id"].as_str().unwrap();
    let people = json!({"row_version": planned["row_version"], "people": 8});
    let edited = training
        .coordinator
        .patch(&format!("/sessions/{id}"), people)
        .await
        .expect(200);
    assert!(warns(&edited), "{edited}");
    // a salon counts by its kind
    bare["type"] = json!("salon");
    bare["local_date"] = json!("2026-11-26");
    bare["staff"] = json!([{"person_id": training.certified.id, "role": "lead"}]);
    let checked = training.coordinator.post("/sessions/check", bare).await.expect(200);
    assert!(!warns(&checked), "{checked}");
    training.finish().await;
}

/// Whether it is said that it would credit nobody.
fn warns(answer: &Value) -> bool {
    let said = answer.get("reasons").or_else(|| answer.get("warnings"));
    let said = said.and_then(Value::as_array).expect("reasons or warnings");
    said.iter()
        .any(|reason| reason["rule"] == "credits_nothing" && reason["severity"] == "warn")
}
