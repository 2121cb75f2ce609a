//! What a consent taken back does to the training file and to the cohort's room (safety 14, 15).

use crate::support::person::Person;
use crate::support::world::Training;
use serde_json::json;

async fn set(person: &Person, purpose: &str, is_given: bool) {
    let body = json!({ "is_given": is_given, "language": "zh" });
    person.put(&format!("/me/consents/{purpose}"), body).await.expect(200);
}

async fn rooms(person: &Person) -> usize {
    let rooms = person.get("/chat/rooms").await.expect(200);
    rooms["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn the_room_of_a_cohort_is_left_and_entered_with_the_consent() {
    let world = Training::new().await;
    let (cohort, trainee) = world.enrol_trainee().await;
    assert_eq!(rooms(&trainee.person).await, 1);
    set(&trainee.person, "online_rooms", false).await;
    assert_eq!(rooms(&trainee.person).await, 0);
    set(&trainee.person, "online_rooms", true).await;
    assert_eq!(rooms(&trainee.person).await, 1);
    // a place in the cohort is a seat too, and it is no other consent
    let place = json!({ "person_id": world.certified.id, "place": "mentor" });
    world
        .coordinator
        .post(&format!("/cohorts/{cohort}/places"), place)
        .await
        .expect(204);
    assert_eq!(rooms(&world.certified).await, 1);
    set(&world.certified, "online_rooms", true).await;
    set(&world.certified, "online_rooms", false).await;
    assert_eq!(rooms(&world.certified).await, 0);
    set(&world.certified, "contact_notices", true).await;
    assert_eq!(rooms(&world.certified).await, 0, "another consent opens no room");
    set(&world.certified, "online_rooms", true).await;
    assert_eq!(rooms(&world.certified).await, 1);
    // who has left the training agrees to nothing that would bring them back
    set(&trainee.person, "online_rooms", false).await;
    trainee
        .person
        .post(&format!("/enrolments/{}/withdraw", trainee.enrolment), json!({}))
        .await
        .expect(200);
    set(&trainee.person, "online_rooms", true).await;
    assert_eq!(rooms(&trainee.person).await, 0);
    world.finish().await;
}

#[tokio::test]
async fn a_mentor_whose_account_is_closed_holds_no_place_any_more() {
    // T9
    let world = Training::new().await;
    let (cohort, _) = world.enrol_trainee().await;
    let place = json!({ "person_id": world.certified.id, "place": "mentor" });
    world
        .coordinator
        .post(&format!("/cohorts/{cohort}/places"), place)
        .await
        .expect(204);
    let close = format!("/people/{}/deactivate", world.certified.id);
    world.coordinator.post(&close, json!({})).await.expect(200);
    let page = world.coordinator.get(&format!("/cohorts/{cohort}")).await.expect(200);
    let held = page["places_held"].as_array().unwrap();
    assert!(
        held.iter()
            .all(|place| place["person_id"] != world.certified.id.as_str()),
        "{page}"
    );
    assert_eq!(held.len(), 1, "the lead stays");
    world.run_jobs().await;
    world.finish().await;
}

// safety 15: training_file
#[tokio::test]
async fn nothing_new_is_recorded_while_the_file_is_closed_and_what_stands_stays() {
    let world = Training::new().await;
    let (cohort, trainee) = world.enrol_trainee().await;
    let first = world.hold_session("salon", None, 120).await;
    world
        .record_attendance(&first, &trainee, "here", "participant", 120)
        .await;
    set(&trainee.person, "training_file", false).await;
    let meanwhile = world.hold_session("salon", None, 60).await;
    world
        .record_attendance(&meanwhile, &trainee, "here", "participant", 60)
        .await;
    assert_eq!(trainee.credited("salons").await, 120);
    let progress = trainee.progress().await;
    let requirements = progress["phases"][0]["requirements"].as_array().unwrap().clone();
    let typed = requirements
        .iter()
        .find(|state| state["requirement"]["kind"] != "attendance_minutes")
        .unwrap();
    let salons = requirements
        .iter()
        .find(|state| state["requirement"]["code"] == "salons")
        .unwrap();
    let enrolment = format!("/enrolments/{}", trainee.enrolment);
    let evidence = json!({ "requirement_id": typed["requirement"]["id"] });
    let credit = json!({ "requirement_id": salons["requirement"]["id"], "amount": 30, "reason": "漏记了一次" });
    let wanted = [
        (format!("{enrolment}/evidence"), evidence.clone()),
        (format!("{enrolment}/credits"), credit),
        (format!("{enrolment}/phases/1/request-review"), json!({})),
    ];
    for (path, body) in &wanted {
        world
            .supervisor
            .post(path, body.clone())
            .await
            .problem("training_file_closed");
    }
    // the trainee and the coordinator read it where they look
    assert_eq!(progress["is_file_open"], false);
    let seen = world.coordinator.get(&enrolment).await.expect(200);
    assert_eq!(seen["is_file_open"], false);
    let page = world.coordinator.get(&format!("/cohorts/{cohort}")).await.expect(200);
    assert_eq!(page["people"][0]["is_file_open"], false);
    // the twin: agreed again, what comes then is recorded, and what was held meanwhile is not
    set(&trainee.person, "training_file", true).await;
    world.credit_session(&meanwhile).await;
    assert_eq!(trainee.credited("salons").await, 120);
    let then = world.hold_session("salon", None, 60).await;
    world
        .record_attendance(&then, &trainee, "here", "participant", 60)
        .await;
    assert_eq!(trainee.credited("salons").await, 180);
    world.supervisor.post(&wanted[0].0, evidence).await.expect(200);
    assert_eq!(trainee.progress().await["is_file_open"], true);
    world.finish().await;
}
