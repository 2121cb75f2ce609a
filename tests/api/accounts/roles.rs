//! Giving and taking away roles.

use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{DistrictId, Role};
use crate::support::world::World;
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
    let world = World::new().await;
    let headquarters = world.headquarters().await;
    let coordinator = world.coordinator().await;
    for role in Role::ALL {
        let person = world.counsellor().await;
        let answer = give(&coordinator, &person, body(*role, &world.here)).await;
        match role {
            Role::Headquarters | Role::Coordinator => drop(answer.problem("not_allowed")),
            _ => drop(answer.expect(201)),
        }
        give(&coordinator, &person, body(*role, &world.there))
            .await
            .problem(match role {
                Role::Headquarters => "not_allowed",
                _ => "not_found",
            });
        let other = world.neighbour(Role::Trainee).await;
        give(&headquarters, &other, body(*role, &world.there)).await.expect(201);
        give(&coordinator, &other, body(Role::Counsellor, &world.here))
            .await
            .problem("not_found");
    }
    world.finish().await;
}

#[tokio::test]
async fn nobody_gives_themselves_a_role_and_others_give_none() {
    let world = World::new().await;
    let headquarters = world.headquarters().await;
    give(&headquarters, &headquarters, body(Role::Coordinator, &world.here))
        .await
        .problem("not_allowed");
    let coordinator = world.coordinator().await;
    give(&coordinator, &coordinator, body(Role::Supervisor, &world.here))
        .await
        .problem("not_allowed");
    let person = world.counsellor().await;
    give(&world.supervisor().await, &person, body(Role::Trainee, &world.here))
        .await
        .problem("not_allowed");
    for role in [Role::Counsellor, Role::Trainee, Role::Member] {
        give(&world.person(role).await, &person, body(Role::Trainee, &world.here))
            .await
            .problem("not_found");
    }
    world.finish().await;
}

#[tokio::test]
async fn a_role_is_given_only_where_it_makes_sense() {
    let world = World::new().await;
    let headquarters = world.headquarters().await;
    let person = world.counsellor().await;
    for nonsense in [
        json!({"role": "headquarters", "district_id": world.here}),
        json!({"role": "coordinator", "district_id": null}),
        json!({"role": "coordinator", "district_id": world.here, "is_privacy_officer": true}),
    ] {
        give(&headquarters, &person, nonsense).await.problem("invalid");
    }
    let unknown = json!({"role": "member", "district_id": "00000000-0000-7000-8000-000000000000"});
    give(&headquarters, &person, unknown).await.problem("not_found");
    world.finish().await;
}

#[tokio::test]
async fn giving_a_role_twice_is_giving_it_once() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    let person = world.trainee().await;
    let one = give(&coordinator, &person, body(Role::Counsellor, &world.here))
        .await
        .expect(201);
    let two = give(&coordinator, &person, body(Role::Counsellor, &world.here))
        .await
        .expect(201);
    assert_eq!(one["id"], two["id"]);
    assert_eq!(
        person.get("/me").await.expect(200)["grants"].as_array().unwrap().len(),
        2
    );
    world.finish().await;
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
async fn revoking_a_role_takes_effect_at_once_and_ends_the_logins() {
    let world = World::new().await;
    let headquarters = world.headquarters().await;
    let coordinator = world.coordinator().await;
    let supervisor = world.supervisor().await;
    let path = grant_of(&world, &coordinator, &supervisor).await;
    supervisor.get("/people").await.expect(200);
    world
        .neighbour(Role::Coordinator)
        .await
        .delete(&path)
        .await
        .problem("not_found");
    supervisor.delete(&path).await.problem("not_allowed");
    coordinator.delete(&path).await.expect(204);
    supervisor.get("/people").await.problem("login_ended");
    let again = world.signed_in(&supervisor.person_id()).await;
    again.get("/people").await.problem("not_allowed");
    coordinator.delete(&path).await.problem("not_found");
    let path = grant_of(&world, &headquarters, &coordinator).await;
    coordinator.delete(&path).await.problem("not_allowed");
    headquarters.delete(&path).await.expect(204);
    coordinator.get("/me").await.problem("login_ended");
    world.finish().await;
}

#[tokio::test]
async fn the_last_person_of_headquarters_stays() {
    let world = World::new().await;
    let one = world.headquarters().await;
    let two = world.headquarters().await;
    let path = grant_of(&world, &one, &two).await;
    world.coordinator().await.delete(&path).await.problem("not_found");
    one.delete(&path).await.expect(204);
    let path = grant_of(&world, &one, &one).await;
    one.delete(&path).await.problem("not_allowed");
    world.finish().await;
}
