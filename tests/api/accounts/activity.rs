//! Closing an account and opening it again (ASVS 7.4.2).

use crate::support::app::Answer;
use crate::support::person::Person;
use crate::support::product::Role;
use crate::support::sign_in::sign_in;
use crate::support::socket::Socket;
use crate::support::world::{TeamRoom, World};
use serde_json::json;

async fn close(by: &Person, person: &Person) -> Answer {
    by.post(&format!("/people/{}/deactivate", person.id), json!({})).await
}

async fn open(by: &Person, person: &Person) -> Answer {
    by.post(&format!("/people/{}/activate", person.id), json!({})).await
}

#[tokio::test]
async fn a_closed_account_is_shut_on_every_device_at_once_and_opens_again_with_its_passphrase() {
    let team = TeamRoom::open().await;
    let app = &team.app;
    let mut listener = Socket::subscribe(app, &team.dafeng, &[&team.room]).await;
    let card = format!("/people/{}/recovery-card", team.damu.id);
    let card = team.coordinator.post(&card, json!({})).await.expect(201); // Bob lost his phone, then he left
    assert_eq!(
        close(&team.coordinator, &team.dafeng).await.expect(200)["is_active"],
        false
    );
    close(&team.coordinator, &team.damu).await.expect(200);
    while listener.next().await.is_some() {}
    team.dafeng.get("/me").await.problem("login_ended");
    sign_in(app, &team.dafeng.nickname).await.problem("wrong_sign_in"); // a stranger learns nothing new
    let body = json!({"code": card["code"], "passphrase": "雨停了我们去河边走走"});
    app.stranger().post("/recover", body).await.problem("bad_code");
    let path = format!("/people/{}/recovery-card", team.dafeng.id);
    team.coordinator.post(&path, json!({})).await.problem("wrong_state");
    let back = app.signed_in(&team.dafeng.person_id()).await;
    back.get("/today").await.problem("login_ended");
    assert!(
        back.get("/chat/rooms").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    close(&team.coordinator, &team.dafeng).await.expect(200); // twice is once
    // the twin, and the way back
    assert_eq!(
        open(&team.coordinator, &team.dafeng).await.expect(200)["is_active"],
        true
    );
    sign_in(app, &team.dafeng.nickname).await.expect(200);
    app.run_jobs().await;
    team.finish().await;
}

#[tokio::test]
async fn only_who_could_give_every_role_of_somebody_closes_their_account() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    let person = world.counsellor().await;
    for role in [Role::Supervisor, Role::Counsellor, Role::Trainee, Role::Member] {
        let other = world.person(role).await;
        let answer = close(&other, &person).await;
        answer.problem(if role == Role::Supervisor {
            "not_allowed"
        } else {
            "not_found"
        });
    }
    close(&world.neighbour(Role::Coordinator).await, &person)
        .await
        .problem("not_found"); // safety 9
    close(&coordinator, &coordinator).await.problem("not_allowed");
    let both = [
        (Role::Counsellor, Some(world.here.clone())),
        (Role::Counsellor, Some(world.there.clone())),
    ];
    let guest = world.person_named("两头跑", &both).await;
    close(&coordinator, &guest).await.problem("not_allowed");
    close(&coordinator, &person).await.expect(200);
    open(&world.supervisor().await, &person).await.problem("not_allowed");
    // a closed account can still lose a role
    let page = format!("/people/{}", person.id);
    let grant = coordinator.get(&page).await.expect(200)["grants"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let more = json!({"role": "member", "district_id": world.here});
    coordinator.post(&format!("{page}/grants"), more).await.expect(201);
    coordinator.delete(&format!("{page}/grants/{grant}")).await.expect(204);
    open(&coordinator, &person).await.expect(200);
    world.run_jobs().await;
    world.finish().await;
}

#[tokio::test]
async fn the_last_person_of_headquarters_who_can_sign_in_stays() {
    let world = World::new().await;
    let (first, second) = (world.headquarters().await, world.headquarters().await);
    close(&first, &first).await.problem("not_allowed");
    close(&first, &second).await.expect(200);
    // the second one still holds the role but cannot come in: they do not count
    let third = world.headquarters().await;
    close(&third, &first).await.expect(200);
    open(&third, &second).await.expect(200);
    let second = world.signed_in(&second.person_id()).await;
    let (one, two) = tokio::join!(close(&third, &second), close(&second, &third));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert!(statuses[0] == 200 && statuses[1] != 200, "{statuses:?}");
    world.run_jobs().await;
    world.finish().await;
}

#[tokio::test]
async fn closing_and_opening_are_in_the_audit() {
    let world = World::new().await;
    let officer = world.privacy_officer().await;
    let person = world.counsellor().await;
    close(&officer, &person).await.expect(200);
    open(&officer, &person).await.expect(200);
    world.run_jobs().await;
    let audit = officer.get("/audit").await.expect(200).to_string();
    assert!(audit.contains("person_deactivated") && audit.contains("person_activated"));
    world.finish().await;
}
