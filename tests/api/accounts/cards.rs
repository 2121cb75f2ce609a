//! Invitations: who makes them, what they open, and that they open it once.

use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{DAY, DistrictId, Error, Role};
use crate::support::sign_in::{cookie, field_codes, holder, sign_in};
use crate::support::world::{PASSPHRASE, World};
use serde_json::{Value, json};

async fn invite(giver: &Person, role: Role, district: &DistrictId) -> Value {
    giver
        .post("/invitations", json!({"role": role, "district_id": district}))
        .await
        .expect(201)
}

fn acceptance(invitation: &Value, nickname: &str, consents: &[&str]) -> Value {
    json!({"code": invitation["code"], "nickname": nickname, "passphrase": PASSPHRASE, "language": "en", "consents": consents})
}

async fn accept(app: &App, body: Value) -> crate::support::app::Answer {
    app.stranger().post("/invitations/accept", body).await
}

#[tokio::test]
async fn a_card_makes_a_person_with_their_consents_and_signs_them_in() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    let invitation = invite(&coordinator, Role::Member, &world.here).await;
    assert_eq!(invitation["state"], "open");
    assert_eq!(invitation["expires_at"], world.clock.now() + 14 * DAY);
    let code = invitation["code"].as_str().unwrap().to_lowercase().replace('-', " ");
    let opening = world
        .stranger()
        .post("/invitations/look-up", json!({"code": code}))
        .await
        .expect(200);
    assert_eq!(
        (&opening["role"], &opening["district"]),
        (&json!("member"), &json!("青禾区"))
    );
    assert_eq!(opening["consent_texts"].as_array().unwrap().len(), 4);
    assert!(opening["suggestions"].as_array().unwrap().len() >= 5);

    let answer = accept(&world, acceptance(&invitation, "晨松", &["attend", "online_rooms"])).await;
    assert!(!cookie(&answer).is_empty());
    let person = holder(&world, &answer.expect(200));
    let me = person.get("/me").await.expect(200);
    assert_eq!(
        (&me["nickname"], &me["language"], &me["needs_totp"]),
        (&json!("晨松"), &json!("en"), &json!(false))
    );
    let consents = person.get("/me/consents").await.expect(200);
    let mut given: Vec<_> = consents["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["purpose"].as_str().unwrap())
        .collect();
    given.sort_unstable();
    assert_eq!(given, ["attend", "online_rooms"]);
    assert!(
        consents["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|item| item["how"] == "self" && item["language"] == "en")
    );
    sign_in(&world, "晨松").await.expect(200);
    world.finish().await;
}

// ASVS 6.4.1
#[tokio::test]
async fn a_code_is_used_once_even_by_two_at_the_same_moment() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    let invitation = invite(&coordinator, Role::Member, &world.here).await;
    let (a, b) = tokio::join!(
        accept(&world, acceptance(&invitation, "晨松", &["attend"])),
        accept(&world, acceptance(&invitation, "晨竹", &["attend"]))
    );
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404]);
    accept(&world, acceptance(&invitation, "晨荷", &["attend"]))
        .await
        .problem("bad_code");
    let body = json!({"code": invitation["code"]});
    world
        .stranger()
        .post("/invitations/look-up", body)
        .await
        .problem("bad_code");
    let list = coordinator.get("/invitations").await.expect(200);
    assert_eq!(list["items"][0]["state"], "used");
    assert!(list["items"][0].get("code").is_none());
    world.finish().await;
}

#[tokio::test]
async fn an_expired_withdrawn_or_unknown_code_opens_nothing_and_all_look_the_same() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    let expired = invite(&coordinator, Role::Member, &world.here).await;
    world.clock.advance(14 * DAY);
    let withdrawn = invite(&coordinator, Role::Member, &world.here).await;
    let path = format!("/invitations/{}", withdrawn["id"].as_str().unwrap());
    world
        .neighbour(Role::Coordinator)
        .await
        .delete(&path)
        .await
        .problem("not_found");
    world.counsellor().await.delete(&path).await.problem("not_allowed");
    coordinator.delete(&path).await.expect(204);
    coordinator.delete(&path).await.problem("wrong_state");
    for card in [
        &expired,
        &withdrawn,
        &json!({"code": "0123-4567-89AB"}),
        &json!({"code": "nonsense"}),
    ] {
        let mut problem = accept(&world, acceptance(card, "晨松", &["attend"]))
            .await
            .problem("bad_code");
        problem["request_id"] = Value::Null;
        let mut other = world
            .stranger()
            .post("/invitations/look-up", json!({"code": card["code"]}))
            .await
            .problem("bad_code");
        other["request_id"] = Value::Null;
        assert_eq!(problem, other);
    }
    let list = coordinator.get("/invitations").await.expect(200);
    let states: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["withdrawn", "expired"]);
    world.finish().await;
}

#[tokio::test]
async fn a_used_nickname_or_a_weak_passphrase_leaves_the_code_unused() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    world.counsellor().await;
    let invitation = invite(&coordinator, Role::Member, &world.here).await;
    accept(&world, acceptance(&invitation, "大枫", &["attend"]))
        .await
        .problem("nickname_taken");
    let mut weak = acceptance(&invitation, "晨松", &["attend"]);
    weak["passphrase"] = "12345678".into();
    let problem = accept(&world, weak).await.problem("invalid");
    assert_eq!(field_codes(&problem), [("passphrase".into(), "too_common".into())]);
    accept(&world, acceptance(&invitation, "晨松", &["attend"]))
        .await
        .expect(200);
    world.finish().await;
}

// safety 14: refusing one does not block others, apart from the basics
#[tokio::test]
async fn only_the_consent_without_which_one_cannot_take_part_is_required() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    for (role, required, nickname) in [
        (Role::Member, "attend", "晨松"),
        (Role::Trainee, "training_file", "晨竹"),
    ] {
        let invitation = invite(&coordinator, role, &world.here).await;
        let problem = accept(&world, acceptance(&invitation, nickname, &["contact_notices"]))
            .await
            .problem("invalid");
        assert_eq!(field_codes(&problem), [("consents".into(), "required".into())]);
        let me = accept(&world, acceptance(&invitation, nickname, &[required]))
            .await
            .expect(200);
        let status = if role == Role::Trainee {
            json!("candidate")
        } else {
            Value::Null
        };
        assert_eq!(me["me"]["counsellor_status"], status);
    }
    world.finish().await;
}

#[tokio::test]
async fn a_coordinator_invites_for_the_roles_below_in_their_own_district() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    let headquarters = world.headquarters().await;
    for role in Role::ALL {
        let place = if *role == Role::Headquarters {
            Value::Null
        } else {
            json!(world.here)
        };
        let body = json!({"role": role, "district_id": place});
        headquarters.post("/invitations", body.clone()).await.expect(201);
        let answer = coordinator.post("/invitations", body.clone()).await;
        match role {
            Role::Headquarters | Role::Coordinator => drop(answer.problem("not_allowed")),
            _ => drop(answer.expect(201)),
        }
        for other in [Role::Supervisor, Role::Counsellor, Role::Trainee, Role::Member] {
            world
                .person(other)
                .await
                .post("/invitations", body.clone())
                .await
                .problem("not_allowed");
        }
    }
    let elsewhere = json!({"role": "member", "district_id": world.there});
    coordinator.post("/invitations", elsewhere).await.problem("not_found");
    coordinator
        .get(&format!("/invitations?district_id={}", world.there))
        .await
        .problem("not_found");
    world
        .counsellor()
        .await
        .get("/invitations")
        .await
        .problem("not_allowed");
    let mine = coordinator
        .get(&format!("/invitations?district_id={}", world.here))
        .await
        .expect(200);
    assert_eq!(mine["items"].as_array().unwrap().len(), 9);
    let page = coordinator.get("/invitations?limit=4").await.expect(200);
    let next = page["next"].as_str().unwrap();
    let rest = coordinator
        .get(&format!("/invitations?limit=200&cursor={next}"))
        .await
        .expect(200);
    assert_eq!(
        page["items"].as_array().unwrap().len() + rest["items"].as_array().unwrap().len(),
        9
    );
    world.finish().await;
}

#[tokio::test]
async fn the_code_itself_is_nowhere_in_the_database() {
    use crate::support::product::db::schema::invitations;
    use diesel::prelude::*;
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    let code = invite(&coordinator, Role::Member, &world.here).await["code"]
        .as_str()
        .unwrap()
        .replace('-', "");
    let read = world
        .db
        .read(|conn| Ok::<_, Error>(invitations::table.select(invitations::code_hash).load::<String>(conn)?));
    let hashes = read.await.unwrap();
    assert!(hashes.iter().all(|hash| hash.len() == 64 && !hash.contains(&code)));
    world.finish().await;
}
