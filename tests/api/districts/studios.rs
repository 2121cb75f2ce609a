//! Studios and rooms.

use super::create_studio;
use crate::support::product::{DistrictId, Result, Role, StudioId, db::Db, districts};
use crate::support::world::World;
use serde_json::{Value, json};

#[tokio::test]
async fn a_coordinator_works_only_in_their_own_districts() {
    let world = World::new().await;
    let hq = world.headquarters().await;
    let (here, there) = (&world.here, &world.there);
    let mine = create_studio(&hq, here, "青禾工作室").await;
    let theirs = create_studio(&hq, there, "云溪工作室").await;
    let (coordinator, counsellor) = (world.coordinator().await, world.counsellor().await);
    let (mine, theirs) = (mine["id"].as_str().unwrap(), theirs["id"].as_str().unwrap());
    let room = |studio: &Value| studio["rooms"][0]["id"].as_str().unwrap().to_owned();
    let my_room = room(&hq.get(&format!("/studios/{mine}")).await.expect(200));
    let their_room = room(&hq.get(&format!("/studios/{theirs}")).await.expect(200));
    let new_room = || json!({"name": "谈心室", "capacity": 4, "features": []});
    let exception = || json!({"date": "2026-12-25", "is_closed": true, "reason": "盘点"});
    // safety 9: every verb on the other district's things answers "not found"; the own ones work, but not for a counsellor
    for (studio, room, mine_is) in [(mine, &my_room, true), (theirs, &their_room, false)] {
        let district = if mine_is { here } else { there };
        for person in [&coordinator, &counsellor] {
            let answers = [
                person
                    .post(
                        "/studios",
                        json!({"district_id": district, "name": format!("新室{}", person.id)}),
                    )
                    .await,
                person
                    .patch(&format!("/studios/{studio}"), json!({"is_active": true}))
                    .await,
                person.post(&format!("/studios/{studio}/rooms"), new_room()).await,
                person.patch(&format!("/rooms/{room}"), json!({"capacity": 20})).await,
                person
                    .put(&format!("/studios/{studio}/opening-rules"), json!({"rules": []}))
                    .await,
                person.post(&format!("/studios/{studio}/exceptions"), exception()).await,
            ];
            for (n, answer) in answers.into_iter().enumerate() {
                match (mine_is, std::ptr::eq(person, &coordinator)) {
                    (true, true) => assert!(answer.status < 300, "{n}: {}", answer.text),
                    (true, false) => assert_eq!(answer.json["code"], "not_allowed", "{n}"),
                    (false, _) => assert_eq!(answer.json["code"], "not_found", "{n}"),
                }
            }
            let read = person.get(&format!("/studios/{studio}")).await;
            assert_eq!(read.status, if mine_is { 200 } else { 404 });
        }
    }
    let seen = counsellor.get("/studios").await.expect(200);
    assert_eq!(seen["items"].as_array().unwrap().len(), 2);
    counsellor
        .get(&format!("/studios?district_id={there}"))
        .await
        .problem("not_found");
    assert_eq!(
        hq.get(&format!("/studios?district_id={there}")).await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    world.finish().await;
}

#[tokio::test]
async fn rooms_have_a_name_of_their_own_a_capacity_and_features() {
    let world = World::new().await;
    let hq = world.headquarters().await;
    let studio = create_studio(&hq, &world.here, "青禾工作室").await;
    let id = studio["id"].as_str().unwrap();
    let rooms = format!("/studios/{id}/rooms");
    hq.post(&rooms, json!({"name": "大教室", "capacity": 5}))
        .await
        .problem("name_taken");
    for capacity in [0, -1, 1001] {
        hq.post(&rooms, json!({"name": "画室", "capacity": capacity}))
            .await
            .problem("invalid");
    }
    let room = hq
        .post(
            &rooms,
            json!({"name": " 画室 ", "capacity": 5, "features": ["投影", "投影"]}),
        )
        .await
        .expect(201);
    assert_eq!((&room["name"], &room["features"]), (&json!("画室"), &json!(["投影"])));
    let at = format!("/rooms/{}", room["id"].as_str().unwrap());
    hq.patch(&at, json!({"name": "大教室"})).await.problem("name_taken");
    let room = hq
        .patch(&at, json!({"capacity": 7, "is_active": false, "features": []}))
        .await
        .expect(200);
    assert_eq!(
        (&room["capacity"], &room["is_active"], &room["name"]),
        (&json!(7), &json!(false), &json!("画室"))
    );
    hq.patch("/rooms/00000000-0000-7000-8000-000000000000", json!({"capacity": 7}))
        .await
        .problem("not_found");
    world.finish().await;
}

// M19
#[tokio::test]
async fn a_new_district_opens_a_studio_like_another_in_one_step() {
    let world = World::new().await;
    let hq = world.headquarters().await;
    let model = create_studio(&hq, &world.here, "青禾工作室").await;
    let id = model["id"].as_str().unwrap();
    hq.post(
        &format!("/studios/{id}/exceptions"),
        json!({"date": "2026-12-25", "is_closed": true, "reason": ""}),
    )
    .await
    .expect(201);
    let copy = hq
        .post(
            &format!("/studios/{id}/clone"),
            json!({"name": "云溪工作室", "district_id": world.there}),
        )
        .await
        .expect(201);
    assert_eq!(
        (&copy["name"], &copy["district_id"]),
        (&json!("云溪工作室"), &json!(world.there))
    );
    let rooms = |studio: &Value| {
        studio["rooms"]
            .as_array()
            .unwrap()
            .iter()
            .map(|room| (room["name"].clone(), room["capacity"].clone(), room["features"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(rooms(&copy), rooms(&model));
    assert_ne!(copy["rooms"][0]["id"], model["rooms"][0]["id"]);
    assert_eq!(copy["opening_rules"], model["opening_rules"]);
    assert_eq!(copy["exceptions"], json!([]));
    hq.post(
        &format!("/studios/{id}/clone"),
        json!({"name": "云溪工作室", "district_id": world.there}),
    )
    .await
    .problem("name_taken");
    // a coordinator who does not see the model cannot copy it, and nobody copies into a district that is not theirs
    let coordinator = world.neighbour(Role::Coordinator).await;
    coordinator
        .post(
            &format!("/studios/{id}/clone"),
            json!({"name": "x", "district_id": world.there}),
        )
        .await
        .problem("not_found");
    let own = copy["id"].as_str().unwrap();
    coordinator
        .post(
            &format!("/studios/{own}/clone"),
            json!({"name": "第二室", "district_id": world.there}),
        )
        .await
        .expect(201);
    let here = model["district_id"].clone();
    coordinator
        .post(
            &format!("/studios/{own}/clone"),
            json!({"name": "x", "district_id": here}),
        )
        .await
        .problem("not_found");
    assert_eq!(
        count_studios(&world.db, &world.there).await.unwrap(),
        2,
        "a refused copy leaves nothing"
    );
    world.finish().await;
}

async fn count_studios(db: &Db, district: &DistrictId) -> Result<usize> {
    let district = district.clone();
    db.read(move |conn| {
        let studios = districts::studios(conn)?;
        let ids: Vec<StudioId> = studios
            .into_iter()
            .filter(|studio| studio.district_id == district)
            .map(|studio| studio.id)
            .collect();
        Ok(ids.len())
    })
    .await
}
