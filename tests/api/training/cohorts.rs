//! Opening an intake, coming in by code, and the page of a cohort.

use crate::support::product::{DAY, DistrictId, Role};
use crate::support::world::{NewSession, Training};
use serde_json::json;

// M21
#[tokio::test]
async fn an_intake_is_opened_with_dates_and_one_code_per_place() {
    let training = Training::new().await;
    let body = json!({
        "intake_no": 6, "name": "第六期", "district_id": training.here, "starts_on": "2027-03-01",
        "programme_version_id": training.programme_version, "places": 12,
    });
    let opened = training.coordinator.post("/cohorts", body.clone()).await.expect(201);
    assert_eq!(opened["codes"].as_array().unwrap().len(), 12);
    let dates = opened["phase_dates"].as_array().unwrap();
    assert_eq!(dates[0], json!({"phase": 1, "from": "2027-03-01", "to": "2027-04-12"}));
    assert_eq!(dates[3]["to"], "2027-12-20");
    assert_eq!((&opened["state"], &opened["enrolled"]), (&json!("planned"), &json!(0)));
    assert!(opened["chat_room_id"].is_string());
    training
        .coordinator
        .post("/cohorts", body)
        .await
        .problem("intake_no_taken");
    training.finish().await;
}

#[tokio::test]
async fn only_the_coordinator_of_the_district_opens_a_cohort_there() {
    let training = Training::new().await;
    let body = |district: Option<&DistrictId>| {
        json!({
            "intake_no": 7, "name": "第七期", "district_id": district, "starts_on": "2027-03-01",
            "programme_version_id": training.programme_version, "places": 1,
        })
    };
    let elsewhere = training.app.person(Role::Coordinator, &training.there).await;
    elsewhere
        .post("/cohorts", body(Some(&training.here)))
        .await
        .problem("not_found");
    training
        .supervisor
        .post("/cohorts", body(Some(&training.here)))
        .await
        .problem("not_allowed");
    training
        .coordinator
        .post("/cohorts", body(None))
        .await
        .problem("not_allowed");
    let headquarters = training.headquarters().await;
    headquarters.post("/cohorts", body(None)).await.expect(201);
    training.finish().await;
}

#[tokio::test]
async fn whoever_comes_in_by_code_is_enrolled_once_and_seated_in_the_room() {
    let training = Training::new().await;
    let (cohort, trainee) = training.enrol_trainee().await;
    let progress = trainee.progress().await;
    assert_eq!(progress["state"], "active");
    assert_eq!(progress["status"], "candidate");
    assert_eq!(progress["phases"][0]["state"], "open");
    assert_eq!(progress["phases"][1]["state"], "locked");
    assert_eq!(trainee.credited("data_consent").await, 1);
    let page = training
        .coordinator
        .get(&format!("/cohorts/{cohort}"))
        .await
        .expect(200);
    assert_eq!(page["people"].as_array().unwrap().len(), 1);
    assert_eq!(page["people"][0]["waiting_on"], "booking");
    assert_eq!(
        page["sentence_counts"],
        json!({"on_plan": 1, "total": 1, "nothing_booked": 1})
    );
    assert_eq!(page["phase_counts"], json!([1, 0, 0, 0]));
    let rooms = trainee.person.get("/chat/rooms").await;
    if rooms.status == 200 {
        assert_eq!(rooms.json["items"][0]["id"], page["chat_room_id"]);
    }
    training.finish().await;
}

#[tokio::test]
async fn a_cohort_enrols_no_more_than_its_places_and_nobody_twice() {
    let training = Training::new().await;
    let (cohort, _) = training.open_cohort(5).await;
    let path = format!("/cohorts/{cohort}/enrolments");
    let mut people = vec![];
    for _ in 0..3 {
        people.push(training.app.person(Role::Member, &training.here).await);
        let body = json!({"person_id": people[people.len() - 1].id});
        training.coordinator.post(&path, body).await.expect(201);
        let again = json!({"person_id": people[0].id});
        if people.len() < 3 {
            training
                .coordinator
                .post(&path, again)
                .await
                .problem("already_enrolled");
        }
    }
    let fourth = training.app.person(Role::Member, &training.here).await;
    training
        .coordinator
        .post(&path, json!({"person_id": fourth.id}))
        .await
        .problem("cohort_full");
    let stranger = training.app.person(Role::Member, &training.there).await;
    training
        .coordinator
        .post(&path, json!({"person_id": stranger.id}))
        .await
        .problem("not_found");
    training
        .coordinator
        .post(&path, json!({"person_id": training.coordinator.id}))
        .await
        .problem("own_record");
    training.finish().await;
}

#[tokio::test]
async fn the_page_puts_whoever_has_nothing_booked_first() {
    let training = Training::new().await;
    let (cohort, codes) = training.open_cohort(5).await;
    let booked = training.accept_invitation(&codes[0], "阿一").await;
    let resting = training.accept_invitation(&codes[1], "阿二").await;
    let nothing = training.accept_invitation(&codes[2], "阿三").await;
    let salon = training
        .insert_session(NewSession {
            type_code: "salon",
            module: None,
            cohort: None,
            starts_at: training.clock.now() + DAY,
            minutes: 120,
            state: "published",
        })
        .await;
    training.add_participant(&salon, &booked, "participant").await;
    let pause = format!("/enrolments/{}/pause", resting.enrolment);
    resting.person.post(&pause, json!({})).await.expect(200);
    let page = training
        .coordinator
        .get(&format!("/cohorts/{cohort}"))
        .await
        .expect(200);
    let order: Vec<_> = page["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["nickname"].clone())
        .collect();
    assert_eq!(order, ["阿三", "阿一", "阿二"]);
    assert_eq!(page["sentence_counts"]["nothing_booked"], 1);
    assert_eq!(
        nothing.progress().await["phases"][0]["requirements"][1]["could_give"][0]["id"],
        json!(salon)
    );
    assert_eq!(
        booked.progress().await["phases"][0]["requirements"][1]["booked"][0]["id"],
        json!(salon)
    );
    assert_eq!(booked.progress().await["next_session"]["id"], json!(salon));
    training.finish().await;
}

// safety 31
#[tokio::test]
async fn the_export_names_nobody_and_states_what_it_is_and_who_made_it() {
    let training = Training::new().await;
    let (cohort, codes) = training.open_cohort(5).await;
    training.accept_invitation(&codes[0], "小禾").await;
    let sheet = training.coordinator.get(&format!("/cohorts/{cohort}/export.csv")).await;
    assert_eq!(sheet.status, 200);
    assert!(sheet.text.starts_with("\u{feff}no,state,phase,"));
    assert!(sheet.text.contains("\r\n1,active,1,100,"));
    assert!(!sheet.text.contains("小禾"));
    let last = sheet.text.trim_end().lines().last().unwrap();
    assert!(
        last.starts_with("period,") && last.ends_with("filter,cohort 5"),
        "{last}"
    );
    assert!(last.contains(training.coordinator.id.as_str()), "{last}");
    let elsewhere = training.app.person(Role::Coordinator, &training.there).await;
    elsewhere
        .get(&format!("/cohorts/{cohort}/export.csv"))
        .await
        .problem("not_found");
    training.finish().await;
}

// T9: whoever looks after an intake has a place in it and in its room, and only its coordinators give one
#[tokio::test]
async fn places_in_a_cohort_are_given_and_ended_by_its_coordinator_alone() {
    let training = Training::new().await;
    let (cohort, trainee) = training.enrol_trainee().await;
    let places = format!("/cohorts/{cohort}/places");
    let give = |person: &str| json!({"person_id": person, "place": "mentor"});
    let elsewhere = training.app.person(Role::Coordinator, &training.there).await;
    let far = training.app.person(Role::Counsellor, &training.there).await;
    let member = training.app.person(Role::Member, &training.here).await;
    let end = format!("{places}/{}/mentor", training.certified.id);
    for (person, code) in [
        (&training.supervisor, "not_allowed"),
        (&training.certified, "not_found"),
        (&trainee.person, "not_found"),
        (&elsewhere, "not_found"),
    ] {
        person.post(&places, give(&training.certified.id)).await.problem(code);
        person.delete(&end).await.problem(code);
    }
    // somebody of another district does not exist here, and a member looks after nobody
    training
        .coordinator
        .post(&places, give(&far.id))
        .await
        .problem("not_found");
    let refused = training
        .coordinator
        .post(&places, give(&member.id))
        .await
        .problem("invalid");
    assert_eq!(refused["errors"][0]["code"], "not_allowed");
    training.coordinator.delete(&end).await.problem("not_found");

    let sees_room = async |person: &crate::support::person::Person| {
        let rooms = person.get("/chat/rooms").await.expect(200);
        !rooms["items"].as_array().unwrap().is_empty()
    };
    assert!(!sees_room(&training.certified).await);
    for _ in 0..2 {
        training
            .coordinator
            .post(&places, give(&training.certified.id))
            .await
            .expect(204); // twice is once
    }
    assert!(sees_room(&training.certified).await);
    let page = training
        .coordinator
        .get(&format!("/cohorts/{cohort}"))
        .await
        .expect(200);
    let mentors: Vec<_> = page["places_held"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|place| place["place"] == "mentor")
        .collect();
    assert_eq!(
        (mentors.len(), &mentors[0]["person_id"]),
        (1, &json!(training.certified.id))
    );
    training.coordinator.delete(&end).await.expect(204);
    assert!(!sees_room(&training.certified).await);
    training.finish().await;
}
