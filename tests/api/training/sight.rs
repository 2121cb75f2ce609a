//! Who sees whose progress (safety 8, 9): each permission with its twin.

use super::world::World;
use crate::support::product::{Nickname, Role, accounts::NewPerson};
use serde_json::json;

// safety 8, 9
#[tokio::test]
async fn a_trainee_sees_their_own_way_and_nobody_elses() {
    let w = World::new().await;
    let (cohort, codes) = w.cohort(5).await;
    let one = w.accept(&codes[0], "阿一").await;
    let two = w.accept(&codes[1], "阿二").await;
    let path = format!("/enrolments/{}", one.enrolment);
    one.person.get(&path).await.expect(200);
    two.person.get(&path).await.problem("not_found");
    two.person
        .post(&format!("{path}/pause"), json!({}))
        .await
        .problem("not_found");
    let review = format!("{path}/phases/1/request-review");
    two.person.post(&review, json!({})).await.problem("not_found");
    two.person.get(&format!("/cohorts/{cohort}")).await.problem("not_found");
    assert_eq!(two.person.get("/cohorts").await.expect(200)["items"], json!([]));
    w.app.finish().await;
}

// safety 9
#[tokio::test]
async fn staff_see_the_people_of_their_district_and_there_is_nothing_elsewhere() {
    let w = World::new().await;
    let (cohort, trainee) = w.trainee().await;
    let path = format!("/enrolments/{}", trainee.enrolment);
    for person in [&w.coordinator, &w.supervisor, &w.app.headquarters().await] {
        person.get(&path).await.expect(200);
        person.get(&format!("/cohorts/{cohort}")).await.expect(200);
        assert_eq!(
            person.get("/cohorts").await.expect(200)["items"][0]["id"],
            cohort.as_str()
        );
    }
    let coordinator = w.app.person(Role::Coordinator, &w.there).await;
    let supervisor = w.app.person(Role::Supervisor, &w.there).await;
    for person in [&coordinator, &supervisor, &w.certified] {
        person.get(&path).await.problem("not_found");
        person.get(&format!("/cohorts/{cohort}")).await.problem("not_found");
        assert_eq!(person.get("/cohorts").await.expect(200)["items"], json!([]));
    }
    w.app.finish().await;
}

// safety 9
#[tokio::test]
async fn a_city_wide_cohort_shows_each_coordinator_the_people_of_their_own_district() {
    let w = World::new().await;
    let headquarters = w.app.headquarters().await;
    let body = json!({
        "intake_no": 9, "name": "全市第九期", "district_id": null, "starts_on": "2026-11-23",
        "programme_version_id": w.version, "places": 5,
    });
    let cohort = headquarters.post("/cohorts", body).await.expect(201);
    let cohort = cohort["id"].as_str().unwrap();
    let path = format!("/cohorts/{cohort}");
    w.coordinator.get(&path).await.problem("not_found");
    let mut enrolments = vec![];
    for (nickname, district) in [("阿东", &w.here), ("阿西", &w.there)] {
        let mut new = NewPerson::new(Nickname::known(nickname));
        new.home_district = Some(district.clone());
        let person = w.app.made(new.with(Role::Member, Some(district.clone()))).await;
        let body = json!({"person_id": person.id});
        let progress = headquarters.post(&format!("{path}/enrolments"), body).await.expect(201);
        enrolments.push(progress["enrolment_id"].as_str().unwrap().to_owned());
    }
    let page = w.coordinator.get(&path).await.expect(200);
    let names: Vec<_> = page["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["nickname"].clone())
        .collect();
    assert_eq!(names, ["阿东"]);
    assert_eq!(page["sentence_counts"]["total"], 1);
    w.coordinator
        .get(&format!("/enrolments/{}", enrolments[0]))
        .await
        .expect(200);
    w.coordinator
        .get(&format!("/enrolments/{}", enrolments[1]))
        .await
        .problem("not_found");
    let all = headquarters.get(&path).await.expect(200);
    assert_eq!(all["people"].as_array().unwrap().len(), 2);
    w.coordinator
        .post(&format!("{path}/enrolments"), json!({"person_id": w.certified.id}))
        .await
        .problem("not_allowed");
    w.app.finish().await;
}
