//! Closing an account and opening it again (ASVS 7.4.2).

use super::world::*;
use crate::chat::Team;
use crate::support::app::{Answer, App};
use crate::support::person::Person;
use crate::support::product::Role;
use crate::support::socket::Socket;
use serde_json::json;

async fn close(by: &Person, person: &Person) -> Answer {
    by.post(&format!("/people/{}/deactivate", person.id), json!({})).await
}

async fn open(by: &Person, person: &Person) -> Answer {
    by.post(&format!("/people/{}/activate", person.id), json!({})).await
}

#[tokio::test]
async fn a_closed_account_is_shut_on_every_device_at_once_and_opens_again_with_its_passphrase() {
    let team = Team::meet().await;
    let app = &team.app;
    let mut ears = Socket::listen(app, &team.ann, &[&team.room]).await;
    let card = format!("/people/{}/recovery-card", team.bob.id);
    let card = team.chair.post(&card, json!({})).await.expect(201); // Bob lost his phone, then he left
    assert_eq!(close(&team.chair, &team.ann).await.expect(200)["is_active"], false);
    close(&team.chair, &team.bob).await.expect(200);
    while ears.next().await.is_some() {}
    team.ann.get("/me").await.problem("login_ended");
    sign_in(app, &team.ann.nickname).await.problem("wrong_sign_in"); // a stranger learns nothing new
    let body = json!({"code": card["code"], "passphrase": "雨停了我们去河边走走"});
    app.stranger().post("/recover", body).await.problem("bad_code");
    let path = format!("/people/{}/recovery-card", team.ann.id);
    team.chair.post(&path, json!({})).await.problem("wrong_state");
    let back = app.signed_in(&person_id(&team.ann), &team.ann.nickname).await;
    back.get("/today").await.problem("login_ended");
    assert!(
        back.get("/chat/rooms").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    close(&team.chair, &team.ann).await.expect(200); // twice is once
    // the twin, and the way back
    assert_eq!(open(&team.chair, &team.ann).await.expect(200)["is_active"], true);
    sign_in(app, &team.ann.nickname).await.expect(200);
    app.run_jobs().await;
    team.app.finish().await;
}

#[tokio::test]
async fn only_who_could_give_every_role_of_somebody_closes_their_account() {
    let (app, here, there) = two_districts().await;
    let coordinator = app.person(Role::Coordinator, &here).await;
    let person = app.person(Role::Counsellor, &here).await;
    for role in [Role::Supervisor, Role::Counsellor, Role::Trainee, Role::Member] {
        let other = app.person(role, &here).await;
        let answer = close(&other, &person).await;
        answer.problem(if role == Role::Supervisor {
            "not_allowed"
        } else {
            "not_found"
        });
    }
    close(&app.person(Role::Coordinator, &there).await, &person)
        .await
        .problem("not_found"); // safety 9
    close(&coordinator, &coordinator).await.problem("not_allowed");
    let both = [
        (Role::Counsellor, Some(here.clone())),
        (Role::Counsellor, Some(there.clone())),
    ];
    let guest = app.somebody("两头跑", &both).await;
    close(&coordinator, &guest).await.problem("not_allowed");
    close(&coordinator, &person).await.expect(200);
    open(&app.person(Role::Supervisor, &here).await, &person)
        .await
        .problem("not_allowed");
    // a closed account can still lose a role
    let page = format!("/people/{}", person.id);
    let grant = coordinator.get(&page).await.expect(200)["grants"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let more = json!({"role": "member", "district_id": here});
    coordinator.post(&format!("{page}/grants"), more).await.expect(201);
    coordinator.delete(&format!("{page}/grants/{grant}")).await.expect(204);
    open(&coordinator, &person).await.expect(200);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_last_person_of_headquarters_who_can_sign_in_stays() {
    let app = App::start().await;
    let (first, second) = (app.headquarters().await, app.headquarters().await);
    close(&first, &first).await.problem("not_allowed");
    close(&first, &second).await.expect(200);
    // the second one still holds the role but cannot come in: they do not count
    let third = app.headquarters().await;
    close(&third, &first).await.expect(200);
    open(&third, &second).await.expect(200);
    let second = app.signed_in(&person_id(&second), &second.nickname).await;
    let (one, two) = tokio::join!(close(&third, &second), close(&second, &third));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert!(statuses[0] == 200 && statuses[1] != 200, "{statuses:?}");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn closing_and_opening_are_in_the_audit() {
    let (app, here, _) = two_districts().await;
    let officer = privacy_officer(&app, "林间").await;
    let person = app.person(Role::Counsellor, &here).await;
    close(&officer, &person).await.expect(200);
    open(&officer, &person).await.expect(200);
    app.run_jobs().await;
    let audit = officer.get("/audit").await.expect(200).to_string();
    assert!(audit.contains("person_deactivated") && audit.contains("person_activated"));
    app.finish().await;
}
