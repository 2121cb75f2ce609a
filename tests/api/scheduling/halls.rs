//! A hall that divides is made of rooms; online groups need none.

use super::invariants::{ClaimRow, all_claims};
use crate::support::product::districts;
use crate::support::world::{World, broken_rules, session_path};
use serde_json::{Value, json};

fn rooms(claims: &[ClaimRow]) -> Vec<&str> {
    let rooms = claims.iter().filter(|claim| claim.0 == "room");
    rooms.map(|claim| claim.1.as_str()).collect()
}

// S1, S2
#[tokio::test]
async fn a_session_in_a_hall_claims_every_part_of_it() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let (left, right) = (&studio.rooms[0], &studio.rooms[1]);
    let path = format!("/studios/{}/rooms", studio.id);
    let hall = json!({"name": "大厅", "capacity": 40, "parts": [left, right]});
    let hall = coordinator.post(&path, hall).await.expect(201);
    let in_hall = json!({"room_id": hall["id"], "people": 8});
    let session = studio
        .plan_session(&coordinator, "2026-12-01", "18:30", in_hall.clone())
        .await;
    let mut wanted = vec![left.as_str(), right.as_str()];
    wanted.sort_unstable();
    let claims = all_claims(&studio.rows).await;
    assert_eq!(rooms(&claims), wanted);
    // a part is taken, and the refusal names the session once
    let refused = coordinator
        .post("/sessions", studio.session_body("2026-12-01", "19:00"))
        .await;
    let refused = refused.problem("session_refused");
    assert!(broken_rules(&refused).contains(&("room_overlap".into(), "block".into())));
    let other = studio
        .plan_session(&coordinator, "2026-12-02", "18:30", json!({"room_id": right}))
        .await;
    let mut again = studio.session_body("2026-12-02", "18:30");
    again["room_id"] = hall["id"].clone();
    again["staff"] = json!([]);
    let refused = coordinator.post("/sessions", again).await.problem("session_refused");
    let overlaps = broken_rules(&refused)
        .into_iter()
        .filter(|(rule, _)| rule == "room_overlap")
        .count();
    assert_eq!(overlaps, 1);
    // a block of a part hits the hall
    let block = json!({"kind": "repair", "from_date": "2026-12-01", "to_date": "2026-12-01"});
    let block = coordinator
        .post(&format!("/rooms/{left}/blocks"), block)
        .await
        .expect(201);
    assert_eq!(block["sessions_hit"][0]["id"], session["id"]);
    // it cannot become a hall of rooms that another session has then
    let three = coordinator
        .post(&path, json!({"name": "小间", "capacity": 4}))
        .await
        .expect(201);
    studio
        .plan_session(
            &coordinator,
            "2026-12-01",
            "18:30",
            json!({"room_id": three["id"], "staff": [], "people": 2}),
        )
        .await;
    let hall_path = format!("/rooms/{}", hall["id"].as_str().unwrap());
    let with_three = json!({"parts": [left, three["id"]]});
    coordinator
        .patch(&hall_path, with_three)
        .await
        .problem("session_refused");
    for bad in [
        json!([left]),
        json!([left, hall["id"]]),
        json!([left, world.neighbouring_studio().await.rooms[0]]),
    ] {
        coordinator
            .patch(&hall_path, json!({"parts": bad}))
            .await
            .problem("invalid");
    }
    let nested = json!({"name": "厅中厅", "capacity": 40, "parts": [hall["id"], three["id"]]});
    coordinator.post(&path, nested).await.problem("invalid");
    let cancel = json!({"row_version": session["row_version"], "reason": "room"});
    coordinator
        .post(&format!("{}/cancel", session_path(&session)), cancel)
        .await
        .expect(200);
    let claims = all_claims(&studio.rows).await;
    assert!(!claims.iter().any(|claim| session["id"] == json!(claim.2)));
    assert!(claims.iter().any(|claim| other["id"] == json!(claim.2)));
    world.finish().await;
}

#[tokio::test]
async fn an_online_group_needs_no_room_and_no_open_door() {
    let world = World::new().await;
    let studio = world.studio().await;
    districts::plant_online_rooms(&studio.rows.db).await.unwrap();
    let coordinator = studio.coordinator(&world).await;
    let view = coordinator.get(&format!("/studios/{}", studio.id)).await.expect(200);
    let online = view["online_room_id"].clone();
    assert!(
        online.is_string()
            && !view["rooms"]
                .as_array()
                .unwrap()
                .iter()
                .any(|room| room["id"] == online)
    );
    let closed = json!({"studio_ids": [studio.id], "from_date": "2026-12-01", "to_date": "2026-12-01", "reason": ""});
    coordinator.post("/closures", closed).await.expect(201);
    let group = |lead: usize| {
        json!({"type": "online_room", "room_id": online, "people": 10, "title": "线上",
            "staff": [{"person_id": studio.counsellors[lead], "role": "lead"}]})
    };
    let one = studio.plan_session(&coordinator, "2026-12-01", "22:00", group(0)).await;
    let two = studio.plan_session(&coordinator, "2026-12-01", "22:00", group(1)).await;
    assert_eq!((&one["is_online"], &two["has_problem"]), (&json!(true), &json!(false)));
    assert_eq!(rooms(&all_claims(&studio.rows).await), Vec::<&str>::new());
    // people are claimed as everywhere
    let mut third = studio.session_body("2026-12-01", "22:30");
    third["room_id"] = online.clone();
    let refused = coordinator.post("/sessions", third).await.problem("session_refused");
    let rules: Vec<String> = broken_rules(&refused)
        .into_iter()
        .filter(|(_, severity)| severity == "block")
        .map(|(rule, _)| rule)
        .collect();
    assert_eq!(rules, ["person_overlap"]);
    // it is no room that somebody renames or blocks
    coordinator
        .patch(&format!("/rooms/{}", online.as_str().unwrap()), json!({"capacity": 3}))
        .await
        .problem("not_found");
    let block = json!({"kind": "lent", "from_date": "2026-12-01", "to_date": "2026-12-01"});
    coordinator
        .post(&format!("/rooms/{}/blocks", online.as_str().unwrap()), block)
        .await
        .problem("not_found");
    // a session that moves online leaves its room
    let inside = studio
        .plan_session(&coordinator, "2026-12-03", "18:30", json!({}))
        .await;
    let to = json!({"row_version": inside["row_version"], "local_date": "2026-12-03", "local_start": "18:30", "room_id": online});
    let moved: Value = coordinator
        .post(&format!("{}/move", session_path(&inside)), to)
        .await
        .expect(200);
    assert_eq!(moved["is_online"], true);
    assert_eq!(rooms(&all_claims(&studio.rows).await), Vec::<&str>::new());
    world.finish().await;
}
