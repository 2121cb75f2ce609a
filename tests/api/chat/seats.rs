//! Who sits in a room.

use crate::support::person::Person;
use crate::support::product::{MINUTE, Role};
use crate::support::world::{TeamRoom, cid};
use serde_json::json;

#[tokio::test]
async fn a_removed_member_is_outside_at_once() {
    // I9
    let team = TeamRoom::open().await;
    let cat = team.counsellor().await;
    let seat = team.add_seat(&cat).await;
    team.post_message(&cat, &cid(1), "我在").await;
    team.coordinator
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
    let page = team.dafeng.get(&team.path("/messages")).await.expect(200);
    assert_eq!(page["items"][0]["author"], cat.nickname.as_str());
    team.coordinator
        .delete(&team.path(&format!("/seats/{seat}")))
        .await
        .problem("not_found");
    team.finish().await;
}

#[tokio::test]
async fn the_people_of_a_room_come_in_pages_and_to_those_inside_only() {
    let team = TeamRoom::open().await;
    let whole = team.dafeng.get(&team.path("")).await.expect(200);
    assert_eq!(whole["seats_next"], serde_json::Value::Null);
    let read = team.dafeng.all_pages(&team.path("/seats"), 1).await;
    assert_eq!(whole["seats"].as_array().unwrap(), &read);
    assert!(read.len() >= 3);
    let stranger = team.counsellor().await;
    stranger.get(&team.path("/seats")).await.problem("not_found");
    team.finish().await;
}

#[tokio::test]
async fn who_comes_back_has_a_new_membership_and_sees_from_then_on() {
    // I11, safety 11
    let team = TeamRoom::open().await;
    let first = team.add_seat(&team.damu).await;
    team.post_message(&team.dafeng, &cid(1), "之前").await;
    team.damu
        .delete(&team.path(&format!("/seats/{first}")))
        .await
        .expect(204);
    team.post_message(&team.dafeng, &cid(2), "之间").await;
    let second = team.add_seat(&team.damu).await;
    assert_ne!(first, second);
    team.post_message(&team.dafeng, &cid(3), "之后").await;
    assert_eq!(team.texts(&team.damu).await, [(3, "之后".to_owned())]);
    let events = team.damu.get(&team.path("/events?after_seq=0")).await.expect(200);
    assert!(!events.to_string().contains("之前") && !events.to_string().contains("之间"));
    assert!(events.to_string().contains("之后"));
    let reply = json!({ "cid": cid(4), "body": "?", "reply": team.message_ids(&team.dafeng).await[0] });
    team.damu.post(&team.path("/messages"), reply).await.problem("invalid");
    team.finish().await;
}

#[tokio::test]
async fn only_who_holds_the_room_or_coordinates_its_district_seats_people() {
    let team = TeamRoom::open().await;
    let cat = team.counsellor().await;
    let body = json!({ "person_id": cat.id, "role": "participant" });
    team.dafeng
        .post(&team.path("/seats"), body.clone())
        .await
        .problem("not_allowed");
    cat.post(&team.path("/seats"), body.clone()).await.problem("not_found");
    let other = team.neighbour(Role::Coordinator).await;
    other
        .post(&team.path("/seats"), body.clone())
        .await
        .problem("not_found");
    // a coordinator of the district who does not sit in the room may, and still does not read it
    let second = team.coordinator().await;
    second.post(&team.path("/seats"), body.clone()).await.expect(201);
    second.get(&team.path("/messages")).await.problem("not_found");
    // who is given the room to hold may then, too
    let hold = json!({ "person_id": team.dafeng.id, "role": "facilitator" });
    team.coordinator.post(&team.path("/seats"), hold).await.expect(201);
    team.dafeng.post(&team.path("/seats"), body).await.expect(201);
    let seats = team.dafeng.get(&team.path("")).await.expect(200)["seats"].clone();
    assert_eq!(seats.as_array().unwrap().len(), 4, "nobody sits twice");
    let nobody = json!({ "person_id": "0190a0b0-0000-7000-8000-000000000001", "role": "participant" });
    team.coordinator
        .post(&team.path("/seats"), nobody)
        .await
        .problem("not_found");
    team.finish().await;
}

#[tokio::test]
async fn a_member_changes_their_display_name_but_nobody_elses() {
    let team = TeamRoom::open().await;
    team.post_message(&team.dafeng, &cid(1), "是我").await;
    let rename = |name: &str| json!({ "display_name": name });
    let seat = team
        .dafeng
        .patch(&team.path("/seats/me"), rename("小安"))
        .await
        .expect(200);
    assert_eq!(seat["name"], "小安");
    let page = team.damu.get(&team.path("/messages")).await.expect(200);
    assert_eq!(page["items"][0]["author"], "小安");
    team.damu
        .patch(&team.path("/seats/me"), rename("小安"))
        .await
        .problem("name_taken");
    team.damu
        .patch(&team.path("/seats/me"), rename("13812345678"))
        .await
        .problem("invalid"); // safety 2
    team.damu
        .patch(&team.path("/seats/me"), rename("小波"))
        .await
        .expect(200);
    team.finish().await;
}

// safety 4: a member does not pass for whoever holds the room, nor for staff who do not sit in it
#[tokio::test]
async fn a_name_in_a_room_looks_like_nobody_elses_and_like_no_office() {
    let team = TeamRoom::open().await;
    let here = Some(team.here.clone());
    let elsewhere = team.district("别处").await;
    for (nickname, role, place) in [
        ("青松", Role::Supervisor, here.clone()),
        ("白桦", Role::Counsellor, here.clone()),
        ("云杉", Role::Headquarters, None),
        ("远山", Role::Counsellor, Some(elsewhere)),
        ("溪石", Role::Trainee, here),
    ] {
        team.person_named(nickname, &[(role, place)]).await;
    }
    let rename = async |who: &Person, name: &str| {
        who.patch(&team.path("/seats/me"), json!({ "display_name": name }))
            .await
    };
    rename(&team.dafeng, "Lily").await.expect(200);
    for alike in ["LiIy", "l i l y", "青松", "青 松", "白·桦", "云杉"] {
        rename(&team.damu, alike).await.problem("name_taken");
    }
    for refused in [
        "青\u{200b}松",
        "督导",
        "管理员 1",
        "Facilitator",
        "a d m i n",
        "L\u{456}ly",
        "系统",
    ] {
        rename(&team.damu, refused).await.problem("invalid");
    }
    // who does not work here is no secret to keep and nobody to pass for
    for free in ["远山", "溪石", "Willow"] {
        rename(&team.damu, free).await.expect(200);
    }
    // two at the same moment: one
    let (one, two) = tokio::join!(rename(&team.dafeng, "Bill"), rename(&team.damu, "BiIl"));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    team.finish().await;
}

// safety 4: the name was free when it was taken
#[tokio::test]
async fn a_name_that_comes_to_look_like_one_of_the_staff_gets_a_number() {
    let team = TeamRoom::open().await;
    let rename = async |who: &Person, name: &str| {
        let wish = json!({ "display_name": name });
        who.patch(&team.path("/seats/me"), wish).await.expect(200);
    };
    rename(&team.dafeng, "Lily").await;
    rename(&team.damu, "溪石").await;
    let (here, elsewhere) = (team.here.clone(), team.district("别处").await);
    team.person_named("LiIy", &[(Role::Counsellor, Some(here))]).await;
    team.person_named("溪石", &[(Role::Counsellor, Some(elsewhere))]).await;
    team.application.jobs.run_due().await.unwrap(); // what recurs is planned
    for _ in 0..2 {
        team.clock.advance(MINUTE);
        team.application.jobs.run_due().await.unwrap();
        let room = team.dafeng.get(&team.path("")).await.expect(200);
        let seats = room["seats"].as_array().unwrap();
        let names: Vec<&str> = seats.iter().map(|seat| seat["name"].as_str().unwrap()).collect();
        assert!(names.contains(&"Lily 2") && !names.contains(&"Lily"), "{names:?}");
        assert!(
            names.contains(&"溪石"),
            "staff of another district are nobody here: {names:?}"
        );
        team.clock.advance(MINUTE);
    }
    team.finish().await;
}

#[tokio::test]
async fn the_same_message_again_after_a_new_seat_is_answered_with_the_first() {
    // I3: one message for an author and a client id, whatever their places in the room
    let team = TeamRoom::open().await;
    let first = team.post_message(&team.damu, &cid(1), "只说一次").await;
    let seat = team.membership_id(&team.damu).await;
    team.coordinator
        .delete(&team.path(&format!("/seats/{seat}")))
        .await
        .expect(204);
    assert_ne!(team.add_seat(&team.damu).await, seat);
    let again = team.post_message(&team.damu, &cid(1), "只说一次").await;
    assert_eq!(
        (&again["m"], &again["seq"], &again["dup"]),
        (&first["m"], &first["seq"], &json!(true))
    );
    let other = json!({ "cid": cid(1), "body": "别的话" });
    team.damu
        .post(&team.path("/messages"), other.clone())
        .await
        .problem("cid_conflict");
    // what came before it stands too
    let next = json!({ "cid": cid(2), "body": "接着说", "prev": cid(1) });
    team.damu.post(&team.path("/messages"), next).await.expect(201);
    // somebody else's ids, and those of another room, are their own
    team.dafeng
        .post(&team.path("/messages"), other.clone())
        .await
        .expect(201);
    let open = json!({ "owner_kind": "team", "name": "二", "district_id": team.here });
    let room = team.coordinator.post("/chat/rooms", open).await.expect(201)["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let place = json!({ "person_id": team.damu.id, "role": "participant" });
    team.coordinator
        .post(&format!("/chat/rooms/{room}/seats"), place)
        .await
        .expect(201);
    team.damu
        .post(&format!("/chat/rooms/{room}/messages"), other)
        .await
        .expect(201);
    team.finish().await;
}
