//! Getting an account back.

use super::world::*;
use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{DAY, Role};
use serde_json::{Value, json};

const NEXT: &str = "雨停了我们去河边走走";

async fn card(giver: &Person, person: &Person, resets: bool) -> crate::support::app::Answer {
    let path = format!("/people/{}/recovery-card", person.id);
    giver.post(&path, json!({"resets_second_factor": resets})).await
}

async fn recover(app: &App, card: &Value) -> crate::support::app::Answer {
    app.stranger()
        .post("/recover", json!({"code": card["code"], "passphrase": NEXT}))
        .await
}

#[tokio::test]
async fn a_card_from_the_coordinator_sets_a_new_passphrase_and_ends_the_old_logins() {
    let (app, here, _) = two_districts().await;
    let coordinator = app.person(Role::Coordinator, &here).await;
    let person = counsellor(&app, "大枫", &here).await;
    let first = card(&coordinator, &person, false).await.expect(201);
    assert_eq!(first["expires_at"], app.clock.now() + 3 * DAY);
    person.get("/me").await.problem("login_ended"); // a lost phone is cut off when the card is made
    let second = card(&coordinator, &person, false).await.expect(201);
    recover(&app, &first).await.problem("bad_code"); // the newer card takes the older one back
    let late = holder(&app, &sign_in(&app, "大枫").await.expect(200));
    let back = recover(&app, &second).await;
    assert!(!cookie(&back).is_empty());
    holder(&app, &back.expect(200)).get("/me").await.expect(200);
    late.get("/me").await.problem("login_ended");
    recover(&app, &second).await.problem("bad_code");
    sign_in(&app, "大枫").await.problem("wrong_sign_in");
    try_sign_in(&app, "大枫", NEXT).await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn a_card_gives_somebody_who_never_had_a_passphrase_their_first() {
    let (app, here, _) = two_districts().await;
    let coordinator = app.person(Role::Coordinator, &here).await;
    let made = coordinator
        .post("/people", json!({"nickname": "小云", "district_id": here}))
        .await
        .expect(201);
    let path = format!("/people/{}/recovery-card", made["id"].as_str().unwrap());
    let card = coordinator.post(&path, json!({})).await.expect(201);
    recover(&app, &card).await.expect(200);
    try_sign_in(&app, "小云", NEXT).await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn an_expired_card_opens_nothing_and_an_invitation_is_no_card() {
    let (app, here, _) = two_districts().await;
    let coordinator = app.person(Role::Coordinator, &here).await;
    let person = counsellor(&app, "大枫", &here).await;
    let expired = card(&coordinator, &person, false).await.expect(201);
    app.clock.advance(3 * DAY);
    recover(&app, &expired).await.problem("bad_code");
    let body = json!({"role": "member", "district_id": here});
    let invitation = coordinator.post("/invitations", body).await.expect(201);
    recover(&app, &invitation).await.problem("bad_code");
    let fresh = card(&coordinator, &person, false).await.expect(201);
    app.stranger()
        .post("/invitations/look-up", json!({"code": fresh["code"]}))
        .await
        .problem("bad_code");
    app.finish().await;
}

// nobody gets into an account that can do more than their own
#[tokio::test]
async fn a_card_is_made_only_for_somebody_all_of_whose_roles_are_below() {
    let (app, here, there) = two_districts().await;
    let coordinator = app.person(Role::Coordinator, &here).await;
    let other = app.person(Role::Coordinator, &here).await;
    card(&coordinator, &other, false).await.problem("not_allowed");
    card(&coordinator, &coordinator, false).await.problem("not_allowed");
    let roles = [
        (Role::Counsellor, Some(here.clone())),
        (Role::Coordinator, Some(there.clone())),
    ];
    let two_hats = app.somebody("两面", &roles).await;
    card(&coordinator, &two_hats, false).await.problem("not_allowed");
    let elsewhere = app.person(Role::Counsellor, &there).await;
    card(&coordinator, &elsewhere, false).await.problem("not_found");
    let person = app.person(Role::Counsellor, &here).await;
    card(&app.person(Role::Supervisor, &here).await, &person, false)
        .await
        .problem("not_allowed");
    card(&app.person(Role::Counsellor, &here).await, &person, false)
        .await
        .problem("not_found");
    two_hats.get("/me").await.expect(200);
    card(&app.headquarters().await, &two_hats, false).await.expect(201);
    app.finish().await;
}

// ASVS 6.4.3, 6.4.4
#[tokio::test]
async fn a_card_does_not_go_round_the_second_factor_unless_headquarters_says_so() {
    let (app, here, _) = two_districts().await;
    let coordinator = app.person(Role::Coordinator, &here).await;
    let supervisor = app.somebody("督导一", &[(Role::Supervisor, Some(here.clone()))]).await;
    let plain = card(&coordinator, &supervisor, false).await.expect(201);
    let answer = recover(&app, &plain).await;
    assert!(!answer.headers.contains_key("set-cookie"));
    let asked = answer.expect(200);
    let body = json!({"challenge": asked["second_factor"]["challenge"], "code": totp(&app)});
    app.stranger().post("/sign-in/second-factor", body).await.expect(200);

    card(&coordinator, &supervisor, true).await.problem("not_allowed");
    let reset = card(&app.headquarters().await, &supervisor, true).await.expect(201);
    let back = recover(&app, &reset).await.expect(200);
    assert_eq!(back["me"]["needs_totp"], true);
    holder(&app, &back).get("/people").await.problem("second_factor_needed");
    app.finish().await;
}
