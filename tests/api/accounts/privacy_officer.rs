//! The privacy officer: nobody else at headquarters becomes one, unmakes one, or gets into the account of one (safety 13).

use crate::support::app::Answer;
use crate::support::person::Person;
use crate::support::product::accounts;
use crate::support::world::World;
use serde_json::{Value, json};

async fn flag(by: &Person, person: &Person, is_officer: bool) -> Answer {
    let body = json!({"role": "headquarters", "district_id": null, "is_privacy_officer": is_officer});
    by.post(&format!("/people/{}/grants", person.id), body).await
}

async fn grant_path(by: &Person, person: &Person) -> String {
    let page = format!("/people/{}", person.id);
    let grant = by.get(&page).await.expect(200)["grants"][0]["id"].clone();
    format!("{page}/grants/{}", grant.as_str().unwrap())
}

/// How many notices somebody has of a change among the officers.
async fn told(person: &Person) -> usize {
    let inbox = person.get("/notices").await.expect(200);
    let items = inbox["items"].as_array().unwrap().iter();
    items.filter(|item| item["kind"] == "officers_changed").count()
}

#[tokio::test]
async fn only_a_privacy_officer_sets_or_clears_the_flag_and_every_officer_is_notified() {
    let world = World::new().await;
    let officer = world.privacy_officer().await;
    let (chief, other) = (world.headquarters().await, world.headquarters().await);
    flag(&chief, &other, true).await.problem("not_allowed");
    flag(&chief, &officer, false).await.problem("not_allowed");
    flag(&officer, &officer, false).await.problem("not_allowed");
    chief.get("/audit").await.problem("not_allowed");
    assert_eq!(told(&officer).await, 0);
    let given = flag(&officer, &other, true).await.expect(201);
    assert_eq!(given["is_privacy_officer"], true);
    other.get("/audit").await.expect(200);
    assert_eq!((told(&officer).await, told(&other).await), (1, 1));
    let audit = officer.get("/audit").await.expect(200);
    let mut lines = audit["items"].as_array().unwrap().iter();
    assert!(lines.any(|line| line["verb"] == "role_given" && line["subject_id"] == other.id.as_str()));
    // the new one takes it from the first; the last one keeps it
    flag(&other, &officer, false).await.expect(201);
    officer.get("/audit").await.problem("not_allowed");
    assert_eq!(told(&other).await, 2);
    let third = world.privacy_officer().await;
    let (a, b) = tokio::join!(flag(&other, &third, false), flag(&third, &other, false));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert!(statuses[0] == 201 && statuses[1] >= 400, "{statuses:?}");
    world.finish().await;
}

#[tokio::test]
async fn the_account_of_a_privacy_officer_is_closed_to_the_rest_of_headquarters() {
    let world = World::new().await;
    let officer = world.privacy_officer().await;
    let chief = world.headquarters().await;
    let card = format!("/people/{}/recovery-card", officer.id);
    let close = format!("/people/{}/deactivate", officer.id);
    for body in [json!({}), json!({"resets_second_factor": true})] {
        chief.post(&card, body).await.problem("not_allowed");
    }
    chief.post(&close, json!({})).await.problem("not_allowed");
    chief
        .delete(&grant_path(&chief, &officer).await)
        .await
        .problem("not_allowed");
    // the twin: another officer may, but the last one stays
    let second = world.privacy_officer().await;
    let made = second
        .post(&card, json!({"resets_second_factor": true}))
        .await
        .expect(201);
    assert!(made["code"].is_string());
    let again = world.signed_in(&officer.person_id()).await;
    assert_eq!(told(&again).await, 1);
    second.post(&close, json!({})).await.expect(200);
    chief
        .post(&format!("/people/{}/deactivate", second.id), json!({}))
        .await
        .problem("not_allowed");
    world.run_jobs().await;
    world.finish().await;
}

#[tokio::test]
async fn a_plain_card_stops_working_when_its_holder_becomes_privacy_officer() {
    let world = World::new().await;
    let officer = world.privacy_officer().await;
    let (chief, other) = (world.headquarters().await, world.headquarters().await);
    let path = format!("/people/{}/recovery-card", other.id);
    let card = chief
        .post(&path, json!({"resets_second_factor": true}))
        .await
        .expect(201);
    flag(&officer, &other, true).await.expect(201);
    let body = json!({"code": card["code"], "passphrase": "雨停了我们去河边走走"});
    world.stranger().post("/recover", body).await.problem("bad_code");
    world.finish().await;
}

#[tokio::test]
async fn whoever_runs_the_deployment_helps_when_no_officer_can_and_it_is_not_silent() {
    let world = World::new().await;
    let officer = world.privacy_officer().await;
    let chief = world.headquarters().await;
    world.counsellor().await;
    let accounts = &world.application.accounts;
    for nobody in ["大枫", "没有这个人"] {
        assert!(accounts::make_operator_card(accounts, nobody).await.is_err());
        assert!(accounts::appoint_officer(accounts, nobody).await.is_err());
    }
    let code = accounts::make_operator_card(accounts, "林间").await.unwrap();
    officer.get("/me").await.problem("login_ended");
    let body = json!({"code": code, "passphrase": "雨停了我们去河边走走"});
    let back = world.stranger().post("/recover", body).await.expect(200);
    assert_eq!(back["me"]["needs_totp"], true);
    accounts::appoint_officer(accounts, &chief.nickname).await.unwrap();
    accounts::appoint_officer(accounts, &chief.nickname).await.unwrap(); // twice is once
    let audit = chief.get("/audit").await.expect(200);
    let verbs: Vec<&Value> = audit["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["verb"])
        .collect();
    assert!(
        verbs.contains(&&json!("recovery_card_made")) && verbs.contains(&&json!("role_given")),
        "{verbs:?}"
    );
    assert_eq!(told(&chief).await, 1);
    world.finish().await;
}
