//! The list of logins, and the passphrase.

use crate::support::product::{Chance, Clock, Error, LoginId, PersonId, accounts::AccessChanged};
use crate::support::sign_in::{field_codes, holder, sign_in, try_sign_in};
use crate::support::world::{PASSPHRASE, World};
use serde_json::json;

// safety 57, ASVS 7.5.2
#[tokio::test]
async fn everybody_sees_their_own_logins_and_ends_them() {
    let world = World::new().await;
    let person = world.counsellor().await;
    let outsider = world.counsellor().await;
    let phone = json!({"nickname": "大枫", "passphrase": PASSPHRASE, "device": "手机"});
    let phone = world.stranger().post("/sign-in", phone).await.expect(200);
    let phone = holder(&world, &phone);
    let list = person.get("/me/logins").await.expect(200);
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    let on_phone = items.iter().find(|item| item["device"] == "手机").unwrap();
    assert_eq!(on_phone["is_current"], false);
    let path = format!("/me/logins/{}", on_phone["id"].as_str().unwrap());
    outsider.delete(&path).await.problem("not_found");
    phone.get("/me").await.expect(200);
    person.delete(&path).await.expect(204);
    phone.get("/me").await.problem("login_ended");
    person.delete(&path).await.problem("not_found");
    person.delete("/me/logins/not-an-id").await.problem("not_found");
    assert_eq!(
        person.get("/me/logins").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    world.finish().await;
}

#[tokio::test]
async fn signing_out_everywhere_ends_this_login_too() {
    let world = World::new().await;
    let person = world.counsellor().await;
    let other = holder(&world, &sign_in(&world, "大枫").await.expect(200));
    let answer = person.delete("/me/logins").await;
    assert!(answer.headers.contains_key("clear-site-data"));
    answer.expect(204);
    person.get("/me").await.problem("login_ended");
    other.get("/me").await.problem("login_ended");
    sign_in(&world, "大枫").await.expect(200);
    world.finish().await;
}

// ASVS 6.2.2, 6.2.3, 7.4.3
#[tokio::test]
async fn a_new_passphrase_needs_the_old_one_and_ends_the_other_logins() {
    let world = World::new().await;
    let person = world.counsellor().await;
    let other = holder(&world, &sign_in(&world, "大枫").await.expect(200));
    let next = "雨停了我们去河边走走";
    let body = json!({"current": PASSPHRASE, "next": next});
    person.post("/me/passphrase", body).await.expect(204);
    person.get("/me").await.expect(200);
    other.get("/me").await.problem("login_ended");
    sign_in(&world, "大枫").await.problem("wrong_sign_in");
    try_sign_in(&world, "大枫", next).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn a_weak_passphrase_is_refused_with_its_reason() {
    let world = World::new().await;
    let person = world.counsellor().await;
    for (next, code) in [
        ("短一点", "too_short"),
        ("password123", "too_common"),
        ("tongxing2026", "too_common"),
        ("大枫大枫大枫大枫", "like_nickname"),
    ] {
        let body = json!({"current": PASSPHRASE, "next": next});
        let problem = person.post("/me/passphrase", body).await.problem("invalid");
        assert_eq!(field_codes(&problem), [("next".into(), code.into())]);
    }
    sign_in(&world, "大枫").await.expect(200);
    world.finish().await;
}

// ASVS 7.1.2
#[tokio::test]
async fn the_oldest_of_more_than_twenty_logins_makes_room() {
    let world = World::new().await;
    let first = world.counsellor().await;
    for _ in 0..20 {
        world.clock.advance(2_000);
        sign_in(&world, "大枫").await.expect(200);
    }
    // a login that gave way on this node is known at the latest after the next sweep
    world.application.accounts.sweep().await.unwrap();
    first.get("/me").await.problem("login_ended");
    world.finish().await;
}

// I10: a node that heard nothing learns it from the sweep
#[tokio::test]
async fn a_login_that_another_node_ended_is_refused_after_the_sweep() {
    use crate::support::product::db::schema::logins;
    use diesel::prelude::*;
    let world = World::new().await;
    let person = world.counsellor().await;
    let (id, now) = (person.id.clone(), world.clock.now());
    let write = world.db.write(move |tx| {
        diesel::update(logins::table.filter(logins::person_id.eq(&id)))
            .set((logins::ended_at.eq(now), logins::ended_why.eq("everywhere")))
            .execute(tx.conn())?;
        Ok::<_, Error>(())
    });
    write.await.unwrap();
    person.get("/me").await.expect(200);
    assert_eq!(world.application.accounts.sweep().await.unwrap().len(), 1);
    person.get("/me").await.problem("login_ended");
    assert!(world.application.accounts.sweep().await.unwrap().is_empty());
    world.finish().await;
}

#[test]
fn an_event_names_whose_access_changed_and_which_logins_ended() {
    let (clock, chance) = (Clock::fixed(0), Chance::seeded(1));
    let change = AccessChanged {
        person: PersonId::mint(&clock, &chance),
        ended: vec![LoginId::mint(&clock, &chance)],
    };
    let event = change.event().unwrap();
    assert_eq!(event.topic, format!("access/{}", change.person));
    assert_eq!(AccessChanged::read(&event), Some(change));
}
