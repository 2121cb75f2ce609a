//! The second factor: forced for staff, one use a step, replaced by recovery codes.

use crate::support::person::Person;
use crate::support::product::{
    DistrictId, Error, MINUTE, Nickname, Role, SECOND,
    accounts::{self, NewPerson},
};
use crate::support::sign_in::{cookie, field_codes, holder, sign_in, totp};
use crate::support::world::{PASSPHRASE, TOTP_SECRET, World};
use serde_json::json;

async fn answer_challenge(app: &crate::support::app::App, challenge: &str, code: &str) -> crate::support::app::Answer {
    let body = json!({"challenge": challenge, "code": code});
    app.stranger().post("/sign-in/second-factor", body).await
}

async fn challenge(app: &crate::support::app::App, nickname: &str) -> String {
    let body = sign_in(app, nickname).await;
    assert!(!body.headers.contains_key("set-cookie"));
    let body = body.expect(200);
    assert!(body.get("access_token").is_none());
    body["second_factor"]["challenge"].as_str().unwrap().to_owned()
}

/// A coordinator who has just accepted an invitation: no second factor yet.
async fn new_coordinator(app: &crate::support::app::App, here: &DistrictId) -> Person {
    let headquarters = app.headquarters().await;
    let body = json!({"role": "coordinator", "district_id": here});
    let code = headquarters.post("/invitations", body).await.expect(201)["code"].clone();
    let body = json!({"code": code, "nickname": "新来的", "passphrase": PASSPHRASE, "language": "zh", "consents": []});
    let signed_in = app.stranger().post("/invitations/accept", body).await.expect(200);
    assert_eq!(signed_in["me"]["needs_totp"], true);
    holder(app, &signed_in)
}

#[tokio::test]
async fn staff_sign_in_with_passphrase_and_code() {
    let world = World::new().await;
    world
        .person_named("督导一", &[(Role::Supervisor, Some(world.here.clone()))])
        .await;
    let challenge = challenge(&world, "督导一").await;
    let answer = answer_challenge(&world, &challenge, &totp(&world)).await;
    assert!(cookie(&answer).len() > 60);
    let me = holder(&world, &answer.expect(200)).get("/me").await.expect(200);
    assert_eq!(
        (&me["has_totp"], &me["idle_lock_ms"]),
        (&json!(true), &json!(5 * MINUTE))
    );
    world.finish().await;
}

// ASVS 6.5.1
#[tokio::test]
async fn a_code_works_once_and_never_a_step_back() {
    let world = World::new().await;
    world
        .person_named("督导一", &[(Role::Supervisor, Some(world.here.clone()))])
        .await;
    let code = totp(&world);
    let first = challenge(&world, "督导一").await;
    answer_challenge(&world, &first, &code).await.expect(200);
    answer_challenge(&world, &first, &code)
        .await
        .problem("wrong_second_factor"); // the challenge is gone
    let second = challenge(&world, "督导一").await;
    answer_challenge(&world, &second, &code)
        .await
        .problem("wrong_second_factor"); // the step is used
    let before = accounts::code_at(&TOTP_SECRET, world.clock.now() - 30 * SECOND).unwrap();
    answer_challenge(&world, &second, &before)
        .await
        .problem("wrong_second_factor");
    world.clock.advance(30 * SECOND);
    answer_challenge(&world, &second, &totp(&world)).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn a_challenge_ends_after_five_wrong_codes_or_five_minutes() {
    let world = World::new().await;
    world
        .person_named("督导一", &[(Role::Supervisor, Some(world.here.clone()))])
        .await;
    let late = challenge(&world, "督导一").await;
    world.clock.advance(5 * MINUTE);
    answer_challenge(&world, &late, &totp(&world))
        .await
        .problem("wrong_second_factor");
    let tried = challenge(&world, "督导一").await;
    for _ in 0..5 {
        answer_challenge(&world, &tried, "000000")
            .await
            .problem("wrong_second_factor");
    }
    world.clock.advance(MINUTE);
    answer_challenge(&world, &tried, &totp(&world))
        .await
        .problem("wrong_second_factor");
    // a new challenge does not give new free tries
    let next = challenge(&world, "督导一").await;
    answer_challenge(&world, &next, "000000")
        .await
        .problem("wrong_second_factor");
    answer_challenge(&world, &next, &totp(&world))
        .await
        .problem("throttled");
    world.finish().await;
}

// safety 56
#[tokio::test]
async fn staff_without_a_second_factor_reach_nothing_until_it_is_set_up() {
    let world = World::new().await;
    let person = new_coordinator(&world, &world.here).await;
    person.get("/me").await.expect(200);
    for path in ["/people", "/invitations", "/me/logins", "/me/consents", "/audit"] {
        person.get(path).await.problem("second_factor_needed");
    }
    let offered = person.post("/me/totp", json!({})).await.expect(200);
    assert!(
        offered["otpauth_url"]
            .as_str()
            .unwrap()
            .starts_with("otpauth://totp/Notes:")
    );
    let secret = totp_rs::Secret::try_from_base32(offered["secret"].as_str().unwrap()).unwrap();
    person
        .post("/me/totp/confirm", json!({"code": "000000"}))
        .await
        .problem("wrong_second_factor");
    person.get("/people").await.problem("second_factor_needed");
    let code = accounts::code_at(secret.as_bytes(), world.clock.now()).unwrap();
    let codes = person.post("/me/totp/confirm", json!({"code": code})).await.expect(200);
    assert_eq!(codes["recovery_codes"].as_array().unwrap().len(), 8);
    person.get("/people").await.expect(200); // the same token, at once
    person.post("/me/totp", json!({})).await.problem("wrong_state");
    world.finish().await;
}

#[tokio::test]
async fn a_new_staff_role_needs_a_second_factor_before_it_can_be_used() {
    let world = World::new().await;
    let headquarters = world.headquarters().await;
    let person = world.counsellor().await;
    let body = json!({"role": "coordinator", "district_id": world.here});
    headquarters
        .post(&format!("/people/{}/grants", person.id), body)
        .await
        .expect(201);
    person.get("/people").await.problem("second_factor_needed");
    assert_eq!(person.get("/me").await.expect(200)["needs_totp"], true);
    world.finish().await;
}

#[tokio::test]
async fn a_recovery_code_replaces_the_authenticator_once() {
    let world = World::new().await;
    let person = new_coordinator(&world, &world.here).await;
    let offered = person.post("/me/totp", json!({})).await.expect(200);
    let secret = totp_rs::Secret::try_from_base32(offered["secret"].as_str().unwrap()).unwrap();
    let code = accounts::code_at(secret.as_bytes(), world.clock.now()).unwrap();
    let codes = person.post("/me/totp/confirm", json!({"code": code})).await.expect(200);
    let code = codes["recovery_codes"][3].as_str().unwrap();
    let first = challenge(&world, "新来的").await;
    answer_challenge(&world, &first, &code.to_lowercase()).await.expect(200);
    let second = challenge(&world, "新来的").await;
    answer_challenge(&world, &second, code)
        .await
        .problem("wrong_second_factor");
    world.finish().await;
}

// ASVS 7.5.1
#[tokio::test]
async fn an_older_login_gives_its_passphrase_to_set_up_a_second_factor() {
    let world = World::new().await;
    let person = world.counsellor().await;
    world.clock.advance(16 * MINUTE);
    person.post("/me/totp", json!({})).await.problem("passphrase_needed");
    let problem = person
        .post("/me/totp", json!({"passphrase": "不是这个不是这个"}))
        .await
        .problem("invalid");
    assert_eq!(field_codes(&problem), [("passphrase".into(), "wrong".into())]);
    person
        .post("/me/totp", json!({"passphrase": PASSPHRASE}))
        .await
        .expect(200);
    world.finish().await;
}

#[tokio::test]
async fn removing_the_second_factor_needs_the_passphrase_and_ends_the_other_logins() {
    let world = World::new().await;
    let person = world
        .person_named("督导一", &[(Role::Supervisor, Some(world.here.clone()))])
        .await;
    let other = world.signed_in(&person.person_id()).await;
    other.get("/me").await.expect(200);
    person
        .post("/me/totp/remove", json!({"passphrase": "不是这个不是这个"}))
        .await
        .problem("invalid");
    person
        .post("/me/totp/remove", json!({"passphrase": PASSPHRASE}))
        .await
        .expect(204);
    other.get("/me").await.problem("login_ended");
    assert_eq!(person.get("/me").await.expect(200)["needs_totp"], true);
    person.get("/people").await.problem("second_factor_needed");
    world.finish().await;
}

#[tokio::test]
async fn the_secret_is_not_readable_in_the_database() {
    use crate::support::product::db::schema::people;
    use diesel::prelude::*;
    let world = World::new().await;
    let new = NewPerson::new(Nickname::known("督导一")).with(Role::Supervisor, Some(world.here.clone()));
    let person = world.create_person(new).await;
    let id = person.person_id();
    let read = world.db.read(move |conn| {
        let secret = people::table
            .find(&id)
            .select(people::totp_secret)
            .first::<Option<Vec<u8>>>(conn)?;
        Ok::<_, Error>(secret.unwrap())
    });
    let sealed = read.await.unwrap();
    assert!(!sealed.windows(20).any(|window| window == TOTP_SECRET));
    world.finish().await;
}
