//! Who sees whose progress (safety 8, 9): each permission with its twin.

use crate::support::product::{Nickname, Role, accounts::NewPerson};
use crate::support::world::Training;
use serde_json::json;

// safety 8, 9
#[tokio::test]
async fn a_trainee_sees_their_own_way_and_nobody_elses() {
    let training = Training::new().await;
    let (cohort, codes) = training.open_cohort(5).await;
    let one = training.accept_invitation(&codes[0], "阿一").await;
    let two = training.accept_invitation(&codes[1], "阿二").await;
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
    training.finish().await;
}

// safety 9
#[tokio::test]
async fn staff_see_the_people_of_their_district_and_there_is_nothing_elsewhere() {
    let training = Training::new().await;
    let (cohort, trainee) = training.enrol_trainee().await;
    let path = format!("/enrolments/{}", trainee.enrolment);
    for person in [
        &training.coordinator,
        &training.supervisor,
        &training.headquarters().await,
    ] {
        person.get(&path).await.expect(200);
        person.get(&format!("/cohorts/{cohort}")).await.expect(200);
        assert_eq!(
            person.get("/cohorts").await.expect(200)["items"][0]["id"],
            cohort.as_str()
        );
    }
    let coordinator = training.app.person(Role::Coordinator, &training.there).await;
    let supervisor = training.app.person(Role::Supervisor, &training.there).await;
    for person in [&coordinator, &supervisor, &training.certified] {
        person.get(&path).await.problem("not_found");
        person.get(&format!("/cohorts/{cohort}")).await.problem("not_found");
        assert_eq!(person.get("/cohorts").await.expect(200)["items"], json!([]));
    }
    training.finish().await;
}

// safety 9
#[tokio::test]
async fn a_city_wide_cohort_shows_each_coordinator_the_people_of_their_own_district() {
    let training = Training::new().await;
    let headquarters = training.headquarters().await;
    let body = json!({
        "intake_no": 9, "name": "全市第九期", "district_id": null, "starts_on": "2026-11-23",
        "programme_version_id": training.programme_version, "places": 5,
    });
    let cohort = headquarters.post("/cohorts", body).await.expect(201);
    let cohort = cohort["id"].as_str().unwrap();
    let path = format!("/cohorts/{cohort}");
    training.coordinator.get(&path).await.problem("not_found");
    let mut enrolments = vec![];
    for (nickname, district) in [("阿东", &training.here), ("阿西", &training.there)] {
        let mut new = NewPerson::new(Nickname::known(nickname));
        new.home_district = Some(district.clone());
        let person = training
            .create_person(new.with(Role::Member, Some(district.clone())))
            .await;
        let body = json!({"person_id": person.id});
        let progress = headquarters.post(&format!("{path}/enrolments"), body).await.expect(201);
        enrolments.push(progress["enrolment_id"].as_str().unwrap().to_owned());
    }
    let page = training.coordinator.get(&path).await.expect(200);
    let names: Vec<_> = page["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["nickname"].clone())
        .collect();
    assert_eq!(names, ["阿东"]);
    assert_eq!(page["sentence_counts"]["total"], 1);
    training
        .coordinator
        .get(&format!("/enrolments/{}", enrolments[0]))
        .await
        .expect(200);
    training
        .coordinator
        .get(&format!("/enrolments/{}", enrolments[1]))
        .await
        .problem("not_found");
    let all = headquarters.get(&path).await.expect(200);
    assert_eq!(all["people"].as_array().unwrap().len(), 2);
    training
        .coordinator
        .post(
            &format!("{path}/enrolments"),
            json!({"person_id": training.certified.id}),
        )
        .await
        .problem("not_allowed");
    training.finish().await;
}
