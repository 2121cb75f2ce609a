//! A card is worth what its maker may do (safety 12).

use crate::support::app::{Answer, App};
use crate::support::person::Person;
use crate::support::product::{DistrictId, Error, Role, accounts::make_first_card};
use crate::support::world::{PASSPHRASE, World};
use serde_json::{Value, json};

async fn invite(giver: &Person, role: Role, district: Option<&DistrictId>) -> Value {
    let body = json!({"role": role, "district_id": district});
    giver.post("/invitations", body).await.expect(201)
}

async fn recovery(giver: &Person, person: &Person) -> Value {
    let path = format!("/people/{}/recovery-card", person.id);
    giver.post(&path, json!({})).await.expect(201)
}

async fn accept(app: &App, code: &Value, nickname: &str) -> Answer {
    let body =
        json!({"code": code, "nickname": nickname, "passphrase": PASSPHRASE, "language": "zh", "consents": ["attend"]});
    app.stranger().post("/invitations/accept", body).await
}

async fn recover(app: &App, card: &Value) -> Answer {
    let body = json!({"code": card["code"], "passphrase": "雨停了我们去河边走走"});
    app.stranger().post("/recover", body).await
}

/// What the list says of the cards, in the order of the words: state, maker, whose.
async fn listed(reader: &Person) -> Vec<(String, Value, Value)> {
    let list = reader.get("/invitations").await.expect(200);
    let items = list["items"].as_array().unwrap().iter();
    let mut rows: Vec<_> = items
        .map(|item| {
            let state = item["state"].as_str().unwrap().to_owned();
            (state, item["made_by"].clone(), item["whose"].clone())
        })
        .collect();
    rows.sort_by_key(|row| format!("{row:?}"));
    rows
}

async fn take_role_in(by: &Person, person: &Person, district: &DistrictId) {
    let page = format!("/people/{}", person.id);
    let seen = by.get(&page).await.expect(200);
    let mut grants = seen["grants"].as_array().unwrap().iter();
    let grant = grants.find(|grant| grant["district_id"] == district.as_str()).unwrap()["id"].clone();
    let path = format!("{page}/grants/{}", grant.as_str().unwrap());
    by.delete(&path).await.expect(204);
}

#[tokio::test]
async fn closing_an_account_withdraws_its_open_cards() {
    let world = World::new().await;
    let (chief, maker) = (world.headquarters().await, world.headquarters().await);
    let coordinator = world.coordinator().await;
    let person = world.counsellor().await;
    let above = invite(&maker, Role::Headquarters, None).await;
    let below = invite(&maker, Role::Supervisor, Some(&world.here)).await;
    let back = recovery(&maker, &person).await;
    let other = invite(&coordinator, Role::Member, Some(&world.here)).await;
    chief
        .post(&format!("/people/{}/deactivate", maker.id), json!({}))
        .await
        .expect(200);
    for card in [&above, &below] {
        accept(&world, &card["code"], "晨松").await.problem("bad_code");
        let body = json!({"code": card["code"]});
        world
            .stranger()
            .post("/invitations/look-up", body)
            .await
            .problem("bad_code");
    }
    recover(&world, &back).await.problem("bad_code");
    let states: Vec<_> = listed(&chief).await.into_iter().map(|(state, ..)| state).collect();
    assert_eq!(states, ["open", "withdrawn", "withdrawn", "withdrawn"]);
    // opening the account again does not open its cards; the twin of another maker was never touched
    chief
        .post(&format!("/people/{}/activate", maker.id), json!({}))
        .await
        .expect(200);
    accept(&world, &below["code"], "晨松").await.problem("bad_code");
    accept(&world, &other["code"], "晨松").await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn ending_a_role_withdraws_only_the_cards_that_needed_it() {
    let world = World::new().await;
    let chief = world.headquarters().await;
    let roles = [
        (Role::Coordinator, Some(world.here.clone())),
        (Role::Coordinator, Some(world.there.clone())),
    ];
    let maker = world.person_named("两区", &roles).await;
    let person = world.counsellor().await;
    let gone = invite(&maker, Role::Supervisor, Some(&world.here)).await;
    let back = recovery(&maker, &person).await;
    let stays = invite(&maker, Role::Member, Some(&world.there)).await;
    take_role_in(&chief, &maker, &world.here).await;
    accept(&world, &gone["code"], "晨松").await.problem("bad_code");
    recover(&world, &back).await.problem("bad_code");
    accept(&world, &stays["code"], "晨松").await.expect(200);
    world.run_jobs().await;
    world.finish().await;
}

#[tokio::test]
async fn a_recovery_card_does_not_open_what_its_maker_could_not() {
    let world = World::new().await;
    let chief = world.headquarters().await;
    let coordinator = world.coordinator().await;
    let person = world.counsellor().await;
    let card = recovery(&coordinator, &person).await;
    let body = json!({"role": "coordinator", "district_id": world.here});
    chief
        .post(&format!("/people/{}/grants", person.id), body)
        .await
        .expect(201);
    recover(&world, &card).await.problem("bad_code");
    assert_eq!(listed(&chief).await[0].0, "withdrawn");
    world.finish().await;
}

// defence in depth: a way of losing a role that forgot the cards would still not leave them open
#[tokio::test]
async fn a_card_is_weighed_again_when_it_is_used() {
    use crate::support::product::db::schema::people;
    use diesel::prelude::*;
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    let person = world.counsellor().await;
    let card = invite(&coordinator, Role::Member, Some(&world.here)).await;
    let back = recovery(&coordinator, &person).await;
    let set = async |is_active: bool| {
        let maker = coordinator.person_id();
        let write = world.db.write(move |tx| {
            let maker = people::table.find(&maker);
            diesel::update(maker)
                .set(people::is_active.eq(is_active))
                .execute(tx.conn())?;
            Ok::<_, Error>(())
        });
        write.await.unwrap();
    };
    set(false).await;
    accept(&world, &card["code"], "晨松").await.problem("bad_code");
    recover(&world, &back).await.problem("bad_code");
    set(true).await;
    accept(&world, &card["code"], "晨松").await.expect(200);
    recover(&world, &back).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn closing_an_account_and_using_its_card_do_not_miss_each_other() {
    let world = World::new().await;
    let chief = world.headquarters().await;
    for n in 0..6 {
        let maker = world.coordinator().await;
        let card = invite(&maker, Role::Member, Some(&world.here)).await;
        let path = format!("/people/{}/deactivate", maker.id);
        let name = format!("晨松 {n}");
        let (closed, used) = tokio::join!(chief.post(&path, json!({})), accept(&world, &card["code"], &name));
        closed.expect(200);
        // whichever came first, the card is not open afterwards
        assert!([200, 404].contains(&used.status), "{}", used.text);
        accept(&world, &card["code"], "晨竹").await.problem("bad_code");
        assert_ne!(listed(&chief).await[0].0, "open");
    }
    world.run_jobs().await;
    world.finish().await;
}

// safety 8: who made it, and recovery cards, for whoever may know the person
#[tokio::test]
async fn the_list_shows_who_made_a_card_and_recovery_cards_that_can_be_withdrawn() {
    let world = World::new().await;
    let (chief, coordinator) = (world.headquarters().await, world.coordinator().await);
    let person = world.counsellor().await;
    let member = world
        .person_named("小云", &[(Role::Member, Some(world.here.clone()))])
        .await;
    invite(&chief, Role::Member, Some(&world.here)).await;
    let of_person = recovery(&coordinator, &person).await;
    let of_member = recovery(&coordinator, &member).await;
    let open = |maker: &Person, whose: Value| ("open".to_owned(), json!(maker.nickname), whose);
    let mut all = vec![
        open(&coordinator, json!("小云")),
        open(&coordinator, json!("大枫")),
        open(&chief, Value::Null),
    ];
    all.sort_by_key(|row| format!("{row:?}"));
    assert_eq!(listed(&coordinator).await, all);
    all.retain(|(_, _, whose)| *whose != "小云"); // headquarters knows no members
    assert_eq!(listed(&chief).await, all);
    assert!(listed(&world.neighbour(Role::Coordinator).await).await.is_empty());
    let list = coordinator.get("/invitations").await.expect(200);
    let path = |whose: &str| {
        let card = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|item| item["whose"] == whose);
        format!("/invitations/{}", card.unwrap()["id"].as_str().unwrap())
    };
    chief.delete(&path("小云")).await.problem("not_found");
    world
        .neighbour(Role::Coordinator)
        .await
        .delete(&path("大枫"))
        .await
        .problem("not_found");
    world
        .supervisor()
        .await
        .delete(&path("大枫"))
        .await
        .problem("not_allowed");
    coordinator.delete(&path("大枫")).await.expect(204);
    coordinator.delete(&path("大枫")).await.problem("wrong_state");
    recover(&world, &of_person).await.problem("bad_code");
    recover(&world, &of_member).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn of_several_first_cards_one_works_and_makes_the_privacy_officer() {
    let app = App::start().await;
    let mut cards = vec![];
    for _ in 0..3 {
        cards.push(json!(
            make_first_card(&app.application.accounts).await.unwrap().unwrap()
        ));
    }
    let (a, b) = tokio::join!(accept(&app, &cards[0], "青松"), accept(&app, &cards[1], "翠竹"));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404]);
    let first = if a.status == 200 { a } else { b };
    assert_eq!(first.json["me"]["grants"][0]["is_privacy_officer"], true);
    accept(&app, &cards[2], "红枫").await.problem("bad_code");
    let body = json!({"code": cards[2]});
    app.stranger()
        .post("/invitations/look-up", body)
        .await
        .problem("bad_code");
    assert!(make_first_card(&app.application.accounts).await.unwrap().is_none());
    app.finish().await;
}
