//! Giving and taking away roles.

use super::world::*;
use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{DistrictId, Role};
use serde_json::{Value, json};

fn body(role: Role, district: &DistrictId) -> Value {
    match role {
        Role::Headquarters => json!({"role": role, "district_id": null}),
        _ => json!({"role": role, "district_id": district}),
    }
}

async fn give(giver: &Person, to: &Person, body: Value) -> crate::support::app::Answer {
    giver.post(&format!("/people/{}/grants", to.id), body).await
}

#[tokio::test]
async fn headquarters_gives_any_role_and_a_coordinator_only_those_below() {
    let (app, here, there) = two_districts().await;
    let headquarters = app.headquarters().await;
    let coordinator = app.person(Role::Coordinator, &here).await;
    for role in Role::ALL {
        let person = app.person(Role::Counsellor, &here).await;
        let answer = give(&coordinator, &person, body(*role, &here)).await;
        match role {
            Role::Headquarters | Role::Coordinator => drop(answer.problem("not_allowed")),
            _ => drop(answer.expect(201)),
        }
        give(&coordinator, &person, body(*role, &there))
            .await
            .problem(match role {
                Role::Headquarters => "not_allowed",
                _ => "not_found",
            });
        let other = app.person(Role::Trainee, &there).await;
        give(&headquarters, &other, body(*role, &there)).await.expect(201);
        give(&coordinator, &other, body(Role::Counsellor, &here))
            .await
            .problem("not_found");
    }
    app.finish().await;
}

#[tokio::test]
async fn nobody_gives_themselves_a_role_and_others_give_none() {
    let (app, here, _) = two_districts().await;
    let headquarters = app.headquarters().await;
    give(&headquarters, &headquarters, body(Role::Coordinator, &here))
        .await
        .problem("not_allowed");
    let coordinator = app.person(Role::Coordinator, &here).await;
    give(&coordinator, &coordinator, body(Role::Supervisor, &here))
        .await
        .problem("not_allowed");
    let person = app.person(Role::Counsellor, &here).await;
    give(
        &app.person(Role::Supervisor, &here).await,
        &person,
        body(Role::Trainee, &here),
    )
    .await
    .problem("not_allowed");
    for role in [Role::Counsellor, Role::Trainee, Role::Member] {
        give(&app.person(role, &here).await, &person, body(Role::Trainee, &here))
            .await
            .problem("not_found");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_role_is_given_only_where_it_makes_sense() {
    let (app, here, _) = two_districts().await;
    let headquarters = app.headquarters().await;
    let person = app.person(Role::Counsellor, &here).await;
    for nonsense in [
        json!({"role": "headquarters", "district_id": here}),
        json!({"role": "coordinator", "district_id": null}),
        json!({"role": "coordinator", "district_id": here, "is_privacy_officer": true}),
    ] {
        give(&headquarters, &person, nonsense).await.problem("invalid");
    }
    let unknown = json!({"role": "member", "district_id": "00000000-0000-7000-8000-000000000000"});
    give(&headquarters, &person, unknown).await.problem("not_found");
    app.finish().await;
}

#[tokio::test]
async fn giving_a_role_twice_is_giving_it_once() {
    let (app, here, _) = two_districts().await;
    let coordinator = app.person(Role::Coordinator, &here).await;
    let person = app.person(Role::Trainee, &here).await;
    let one = give(&coordinator, &person, body(Role::Counsellor, &here))
        .await
        .expect(201);
    let two = give(&coordinator, &person, body(Role::Counsellor, &here))
        .await
        .expect(201);
    assert_eq!(one["id"], two["id"]);
    assert_eq!(
        person.get("/me").await.expect(200)["grants"].as_array().unwrap().len(),
        2
    );
    app.finish().await;
}

async fn grant_of(app: &App, reader: &Person, person: &Person) -> String {
    let seen = reader.get(&format!("/people/{}", person.id)).await.expect(200);
    let _ = app;
    format!(
        "/people/{}/grants/{}",
        person.id,
        seen["grants"][0]["id"].as_str().unwrap()
    )
}

// safety 12
#[tokio::test]
async fn a_role_that_is_taken_away_stops_at_once_and_ends_the_logins() {
    let (app, here, there) = two_districts().await;
    let headquarters = app.headquarters().await;
    let coordinator = app.person(Role::Coordinator, &here).await;
    let supervisor = app.person(Role::Supervisor, &here).await;
    let path = grant_of(&app, &coordinator, &supervisor).await;
    supervisor.get("/people").await.expect(200);
    app.person(Role::Coordinator, &there)
        .await
        .delete(&path)
        .await
        .problem("not_found");
    supervisor.delete(&path).await.problem("not_allowed");
    coordinator.delete(&path).await.expect(204);
    supervisor.get("/people").await.problem("login_ended");
    let again = app.signed_in(&person_id(&supervisor), &supervisor.nickname).await;
    again.get("/people").await.problem("not_allowed");
    coordinator.delete(&path).await.problem("not_found");
    let path = grant_of(&app, &headquarters, &coordinator).await;
    coordinator.delete(&path).await.problem("not_allowed");
    headquarters.delete(&path).await.expect(204);
    coordinator.get("/me").await.problem("login_ended");
    app.finish().await;
}

#[tokio::test]
async fn the_last_person_of_headquarters_stays() {
    let (app, here, _) = two_districts().await;
    let one = app.headquarters().await;
    let two = app.headquarters().await;
    let path = grant_of(&app, &one, &two).await;
    app.person(Role::Coordinator, &here)
        .await
        .delete(&path)
        .await
        .problem("not_found");
    one.delete(&path).await.expect(204);
    let path = grant_of(&app, &one, &one).await;
    one.delete(&path).await.problem("not_allowed");
    app.finish().await;
}
