//! Consents stand each for itself (safety 14, 15).

use crate::support::product::{Error, MINUTE, Purpose, accounts};
use crate::support::world::World;
use serde_json::{Value, json};

fn standing(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap().iter();
    let mut open: Vec<_> = items
        .filter(|item| item["withdrawn_at"].is_null())
        .map(|item| item["purpose"].as_str().unwrap().to_owned())
        .collect();
    open.sort();
    open
}

#[tokio::test]
async fn each_consent_is_given_refused_and_withdrawn_by_itself() {
    let world = World::new().await;
    let person = world.counsellor().await;
    for purpose in Purpose::ALL {
        let body = json!({"is_given": true, "language": "zh"});
        let given = person.put(&format!("/me/consents/{purpose}"), body).await.expect(200);
        assert_eq!((&given["purpose"], &given["how"]), (&json!(purpose), &json!("self")));
        assert_eq!(given["given_at"], world.clock.now());
    }
    world.clock.advance(MINUTE);
    for (at, purpose) in Purpose::ALL.iter().enumerate() {
        let body = json!({"is_given": false, "language": "zh"});
        let withdrawn = person.put(&format!("/me/consents/{purpose}"), body).await.expect(200);
        assert_eq!(withdrawn["withdrawn_at"], world.clock.now());
        let list = person.get("/me/consents").await.expect(200);
        assert_eq!(standing(&list).len(), Purpose::ALL.len() - at - 1);
        person.get("/me").await.expect(200);
    }
    world.finish().await;
}

#[tokio::test]
async fn giving_twice_is_giving_once_and_giving_again_is_a_new_record() {
    let world = World::new().await;
    let person = world.counsellor().await;
    let set = async |is_given: bool| {
        let body = json!({"is_given": is_given, "language": "en"});
        person.put("/me/consents/contact_notices", body).await
    };
    set(false).await.problem("not_found");
    let first = set(true).await.expect(200);
    world.clock.advance(MINUTE);
    assert_eq!(set(true).await.expect(200), first);
    let gone = set(false).await.expect(200);
    assert_eq!(set(false).await.expect(200), gone);
    world.clock.advance(MINUTE);
    assert_eq!(set(true).await.expect(200)["given_at"], world.clock.now());
    let list = person.get("/me/consents").await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    person
        .put("/me/consents/anything", json!({"is_given": true, "language": "en"}))
        .await
        .problem("not_found");
    world.finish().await;
}

// safety 15: other rooms ask at the moment of acting
#[tokio::test]
async fn a_withdrawal_counts_at_once_for_other_rooms() {
    let world = World::new().await;
    let person = world.counsellor().await;
    let has = async || {
        let id = person.person_id();
        world
            .db
            .read(move |conn| accounts::has_consent(conn, &id, Purpose::ContactNotices))
            .await
            .unwrap()
    };
    assert!(!has().await);
    person
        .put(
            "/me/consents/contact_notices",
            json!({"is_given": true, "language": "zh"}),
        )
        .await
        .expect(200);
    assert!(has().await);
    person
        .put(
            "/me/consents/contact_notices",
            json!({"is_given": false, "language": "zh"}),
        )
        .await
        .expect(200);
    assert!(!has().await);
    world.finish().await;
}

#[tokio::test]
async fn what_was_read_aloud_names_its_witness() {
    use crate::support::product::db::schema::consents;
    use diesel::prelude::*;
    let world = World::new().await;
    let witness = world.counsellor().await;
    let body = json!({"nickname": "小云", "district_id": world.here, "consents": ["attend"]});
    let made = witness.post("/people", body).await.expect(201);
    let id = made["id"].as_str().unwrap().to_owned();
    let read = world.db.read(move |conn| {
        let row = consents::table
            .filter(consents::person_id.eq(id))
            .select((consents::how, consents::witness_id));
        Ok::<_, Error>(row.load::<(String, Option<String>)>(conn)?)
    });
    assert_eq!(
        read.await.unwrap(),
        [("read_aloud".to_owned(), Some(witness.id.clone()))]
    );
    world.finish().await;
}
