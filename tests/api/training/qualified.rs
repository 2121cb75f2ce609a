//! What somebody is qualified for comes from gates and from what they brought; nothing lowers it (training 6.3).

use super::world::World;
use crate::support::product::PersonId;
use serde_json::json;

#[tokio::test]
async fn a_certified_counsellor_who_goes_through_an_intake_stays_certified() {
    let w = World::new().await;
    let (cohort, _) = w.cohort(5).await;
    let path = format!("/cohorts/{cohort}/enrolments");
    let body = json!({"person_id": w.certified.id});
    let progress = w.coordinator.post(&path, body).await.expect(201);
    assert_eq!(progress["status"], "certified");
    let enrolment = progress["enrolment_id"].as_str().unwrap().to_owned();
    let me = w.certified.get("/me").await.expect(200);
    assert_eq!(me["counsellor_status"], "certified");
    let person = w
        .app
        .signed_in(&PersonId::parse(&w.certified.id).unwrap(), "阿松")
        .await;
    let trainee = super::world::Trainee { person, enrolment };
    for phase in [1, 2] {
        w.complete(&trainee, phase, &[]).await;
        let gate = w.review(&trainee, phase).await;
        let (first, second) = if phase == 1 { (0, 1) } else { (1, 0) };
        super::world::sign(&w.supervisor, &gate, first).await.expect(200);
        super::world::sign(&w.coordinator, &gate, second).await.expect(200);
    }
    assert_eq!(trainee.progress().await["phases"][1]["state"], "approved");
    // the gate of phase 2 makes others provisional
    assert_eq!(trainee.progress().await["status"], "certified");
    assert_eq!(
        w.certified.get("/me").await.expect(200)["counsellor_status"],
        "certified"
    );
    let seen = w
        .coordinator
        .get(&format!("/people/{}", w.certified.id))
        .await
        .expect(200);
    assert_eq!(seen["counsellor_status"], "certified");
    w.app.finish().await;
}
