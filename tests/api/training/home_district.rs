//! Where a trainee of a city-wide intake lives (training 6.4).

use crate::support::product::{DAY, HOUR, PersonId, Role};
use crate::support::world::PASSPHRASE;
use crate::support::world::{NewSession, Trainee, Training, sign_gate};
use serde_json::{Value, json};

async fn city_wide(training: &Training) -> (String, Vec<String>) {
    let headquarters = training.headquarters().await;
    let body = json!({
        "intake_no": 7, "name": "第七期", "district_id": null, "starts_on": "2026-11-23",
        "programme_version_id": training.programme_version, "places": 4,
    });
    let opened = headquarters.post("/cohorts", body).await.expect(201);
    let codes = opened["codes"].as_array().unwrap();
    let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    (opened["id"].as_str().unwrap().to_owned(), codes)
}

fn acceptance(code: &str, nickname: &str, home: Option<&str>) -> Value {
    json!({
        "code": code, "nickname": nickname, "passphrase": PASSPHRASE, "language": "zh",
        "consents": ["attend", "online_rooms", "training_file"], "home_district_id": home,
    })
}

#[tokio::test]
async fn a_city_wide_intake_asks_for_the_home_district_whose_staff_can_sign_the_first_gate() {
    let training = Training::new().await;
    let (_, codes) = city_wide(&training).await;
    let stranger = training.stranger();
    let seen = stranger
        .post("/invitations/look-up", json!({"code": codes[0]}))
        .await
        .expect(200);
    let homes: Vec<&str> = seen["homes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|home| home["id"].as_str().unwrap())
        .collect();
    assert_eq!(homes.len(), 2);
    let refused = stranger
        .post("/invitations/accept", acceptance(&codes[0], "小禾", None))
        .await;
    let refused = refused.problem("invalid");
    assert_eq!(
        refused["errors"][0],
        json!({"field": "home_district_id", "code": "required"})
    );
    let made_up = stranger
        .post(
            "/invitations/accept",
            acceptance(&codes[0], "小禾", Some(&training.programme_version)),
        )
        .await;
    assert!(made_up.status >= 400);
    let body = acceptance(&codes[0], "小禾", Some(training.here.as_str()));
    let me = stranger.post("/invitations/accept", body).await.expect(200);
    training.run_jobs().await;
    let id = PersonId::parse(me["me"]["person_id"].as_str().unwrap()).unwrap();
    let person = training.signed_in(&id).await;
    let progress = person.get("/me/progress").await.expect(200);
    let trainee = Trainee {
        enrolment: progress["items"][0]["enrolment_id"].as_str().unwrap().to_owned(),
        person,
    };
    training.meet_requirements(&trainee, 1, &[]).await;
    let gate = training.request_review(&trainee, 1).await;
    sign_gate(&training.supervisor, &gate, 0).await.expect(200);
    sign_gate(&training.coordinator, &gate, 1).await.expect(200);
    assert_eq!(trainee.progress().await["phases"][0]["state"], "approved");
    training.finish().await;
}

#[tokio::test]
async fn a_district_intake_asks_nobody_where_they_live() {
    let training = Training::new().await;
    let (_, codes) = training.open_cohort(5).await;
    let stranger = training.stranger();
    let seen = stranger
        .post("/invitations/look-up", json!({"code": codes[0]}))
        .await
        .expect(200);
    assert_eq!(seen["homes"], json!([]));
    training.finish().await;
}

#[tokio::test]
async fn headquarters_moves_a_home_and_the_history_stays() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let headquarters = training.headquarters().await;
    training.clock.advance(60_000);
    let path = format!("/people/{}/home-district", trainee.person.id);
    let there = json!({"district_id": training.there});
    training
        .coordinator
        .put(&path, there.clone())
        .await
        .problem("not_allowed");
    let history = headquarters.put(&path, there.clone()).await.expect(200);
    let again = headquarters.put(&path, there).await.expect(200);
    assert_eq!(history, again);
    let lines = history["items"].as_array().unwrap();
    let homes: Vec<&str> = lines.iter().map(|line| line["district_id"].as_str().unwrap()).collect();
    assert_eq!(homes, [training.there.as_str(), training.here.as_str()]);
    assert_eq!(lines[0]["set_by"], json!(headquarters.nickname));
    let read = format!("/people/{}/home-districts", trainee.person.id);
    assert_eq!(headquarters.get(&read).await.expect(200), again);
    training.coordinator.get(&read).await.problem("not_allowed");
    training.finish().await;
}

#[tokio::test]
async fn a_member_enrolled_in_a_city_wide_intake_gets_a_home_district() {
    let training = Training::new().await;
    let (cohort, _) = city_wide(&training).await;
    let headquarters = training.headquarters().await;
    let member = training.app.person(Role::Member, &training.here).await;
    let path = format!("/cohorts/{cohort}/enrolments");
    let body = json!({"person_id": member.id});
    headquarters.post(&path, body).await.problem("invalid");
    let body = json!({"person_id": member.id, "home_district_id": training.here});
    headquarters.post(&path, body).await.expect(201);
    // and so the coordinator of that district sees the cohort
    let page = training
        .coordinator
        .get(&format!("/cohorts/{cohort}"))
        .await
        .expect(200);
    assert_eq!(page["people"].as_array().unwrap().len(), 1);
    training.finish().await;
}

// T13: a city-wide cohort with people of several districts
#[tokio::test]
async fn the_page_of_a_city_wide_cohort_shows_of_each_person_what_they_see_themselves() {
    let training = Training::new().await;
    let (cohort, codes) = city_wide(&training).await;
    let headquarters = training.headquarters().await;
    let mut own = vec![];
    for (at, (nickname, home)) in [
        ("小禾", &training.here),
        ("小满", &training.there),
        ("初晴", &training.here),
    ]
    .iter()
    .enumerate()
    {
        let body = acceptance(&codes[at], nickname, Some(home.as_str()));
        let me = training.stranger().post("/invitations/accept", body).await.expect(200);
        let id = PersonId::parse(me["me"]["person_id"].as_str().unwrap()).unwrap();
        own.push(training.signed_in(&id).await);
    }
    // what only the one district has to come
    let soon = training.clock.now() + 300 * DAY;
    training.clock.set(soon - HOUR);
    for at in 0..6 {
        training
            .insert_session(NewSession {
                type_code: "salon",
                module: None,
                cohort: None,
                starts_at: soon + at * DAY,
                minutes: 120,
                state: "published",
            })
            .await;
    }
    let headquarters = training.signed_in_again(&headquarters).await;
    let page = headquarters.get(&format!("/cohorts/{cohort}")).await.expect(200);
    for person in &own {
        let person = training.signed_in_again(person).await;
        let mine = person.get("/me/progress").await.expect(200)["items"][0].clone();
        let people = page["people"].as_array().unwrap();
        let row = people.iter().find(|row| row["person_id"] == json!(person.id)).unwrap();
        for figure in ["percent_so_far", "percent_of_plan", "percent_reachable"] {
            assert_eq!(row[figure], mine[figure], "{figure} of {}", person.nickname);
        }
    }
    training.finish().await;
}
