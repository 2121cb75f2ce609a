//! Opening an intake, coming in by code, and the page of a cohort.

use super::world::{Planned, World};
use crate::support::product::{DAY, DistrictId, Role};
use serde_json::json;

// M21
#[tokio::test]
async fn an_intake_is_opened_with_dates_and_one_code_per_place() {
    let w = World::new().await;
    let body = json!({
        "intake_no": 6, "name": "第六期", "district_id": w.here, "starts_on": "2027-03-01",
        "programme_version_id": w.version, "places": 12,
    });
    let opened = w.coordinator.post("/cohorts", body.clone()).await.expect(201);
    assert_eq!(opened["codes"].as_array().unwrap().len(), 12);
    let dates = opened["phase_dates"].as_array().unwrap();
    assert_eq!(dates[0], json!({"phase": 1, "from": "2027-03-01", "to": "2027-04-12"}));
    assert_eq!(dates[3]["to"], "2027-12-20");
    assert_eq!((&opened["state"], &opened["enrolled"]), (&json!("planned"), &json!(0)));
    assert!(opened["chat_room_id"].is_string());
    w.coordinator.post("/cohorts", body).await.problem("intake_no_taken");
    w.app.finish().await;
}

#[tokio::test]
async fn only_the_coordinator_of_the_district_opens_a_cohort_there() {
    let w = World::new().await;
    let body = |district: Option<&DistrictId>| {
        json!({
            "intake_no": 7, "name": "第七期", "district_id": district, "starts_on": "2027-03-01",
            "programme_version_id": w.version, "places": 1,
        })
    };
    let elsewhere = w.app.person(Role::Coordinator, &w.there).await;
    elsewhere
        .post("/cohorts", body(Some(&w.here)))
        .await
        .problem("not_found");
    w.supervisor
        .post("/cohorts", body(Some(&w.here)))
        .await
        .problem("not_allowed");
    w.coordinator.post("/cohorts", body(None)).await.problem("not_allowed");
    let headquarters = w.app.headquarters().await;
    headquarters.post("/cohorts", body(None)).await.expect(201);
    w.app.finish().await;
}

#[tokio::test]
async fn whoever_comes_in_by_code_is_enrolled_once_and_seated_in_the_room() {
    let w = World::new().await;
    let (cohort, trainee) = w.trainee().await;
    let progress = trainee.progress().await;
    assert_eq!(progress["state"], "active");
    assert_eq!(progress["status"], "candidate");
    assert_eq!(progress["phases"][0]["state"], "open");
    assert_eq!(progress["phases"][1]["state"], "locked");
    assert_eq!(trainee.have("data_consent").await, 1);
    let page = w.coordinator.get(&format!("/cohorts/{cohort}")).await.expect(200);
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
    w.app.finish().await;
}

#[tokio::test]
async fn a_cohort_takes_in_no_more_than_its_places_and_nobody_twice() {
    let w = World::new().await;
    let (cohort, _) = w.cohort(5).await;
    let path = format!("/cohorts/{cohort}/enrolments");
    let mut people = vec![];
    for _ in 0..3 {
        people.push(w.app.person(Role::Member, &w.here).await);
        let body = json!({"person_id": people[people.len() - 1].id});
        w.coordinator.post(&path, body).await.expect(201);
        let again = json!({"person_id": people[0].id});
        if people.len() < 3 {
            w.coordinator.post(&path, again).await.problem("already_enrolled");
        }
    }
    let fourth = w.app.person(Role::Member, &w.here).await;
    w.coordinator
        .post(&path, json!({"person_id": fourth.id}))
        .await
        .problem("cohort_full");
    let stranger = w.app.person(Role::Member, &w.there).await;
    w.coordinator
        .post(&path, json!({"person_id": stranger.id}))
        .await
        .problem("not_found");
    w.coordinator
        .post(&path, json!({"person_id": w.coordinator.id}))
        .await
        .problem("own_record");
    w.app.finish().await;
}

#[tokio::test]
async fn the_page_puts_whoever_has_nothing_booked_first() {
    let w = World::new().await;
    let (cohort, codes) = w.cohort(5).await;
    let booked = w.accept(&codes[0], "阿一").await;
    let resting = w.accept(&codes[1], "阿二").await;
    let nothing = w.accept(&codes[2], "阿三").await;
    let salon = w
        .plant(Planned {
            type_code: "salon",
            module: None,
            cohort: None,
            starts_at: w.app.clock.now() + DAY,
            minutes: 120,
            state: "published",
        })
        .await;
    w.expect(&salon, &booked, "participant").await;
    let pause = format!("/enrolments/{}/pause", resting.enrolment);
    resting.person.post(&pause, json!({})).await.expect(200);
    let page = w.coordinator.get(&format!("/cohorts/{cohort}")).await.expect(200);
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
    w.app.finish().await;
}

// safety 31
#[tokio::test]
async fn the_export_names_nobody_and_says_what_it_is_and_who_made_it() {
    let w = World::new().await;
    let (cohort, codes) = w.cohort(5).await;
    w.accept(&codes[0], "小禾").await;
    let sheet = w.coordinator.get(&format!("/cohorts/{cohort}/export.csv")).await;
    assert_eq!(sheet.status, 200);
    assert!(sheet.text.starts_with("\u{feff}no,state,phase,"));
    assert!(sheet.text.contains("\r\n1,active,1,100,"));
    assert!(!sheet.text.contains("小禾"));
    let last = sheet.text.trim_end().lines().last().unwrap();
    assert!(
        last.starts_with("period,") && last.ends_with("filter,cohort 5"),
        "{last}"
    );
    assert!(last.contains(w.coordinator.id.as_str()), "{last}");
    let elsewhere = w.app.person(Role::Coordinator, &w.there).await;
    elsewhere
        .get(&format!("/cohorts/{cohort}/export.csv"))
        .await
        .problem("not_found");
    w.app.finish().await;
}

// T9: whoever looks after an intake has a place in it and in its room, and only its coordinators give one
#[tokio::test]
async fn places_in_a_cohort_are_given_and_ended_by_its_coordinator_alone() {
    let w = World::new().await;
    let (cohort, trainee) = w.trainee().await;
    let places = format!("/cohorts/{cohort}/places");
    let give = |person: &str| json!({"person_id": person, "place": "mentor"});
    let elsewhere = w.app.person(Role::Coordinator, &w.there).await;
    let far = w.app.person(Role::Counsellor, &w.there).await;
    let member = w.app.person(Role::Member, &w.here).await;
    let end = format!("{places}/{}/mentor", w.certified.id);
    for (person, code) in [
        (&w.supervisor, "not_allowed"),
        (&w.certified, "not_found"),
        (&trainee.person, "not_found"),
        (&elsewhere, "not_found"),
    ] {
        person.post(&places, give(&w.certified.id)).await.problem(code);
        person.delete(&end).await.problem(code);
    }
    // somebody of another district does not exist here, and a member looks after nobody
    w.coordinator.post(&places, give(&far.id)).await.problem("not_found");
    let refused = w.coordinator.post(&places, give(&member.id)).await.problem("invalid");
    assert_eq!(refused["errors"][0]["code"], "not_allowed");
    w.coordinator.delete(&end).await.problem("not_found");

    let sees_room = async |person: &crate::support::person::Person| {
        let rooms = person.get("/chat/rooms").await.expect(200);
        !rooms["items"].as_array().unwrap().is_empty()
    };
    assert!(!sees_room(&w.certified).await);
    for _ in 0..2 {
        w.coordinator.post(&places, give(&w.certified.id)).await.expect(204); // twice is once
    }
    assert!(sees_room(&w.certified).await);
    let page = w.coordinator.get(&format!("/cohorts/{cohort}")).await.expect(200);
    let mentors: Vec<_> = page["places_held"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|place| place["place"] == "mentor")
        .collect();
    assert_eq!((mentors.len(), &mentors[0]["person_id"]), (1, &json!(w.certified.id)));
    w.coordinator.delete(&end).await.expect(204);
    assert!(!sees_room(&w.certified).await);
    w.app.finish().await;
}
