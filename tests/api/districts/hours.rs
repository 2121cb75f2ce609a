//! Opening hours and exceptions.

use super::create_studio;
use crate::support::app::App;
use crate::support::product::{Role, StudioId, districts};
use crate::support::world::World;
use serde_json::json;

async fn open_on(app: &App, studio: &str, day: i8) -> Vec<(i64, i64)> {
    let studio = StudioId::parse(studio).unwrap();
    let date = jiff::civil::date(2026, 12, day);
    app.db
        .read(move |conn| districts::effective_hours(conn, &studio, date))
        .await
        .unwrap()
}

#[tokio::test]
async fn weekly_hours_are_replaced_as_a_whole_and_never_overlap() {
    let world = World::new().await;
    let hq = world.headquarters().await;
    let studio = create_studio(&hq, &world.here, "青禾工作室").await;
    let id = studio["id"].as_str().unwrap();
    let path = format!("/studios/{id}/opening-rules");
    let rules = json!({"rules": [{"weekday": 2, "from": "13:00", "to": "24:00"}, {"weekday": 2, "from": "09:00", "to": "12:00"}]});
    let studio = hq.put(&path, rules).await.expect(200);
    assert_eq!(
        studio["opening_rules"][0],
        json!({"weekday": 2, "from": "09:00", "to": "12:00"})
    );
    assert_eq!(studio["opening_rules"].as_array().unwrap().len(), 2);
    assert_eq!(open_on(&world, id, 1).await, [(540, 720), (780, 1440)]);
    for bad in [
        json!([{"weekday": 2, "from": "09:00", "to": "12:00"}, {"weekday": 2, "from": "11:59", "to": "13:00"}]),
        json!([{"weekday": 8, "from": "09:00", "to": "12:00"}]),
        json!([{"weekday": 1, "from": "12:00", "to": "12:00"}]),
        json!([{"weekday": 1, "from": "9:00", "to": "12:00"}]),
        json!([{"weekday": 1, "from": "09:00", "to": "24:01"}]),
    ] {
        hq.put(&path, json!({"rules": bad})).await.problem("invalid");
    }
    assert_eq!(open_on(&world, id, 1).await.len(), 2, "a refused list changes nothing");
    world.finish().await;
}

#[tokio::test]
async fn a_date_may_differ_from_its_weekday() {
    let world = World::new().await;
    let hq = world.headquarters().await;
    let studio = create_studio(&hq, &world.here, "青禾工作室").await;
    let id = studio["id"].as_str().unwrap();
    let path = format!("/studios/{id}/exceptions");
    let closed = hq
        .post(
            &path,
            json!({"date": "2026-12-01", "is_closed": true, "reason": "盘点"}),
        )
        .await
        .expect(201);
    assert_eq!((&closed["from"], &closed["is_closed"]), (&json!(null), &json!(true)));
    assert_eq!(open_on(&world, id, 1).await, []);
    assert_eq!(open_on(&world, id, 2).await, [(540, 1260)]);
    // a Sunday, usually closed, with two spans
    for (from, to) in [("10:00", "12:00"), ("14:00", "16:00")] {
        hq.post(
            &path,
            json!({"date": "2026-12-06", "is_closed": false, "from": from, "to": to, "reason": ""}),
        )
        .await
        .expect(201);
    }
    assert_eq!(open_on(&world, id, 6).await, [(600, 720), (840, 960)]);
    for bad in [
        json!({"date": "2026-12-06", "is_closed": true, "reason": ""}),
        json!({"date": "2026-12-06", "is_closed": false, "from": "11:00", "to": "13:00", "reason": ""}),
        json!({"date": "2026-12-07", "is_closed": false, "reason": ""}),
        json!({"date": "2026-12-07", "is_closed": true, "from": "11:00", "to": "13:00", "reason": ""}),
        json!({"date": "2026-12-32", "is_closed": true, "reason": ""}),
        json!({"date": "2026-12-07", "is_closed": false, "from": "13:00", "to": "13:00", "reason": ""}),
    ] {
        hq.post(&path, bad.clone()).await.problem("invalid");
    }
    let exception = format!("/exceptions/{}", closed["id"].as_str().unwrap());
    hq.delete(&exception).await.expect(204);
    hq.delete(&exception).await.problem("not_found");
    assert_eq!(open_on(&world, id, 1).await, [(540, 1260)]);
    assert_eq!(
        hq.get(&format!("/studios/{id}")).await.expect(200)["exceptions"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    world.finish().await;
}

// scheduling case 14
#[tokio::test]
async fn hours_hold_from_their_day_on_and_the_page_shows_those_to_come() {
    let world = World::new().await;
    let hq = world.headquarters().await;
    let studio = create_studio(&hq, &world.here, "青禾工作室").await;
    let id = studio["id"].as_str().unwrap();
    let path = format!("/studios/{id}/opening-rules");
    let mondays = |from: &str, to: &str| json!([{"weekday": 1, "from": from, "to": to}]);
    // from the 7th to the 13th, then as before
    let body = json!({"rules": mondays("18:00", "02:00"), "valid_from": "2026-12-07", "valid_to": "2026-12-13"});
    let answer = hq.put(&path, body).await.expect(200);
    assert_eq!(open_on(&world, id, 1).await, [(540, 1260)], "a Tuesday before");
    assert_eq!(open_on(&world, id, 7).await, [(1080, 1560)]);
    assert_eq!(open_on(&world, id, 8).await, [], "a Tuesday within");
    assert_eq!(open_on(&world, id, 14).await, [(540, 1260)], "as before");
    assert_eq!(answer["later_hours"][0]["rules"][0]["to"], "02:00");
    assert_eq!(answer["later_hours"].as_array().unwrap().len(), 2);
    // another set from the 10th on takes the place of nothing before it
    let body = json!({"rules": mondays("10:00", "12:00"), "valid_from": "2026-12-21"});
    hq.put(&path, body).await.expect(200);
    assert_eq!(open_on(&world, id, 21).await, [(600, 720)]);
    assert_eq!(open_on(&world, id, 14).await, [(540, 1260)]);
    hq.delete(&format!("{path}/2026-12-21")).await.expect(200);
    hq.delete(&format!("{path}/2026-12-21")).await.problem("not_found");
    assert_eq!(open_on(&world, id, 21).await, [(540, 1260)]);
    for bad in [
        json!({"rules": [], "valid_from": "2026-11-22"}),
        json!({"rules": [], "valid_to": "2026-12-22"}),
        json!({"rules": [], "valid_from": "2026-12-22", "valid_to": "2026-12-21"}),
        json!({"rules": [{"weekday": 7, "from": "20:00", "to": "03:00"}, {"weekday": 1, "from": "02:00", "to": "04:00"}]}),
    ] {
        hq.put(&path, bad).await.problem("invalid");
    }
    let neighbour = world.neighbour(Role::Coordinator).await;
    neighbour.put(&path, json!({"rules": []})).await.problem("not_found");
    neighbour
        .delete(&format!("{path}/2026-12-07"))
        .await
        .problem("not_found");
    world.finish().await;
}
