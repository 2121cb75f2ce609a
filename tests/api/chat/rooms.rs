//! Opening rooms and finding them.

use crate::support::world::{SeriesRoom, TeamRoom, World};
use serde_json::json;

#[tokio::test]
async fn a_coordinator_opens_a_room_and_its_members_find_it() {
    let team = TeamRoom::open().await;
    let rooms = team.dafeng.get("/chat/rooms").await.expect(200);
    assert_eq!(rooms["items"].as_array().unwrap().len(), 1);
    let room = &rooms["items"][0];
    assert_eq!((&room["id"], &room["name"]), (&json!(team.room), &json!("队")));
    assert_eq!((&room["my_role"], &room["unread"]), (&json!("participant"), &json!(0)));
    assert_eq!(room["is_staffed_now"], true);
    let whole = team.dafeng.get(&team.path("")).await.expect(200);
    assert_eq!(whole["seats"].as_array().unwrap().len(), 3);
    assert_eq!(whole["display_name"], team.dafeng.nickname.as_str());
    assert!(!whole["help"]["lines"].as_array().unwrap().is_empty());
    // I22
    for person in [&team.dafeng, &team.damu, &team.coordinator] {
        assert!(!whole.to_string().contains(&person.id), "a room tells no person");
    }
    team.finish().await;
}

#[tokio::test]
async fn only_who_coordinates_the_district_opens_a_room_there() {
    // safety 9
    let world = World::new().await;
    let counsellor = world.counsellor().await;
    let coordinator = world.coordinator().await;
    let open = |district| json!({ "owner_kind": "team", "name": "队", "district_id": district });
    counsellor
        .post("/chat/rooms", open(&world.here))
        .await
        .problem("not_allowed");
    coordinator
        .post("/chat/rooms", open(&world.there))
        .await
        .problem("not_found");
    coordinator.post("/chat/rooms", open(&world.here)).await.expect(201);
    let nowhere = json!({ "owner_kind": "team", "name": "总" });
    coordinator
        .post("/chat/rooms", nowhere.clone())
        .await
        .problem("not_allowed");
    world
        .headquarters()
        .await
        .post("/chat/rooms", nowhere)
        .await
        .expect(201);
    world.finish().await;
}

#[tokio::test]
async fn nobody_opens_the_room_of_a_cohort_or_a_second_room_for_a_series_by_hand() {
    // safety 40
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    let series = "0190a0b0-0000-7000-8000-000000000001";
    let open = |kind, owner| json!({ "owner_kind": kind, "owner_id": owner, "name": "组", "district_id": world.here });
    coordinator
        .post("/chat/rooms", open("cohort", Some(series)))
        .await
        .problem("invalid");
    coordinator
        .post("/chat/rooms", open("series", None))
        .await
        .problem("invalid");
    coordinator
        .post("/chat/rooms", open("direct", Some(series)))
        .await
        .problem("bad_body");
    coordinator
        .post("/chat/rooms", open("series", Some(series)))
        .await
        .problem("not_found"); // there is no such series
    world.finish().await;
    let scene = SeriesRoom::open().await;
    let again = json!({ "owner_kind": "series", "owner_id": scene.series, "name": "组" });
    scene.coordinator.post("/chat/rooms", again).await.problem("name_taken");
    scene.finish().await;
}

#[tokio::test]
async fn for_an_outsider_a_room_does_not_exist() {
    // safety 9
    let team = TeamRoom::open().await;
    let outsider = team.counsellor().await;
    team.post_message(&team.dafeng, "cid-00000001", "一").await;
    for path in ["", "/messages", "/events?after_seq=0"] {
        outsider.get(&team.path(path)).await.problem("not_found");
    }
    let post = json!({ "cid": "cid-00000002", "body": "二" });
    outsider.post(&team.path("/messages"), post).await.problem("not_found");
    outsider
        .put(&team.path("/read"), json!({ "no": 1 }))
        .await
        .problem("not_found");
    outsider
        .patch(&team.path("/seats/me"), json!({ "display_name": "我" }))
        .await
        .problem("not_found");
    assert!(
        outsider.get("/chat/rooms").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let unknown = "/chat/rooms/0190a0b0-0000-7000-8000-000000000001/messages";
    team.dafeng.get(unknown).await.problem("not_found");
    team.dafeng.get("/chat/rooms/nothing").await.problem("not_found");
    team.stranger()
        .get(&team.path("/messages"))
        .await
        .problem("sign_in_needed");
    team.finish().await;
}

#[tokio::test]
async fn whoever_leads_a_series_holds_its_room_from_the_beginning_if_they_agreed_to_online_rooms() {
    // safety 14, 40
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let lead = studio.lead(&world).await;
    let agreed = json!({ "is_given": true, "language": "zh" });
    lead.put("/me/consents/online_rooms", agreed).await.expect(200);
    let mut body = studio.series_body("Tuesday", ("2026-11-24", "2026-12-09"), "18:30");
    body["staff"] = json!([
        { "person_id": studio.counsellors[0], "role": "lead" },
        { "person_id": studio.counsellors[1], "role": "co_lead" },
        { "person_id": studio.counsellors[2], "role": "observer" },
    ]);
    let series = coordinator.post("/series", body).await.expect(201)["series_id"].clone();
    let opened = json!({ "owner_kind": "series", "owner_id": series, "name": "周二小组" });
    let room = coordinator.post("/chat/rooms", opened).await.expect(201);
    let path = format!("/chat/rooms/{}", room["id"].as_str().unwrap());
    let mine = lead.get(&path).await.expect(200);
    assert_eq!(mine["my_role"], "facilitator");
    // neither the one who did not agree, nor one who only looks on
    assert_eq!(mine["seats"].as_array().unwrap().len(), 2, "{mine}");
    world.finish().await;
}
