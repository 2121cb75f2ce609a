//! Who sits in a room.

use super::{Team, cid};
use serde_json::json;
use tongxing::accounts::model::Role;

#[tokio::test]
async fn a_removed_member_is_outside_at_once() {
    // I9
    let team = Team::meet().await;
    let cat = team.app.person(Role::Counsellor, &team.district).await;
    let seat = team.seat(&cat).await;
    team.say(&cat, &cid(1), "我在").await;
    team.chair
        .delete(&team.path(&format!("/seats/{seat}")))
        .await
        .expect(204);
    for path in ["", "/messages", "/events?after_seq=0"] {
        cat.get(&team.path(path)).await.problem("not_found");
    }
    cat.post(&team.path("/messages"), json!({ "cid": cid(2), "body": "还在?" }))
        .await
        .problem("not_found");
    assert!(
        cat.get("/chat/rooms").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    // what they said stays, under their name of the room
    let page = team.ann.get(&team.path("/messages")).await.expect(200);
    assert_eq!(page["items"][0]["author"], cat.nickname.as_str());
    team.chair
        .delete(&team.path(&format!("/seats/{seat}")))
        .await
        .problem("not_found");
    team.app.finish().await;
}

#[tokio::test]
async fn the_people_of_a_room_come_in_pages_and_to_those_inside_only() {
    let team = Team::meet().await;
    let whole = team.ann.get(&team.path("")).await.expect(200);
    assert_eq!(whole["seats_next"], serde_json::Value::Null);
    let read = team.ann.all_pages(&team.path("/seats"), 1).await;
    assert_eq!(whole["seats"].as_array().unwrap(), &read);
    assert!(read.len() >= 3);
    let stranger = team.app.person(Role::Counsellor, &team.district).await;
    stranger.get(&team.path("/seats")).await.problem("not_found");
    team.app.finish().await;
}

#[tokio::test]
async fn who_comes_back_has_a_new_membership_and_sees_from_then_on() {
    // I11, safety 11
    let team = Team::meet().await;
    let first = team.seat(&team.bob).await;
    team.say(&team.ann, &cid(1), "之前").await;
    team.bob
        .delete(&team.path(&format!("/seats/{first}")))
        .await
        .expect(204);
    team.say(&team.ann, &cid(2), "之间").await;
    let second = team.seat(&team.bob).await;
    assert_ne!(first, second);
    team.say(&team.ann, &cid(3), "之后").await;
    assert_eq!(team.texts(&team.bob).await, [(3, "之后".to_owned())]);
    let events = team.bob.get(&team.path("/events?after_seq=0")).await.expect(200);
    assert!(!events.to_string().contains("之前") && !events.to_string().contains("之间"));
    assert!(events.to_string().contains("之后"));
    let reply = json!({ "cid": cid(4), "body": "?", "reply": team.texts_ids(&team.ann).await[0] });
    team.bob.post(&team.path("/messages"), reply).await.problem("invalid");
    team.app.finish().await;
}

#[tokio::test]
async fn only_who_holds_the_room_or_coordinates_its_district_seats_people() {
    let team = Team::meet().await;
    let cat = team.app.person(Role::Counsellor, &team.district).await;
    let body = json!({ "person_id": cat.id, "role": "participant" });
    team.ann
        .post(&team.path("/seats"), body.clone())
        .await
        .problem("not_allowed");
    cat.post(&team.path("/seats"), body.clone()).await.problem("not_found");
    let elsewhere = team.app.district("徐汇区").await;
    let other = team.app.person(Role::Coordinator, &elsewhere).await;
    other
        .post(&team.path("/seats"), body.clone())
        .await
        .problem("not_found");
    // a coordinator of the district who does not sit in the room may, and still does not read it
    let second = team.app.person(Role::Coordinator, &team.district).await;
    second.post(&team.path("/seats"), body.clone()).await.expect(201);
    second.get(&team.path("/messages")).await.problem("not_found");
    // who is given the room to hold may then, too
    let hold = json!({ "person_id": team.ann.id, "role": "facilitator" });
    team.chair.post(&team.path("/seats"), hold).await.expect(201);
    team.ann.post(&team.path("/seats"), body).await.expect(201);
    let seats = team.ann.get(&team.path("")).await.expect(200)["seats"].clone();
    assert_eq!(seats.as_array().unwrap().len(), 4, "nobody sits twice");
    let nobody = json!({ "person_id": "0190a0b0-0000-7000-8000-000000000001", "role": "participant" });
    team.chair.post(&team.path("/seats"), nobody).await.problem("not_found");
    team.app.finish().await;
}

#[tokio::test]
async fn a_member_takes_another_name_but_nobody_elses() {
    let team = Team::meet().await;
    team.say(&team.ann, &cid(1), "是我").await;
    let rename = |name: &str| json!({ "display_name": name });
    let seat = team
        .ann
        .patch(&team.path("/seats/me"), rename("小安"))
        .await
        .expect(200);
    assert_eq!(seat["name"], "小安");
    let page = team.bob.get(&team.path("/messages")).await.expect(200);
    assert_eq!(page["items"][0]["author"], "小安");
    team.bob
        .patch(&team.path("/seats/me"), rename("小安"))
        .await
        .problem("name_taken");
    team.bob
        .patch(&team.path("/seats/me"), rename("13812345678"))
        .await
        .problem("invalid"); // safety 2
    team.bob
        .patch(&team.path("/seats/me"), rename("小波"))
        .await
        .expect(200);
    team.app.finish().await;
}
