//! Districts and service points.

use crate::support::app::App;
use crate::support::product::{DistrictId, Role};
use crate::support::world::World;
use serde_json::json;

#[tokio::test]
async fn headquarters_opens_and_edits_districts_and_nobody_else_does() {
    let app = App::start().await;
    let hq = app.headquarters().await;
    let district = hq
        .post("/districts", json!({"name": "青禾区", "duty_phone": "021 5555 0101"}))
        .await
        .expect(201);
    assert_eq!(district["zone"], "Asia/Shanghai");
    let other = hq
        .post(
            "/districts",
            json!({"name": "云溪区", "has_station": true, "zone": "Europe/London"}),
        )
        .await
        .expect(201);
    hq.post("/districts", json!({"name": "云溪区"}))
        .await
        .problem("name_taken");
    hq.post("/districts", json!({"name": "  ", "zone": "Asia/Shanghai"}))
        .await
        .problem("invalid");
    hq.post("/districts", json!({"name": "x", "zone": "Mars/Base"}))
        .await
        .problem("invalid");
    hq.post("/districts", json!({"name": "x", "colour": "red"}))
        .await
        .problem("bad_body");
    hq.post("/districts", json!({"name": "11010519491231002X"}))
        .await
        .problem("refused_content"); // safety 22
    let at = |district: &serde_json::Value| format!("/districts/{}", district["id"].as_str().unwrap());
    let id = DistrictId::parse(district["id"].as_str().unwrap()).unwrap();
    let coordinator = app.person(Role::Coordinator, &id).await;
    coordinator
        .post("/districts", json!({"name": "新区"}))
        .await
        .problem("not_allowed");
    // coordinators keep the duty number, headquarters the rest
    let edited = coordinator
        .patch(&at(&district), json!({"duty_phone": "12345"}))
        .await
        .expect(200);
    assert_eq!(edited["duty_phone"], "12345");
    coordinator
        .patch(&at(&district), json!({"name": "青草区"}))
        .await
        .problem("not_allowed");
    let edited = hq
        .patch(&at(&district), json!({"name": "青草区", "duty_phone": ""}))
        .await
        .expect(200);
    assert_eq!(
        (&edited["name"], &edited["duty_phone"]),
        (&json!("青草区"), &json!(null))
    );
    hq.patch(&at(&other), json!({"name": "青草区"}))
        .await
        .problem("name_taken");
    // safety 9: somebody else's district does not exist, nor does one that is none
    coordinator
        .patch(&at(&other), json!({"duty_phone": "1234"}))
        .await
        .problem("not_found");
    coordinator
        .patch("/districts/nonsense", json!({"duty_phone": "1234"}))
        .await
        .problem("not_found");
    app.finish().await;
}

#[tokio::test]
async fn everybody_reads_the_districts_that_they_have_a_role_in() {
    let world = World::new().await;
    let hq = world.headquarters().await;
    let names = |page: serde_json::Value| {
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|d| d["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    for role in [
        Role::Coordinator,
        Role::Supervisor,
        Role::Counsellor,
        Role::Trainee,
        Role::Member,
    ] {
        let person = world.person(role).await;
        assert_eq!(names(person.get("/districts").await.expect(200)), ["青禾区"], "{role}");
        person
            .get(&format!("/districts/{}/service-points", world.here))
            .await
            .expect(200);
        person
            .get(&format!("/districts/{}/service-points", world.there))
            .await
            .problem("not_found");
    }
    assert_eq!(names(hq.get("/districts").await.expect(200)).len(), 2);
    world.stranger().get("/districts").await.problem("sign_in_needed");
    let first = hq.get("/districts?limit=1").await.expect(200);
    let next = hq
        .get(&format!(
            "/districts?limit=1&cursor={}",
            first["next"].as_str().unwrap()
        ))
        .await
        .expect(200);
    assert_ne!(first["items"], next["items"]);
    assert!(next["next"].is_null());
    hq.get("/districts?cursor=x").await.problem("bad_query");
    world.finish().await;
}

#[tokio::test]
async fn a_coordinator_adds_service_points_to_their_own_district() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    let path = format!("/districts/{}/service-points", world.here);
    let point = coordinator
        .post(&path, json!({"name": "东园镇社工点1"}))
        .await
        .expect(201);
    assert_eq!(point["district_id"], world.here.as_str());
    coordinator
        .post(&path, json!({"name": "东园镇社工点１"}))
        .await
        .problem("name_taken"); // full-width is no second name
    coordinator
        .post(
            &format!("/districts/{}/service-points", world.there),
            json!({"name": "x"}),
        )
        .await
        .problem("not_found");
    let counsellor = world.counsellor().await;
    counsellor
        .post(&path, json!({"name": "x"}))
        .await
        .problem("not_allowed");
    assert_eq!(
        counsellor.get(&path).await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    world.finish().await;
}
