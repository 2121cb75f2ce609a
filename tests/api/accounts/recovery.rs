//! Getting an account back.

use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{DAY, Role};
use crate::support::sign_in::{cookie, holder, sign_in, totp, try_sign_in};
use crate::support::world::World;
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
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    let person = world.counsellor().await;
    let first = card(&coordinator, &person, false).await.expect(201);
    assert_eq!(first["expires_at"], world.clock.now() + 3 * DAY);
    person.get("/me").await.problem("login_ended"); // a lost phone is cut off when the card is made
    let second = card(&coordinator, &person, false).await.expect(201);
    recover(&world, &first).await.problem("bad_code"); // the newer card takes the older one back
    let late = holder(&world, &sign_in(&world, "大枫").await.expect(200));
    let back = recover(&world, &second).await;
    assert!(!cookie(&back).is_empty());
    holder(&world, &back.expect(200)).get("/me").await.expect(200);
    late.get("/me").await.problem("login_ended");
    recover(&world, &second).await.problem("bad_code");
    sign_in(&world, "大枫").await.problem("wrong_sign_in");
    try_sign_in(&world, "大枫", NEXT).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn a_card_gives_somebody_who_never_had_a_passphrase_their_first() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    let made = coordinator
        .post("/people", json!({"nickname": "小云", "district_id": world.here}))
        .await
        .expect(201);
    let path = format!("/people/{}/recovery-card", made["id"].as_str().unwrap());
    let card = coordinator.post(&path, json!({})).await.expect(201);
    recover(&world, &card).await.expect(200);
    try_sign_in(&world, "小云", NEXT).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn an_expired_card_opens_nothing_and_an_invitation_is_no_card() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    let person = world.counsellor().await;
    let expired = card(&coordinator, &person, false).await.expect(201);
    world.clock.advance(3 * DAY);
    recover(&world, &expired).await.problem("bad_code");
    let body = json!({"role": "member", "district_id": world.here});
    let invitation = coordinator.post("/invitations", body).await.expect(201);
    recover(&world, &invitation).await.problem("bad_code");
    let fresh = card(&coordinator, &person, false).await.expect(201);
    world
        .stranger()
        .post("/invitations/look-up", json!({"code": fresh["code"]}))
        .await
        .problem("bad_code");
    world.finish().await;
}

// nobody gets into an account that can do more than their own
#[tokio::test]
async fn a_card_is_made_only_for_somebody_all_of_whose_roles_are_below() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    let other = world.coordinator().await;
    card(&coordinator, &other, false).await.problem("not_allowed");
    card(&coordinator, &coordinator, false).await.problem("not_allowed");
    let roles = [
        (Role::Counsellor, Some(world.here.clone())),
        (Role::Coordinator, Some(world.there.clone())),
    ];
    let two_hats = world.person_named("两面", &roles).await;
    card(&coordinator, &two_hats, false).await.problem("not_allowed");
    let elsewhere = world.neighbour(Role::Counsellor).await;
    card(&coordinator, &elsewhere, false).await.problem("not_found");
    let person = world.counsellor().await;
    card(&world.supervisor().await, &person, false)
        .await
        .problem("not_allowed");
    card(&world.counsellor().await, &person, false)
        .await
        .problem("not_found");
    two_hats.get("/me").await.expect(200);
    card(&world.headquarters().await, &two_hats, false).await.expect(201);
    world.finish().await;
}

// ASVS 6.4.3, 6.4.4
#[tokio::test]
async fn a_card_does_not_bypass_the_second_factor_unless_headquarters_resets_it() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    let supervisor = world
        .person_named("督导一", &[(Role::Supervisor, Some(world.here.clone()))])
        .await;
    let plain = card(&coordinator, &supervisor, false).await.expect(201);
    let answer = recover(&world, &plain).await;
    assert!(!answer.headers.contains_key("set-cookie"));
    let asked = answer.expect(200);
    let body = json!({"challenge": asked["second_factor"]["challenge"], "code": totp(&world)});
    world.stranger().post("/sign-in/second-factor", body).await.expect(200);

    card(&coordinator, &supervisor, true).await.problem("not_allowed");
    let reset = card(&world.headquarters().await, &supervisor, true).await.expect(201);
    let back = recover(&world, &reset).await.expect(200);
    assert_eq!(back["me"]["needs_totp"], true);
    holder(&world, &back)
        .get("/people")
        .await
        .problem("second_factor_needed");
    world.finish().await;
}
