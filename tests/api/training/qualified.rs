//! What somebody is qualified for comes from gates and from what they brought; nothing lowers it (training 6.3).

use crate::support::product::PersonId;
use crate::support::world::{Trainee, Training, sign_gate};
use serde_json::json;

#[tokio::test]
async fn a_certified_counsellor_who_goes_through_an_intake_stays_certified() {
    let training = Training::new().await;
    let (cohort, _) = training.open_cohort(5).await;
    let path = format!("/cohorts/{cohort}/enrolments");
    let body = json!({"person_id": training.certified.id});
    let progress = training.coordinator.post(&path, body).await.expect(201);
    assert_eq!(progress["status"], "certified");
    let enrolment = progress["enrolment_id"].as_str().unwrap().to_owned();
    let me = training.certified.get("/me").await.expect(200);
    assert_eq!(me["counsellor_status"], "certified");
    let person = training
        .signed_in(&PersonId::parse(&training.certified.id).unwrap())
        .await;
    let trainee = Trainee { person, enrolment };
    for phase in [1, 2] {
        training.meet_requirements(&trainee, phase, &[]).await;
        let gate = training.request_review(&trainee, phase).await;
        let (first, second) = if phase == 1 { (0, 1) } else { (1, 0) };
        sign_gate(&training.supervisor, &gate, first).await.expect(200);
        sign_gate(&training.coordinator, &gate, second).await.expect(200);
    }
    assert_eq!(trainee.progress().await["phases"][1]["state"], "approved");
    // the gate of phase 2 makes others provisional
    assert_eq!(trainee.progress().await["status"], "certified");
    assert_eq!(
        training.certified.get("/me").await.expect(200)["counsellor_status"],
        "certified"
    );
    let seen = training
        .coordinator
        .get(&format!("/people/{}", training.certified.id))
        .await
        .expect(200);
    assert_eq!(seen["counsellor_status"], "certified");
    training.finish().await;
}
