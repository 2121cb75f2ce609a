//! Where a trainee of a city-wide intake lives (training 6.4).

use super::world::World;
use crate::support::people::PASSPHRASE;
use crate::support::product::{DAY, HOUR, PersonId, Role};
use serde_json::{Value, json};

async fn city_wide(w: &World) -> (String, Vec<String>) {
    let headquarters = w.app.headquarters().await;
    let body = json!({
        "intake_no": 7, "name": "第七期", "district_id": null, "starts_on": "2026-11-23",
        "programme_version_id": w.version, "places": 4,
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
async fn a_city_wide_intake_asks_at_the_door_and_its_first_gate_can_be_signed_at_home() {
    let w = World::new().await;
    let (_, codes) = city_wide(&w).await;
    let stranger = w.app.stranger();
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
        .post("/invitations/accept", acceptance(&codes[0], "小禾", Some(&w.version)))
        .await;
    assert!(made_up.status >= 400);
    let body = acceptance(&codes[0], "小禾", Some(w.here.as_str()));
    let me = stranger.post("/invitations/accept", body).await.expect(200);
    w.app.run_jobs().await;
    let id = PersonId::parse(me["me"]["person_id"].as_str().unwrap()).unwrap();
    let person = w.app.signed_in(&id, "小禾").await;
    let progress = person.get("/me/progress").await.expect(200);
    let trainee = super::world::Trainee {
        enrolment: progress["items"][0]["enrolment_id"].as_str().unwrap().to_owned(),
        person,
    };
    w.complete(&trainee, 1, &[]).await;
    let gate = w.review(&trainee, 1).await;
    super::world::sign(&w.supervisor, &gate, 0).await.expect(200);
    super::world::sign(&w.coordinator, &gate, 1).await.expect(200);
    assert_eq!(trainee.progress().await["phases"][0]["state"], "approved");
    w.app.finish().await;
}

#[tokio::test]
async fn a_district_intake_asks_nobody_where_they_live() {
    let w = World::new().await;
    let (_, codes) = w.cohort(5).await;
    let stranger = w.app.stranger();
    let seen = stranger
        .post("/invitations/look-up", json!({"code": codes[0]}))
        .await
        .expect(200);
    assert_eq!(seen["homes"], json!([]));
    w.app.finish().await;
}

#[tokio::test]
async fn headquarters_moves_a_home_and_the_history_stays() {
    let w = World::new().await;
    let (_, trainee) = w.trainee().await;
    let headquarters = w.app.headquarters().await;
    w.app.clock.advance(60_000);
    let path = format!("/people/{}/home-district", trainee.person.id);
    let there = json!({"district_id": w.there});
    w.coordinator.put(&path, there.clone()).await.problem("not_allowed");
    let history = headquarters.put(&path, there.clone()).await.expect(200);
    let again = headquarters.put(&path, there).await.expect(200);
    assert_eq!(history, again);
    let lines = history["items"].as_array().unwrap();
    let homes: Vec<&str> = lines.iter().map(|line| line["district_id"].as_str().unwrap()).collect();
    assert_eq!(homes, [w.there.as_str(), w.here.as_str()]);
    assert_eq!(lines[0]["set_by"], json!(headquarters.nickname));
    let read = format!("/people/{}/home-districts", trainee.person.id);
    assert_eq!(headquarters.get(&read).await.expect(200), again);
    w.coordinator.get(&read).await.problem("not_allowed");
    w.app.finish().await;
}

#[tokio::test]
async fn a_member_taken_into_a_city_wide_intake_gets_a_home_with_it() {
    let w = World::new().await;
    let (cohort, _) = city_wide(&w).await;
    let headquarters = w.app.headquarters().await;
    let member = w.app.person(Role::Member, &w.here).await;
    let path = format!("/cohorts/{cohort}/enrolments");
    let body = json!({"person_id": member.id});
    headquarters.post(&path, body).await.problem("invalid");
    let body = json!({"person_id": member.id, "home_district_id": w.here});
    headquarters.post(&path, body).await.expect(201);
    // and so the coordinator of that district sees the cohort
    let page = w.coordinator.get(&format!("/cohorts/{cohort}")).await.expect(200);
    assert_eq!(page["people"].as_array().unwrap().len(), 1);
    w.app.finish().await;
}

// T13: a city-wide cohort with people of several districts
#[tokio::test]
async fn the_page_of_a_city_wide_cohort_says_of_each_person_what_they_see_themselves() {
    let w = World::new().await;
    let (cohort, codes) = city_wide(&w).await;
    let headquarters = w.app.headquarters().await;
    let mut own = vec![];
    for (at, (nickname, home)) in [("小禾", &w.here), ("小满", &w.there), ("初晴", &w.here)]
        .iter()
        .enumerate()
    {
        let body = acceptance(&codes[at], nickname, Some(home.as_str()));
        let me = w.app.stranger().post("/invitations/accept", body).await.expect(200);
        let id = PersonId::parse(me["me"]["person_id"].as_str().unwrap()).unwrap();
        own.push(w.app.signed_in(&id, nickname).await);
    }
    // what only the one district has to come
    let soon = w.app.clock.now() + 300 * DAY;
    w.app.clock.set(soon - HOUR);
    for at in 0..6 {
        w.plant(super::world::Planned {
            type_code: "salon",
            module: None,
            cohort: None,
            starts_at: soon + at * DAY,
            minutes: 120,
            state: "published",
        })
        .await;
    }
    let headquarters = w.again(&headquarters).await;
    let page = headquarters.get(&format!("/cohorts/{cohort}")).await.expect(200);
    for person in &own {
        let person = w.again(person).await;
        let mine = person.get("/me/progress").await.expect(200)["items"][0].clone();
        let people = page["people"].as_array().unwrap();
        let row = people.iter().find(|row| row["person_id"] == json!(person.id)).unwrap();
        for figure in ["percent_so_far", "percent_of_plan", "percent_reachable"] {
            assert_eq!(row[figure], mine[figure], "{figure} of {}", person.nickname);
        }
    }
    w.app.finish().await;
}
