//! Who may sit in a room, and what becomes of the seat when that ends (safety 9, 12, 14, 15; I9).

use crate::support::app::{Answer, App};
use crate::support::person::Person;
use crate::support::product::{PersonId, Role};
use crate::support::socket::Socket;
use crate::support::world::{PASSPHRASE, SeriesRoom, TeamRoom, cid};
use serde_json::json;

/// The district's coordinator takes the first role that they see of somebody.
async fn take_role(coordinator: &Person, person: &Person) {
    let path = format!("/people/{}", person.id);
    let seen = coordinator.get(&path).await.expect(200);
    let grant = seen["grants"][0]["id"].as_str().unwrap().to_owned();
    coordinator.delete(&format!("{path}/grants/{grant}")).await.expect(204);
}

/// The same person with a new login, without a sign-in.
async fn afresh(app: &App, person: &Person) -> Person {
    app.signed_in(&PersonId::parse(&person.id).unwrap()).await
}

async fn sign_in(app: &App, person: &Person) -> Answer {
    let body = json!({ "nickname": person.nickname, "passphrase": PASSPHRASE });
    app.stranger().post("/sign-in", body).await
}

async fn rooms(person: &Person) -> usize {
    let rooms = person.get("/chat/rooms").await.expect(200);
    rooms["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn ending_a_role_ends_the_seat_and_the_socket_at_once() {
    // safety 12, I9
    let team = TeamRoom::open().await;
    let mut listener = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    let mut bob = Socket::subscribe(&team, &team.damu, &[&team.room]).await;
    take_role(&team.coordinator, &team.dafeng).await;
    let removal = bob.expect("ev").await;
    assert_eq!(
        (&removal["k"], &removal["d"]["change"]),
        (&json!("member"), &json!("removed"))
    );
    team.post_message(&team.damu, &cid(1), "之后").await;
    bob.expect("ev").await;
    // whatever Ann's socket still heard, it was nothing after the removal
    loop {
        let Some(frame) = listener.next().await else { break };
        assert!(
            frame["seq"]
                .as_i64()
                .is_none_or(|seq| seq <= removal["seq"].as_i64().unwrap()),
            "{frame}"
        );
    }
    team.dafeng.get(&team.path("/messages")).await.problem("login_ended");
    sign_in(&team, &team.dafeng).await.problem("no_role");
    // before any job has run, and even with a login: no seat, no reading, no posting
    let ann = afresh(&team, &team.dafeng).await;
    assert_eq!(rooms(&ann).await, 0);
    ann.get(&team.path("/messages")).await.problem("not_found");
    let post = json!({ "cid": cid(2), "body": "还在?" });
    ann.post(&team.path("/messages"), post).await.problem("not_found");
    // the twin: the colleague whose role stays
    sign_in(&team, &team.damu).await.expect(200);
    assert_eq!(rooms(&team.damu).await, 1);
    team.run_jobs().await;
    team.finish().await;
}

#[tokio::test]
async fn who_still_works_elsewhere_leaves_only_the_rooms_of_the_district_that_was_lost() {
    let team = TeamRoom::open().await;
    let there = team.there.clone();
    let chair = team.neighbour(Role::Coordinator).await;
    let both = [
        (Role::Counsellor, Some(team.here.clone())),
        (Role::Counsellor, Some(there.clone())),
    ];
    let cat = team.person_named("两头跑", &both).await;
    team.add_seat(&cat).await;
    let opened = json!({ "owner_kind": "team", "name": "那边", "district_id": there });
    let other = chair.post("/chat/rooms", opened).await.expect(201)["id"].clone();
    let path = format!("/chat/rooms/{}/seats", other.as_str().unwrap());
    let seat = json!({ "person_id": cat.id, "role": "participant" });
    chair.post(&path, seat).await.expect(201);
    assert_eq!(rooms(&cat).await, 2);
    take_role(&chair, &cat).await;
    sign_in(&team, &cat).await.expect(200);
    let cat = afresh(&team, &cat).await;
    assert_eq!(rooms(&cat).await, 1);
    team.post_message(&cat, &cid(1), "还在这边").await;
    cat.get(&format!("/chat/rooms/{}", other.as_str().unwrap()))
        .await
        .problem("not_found");
    team.run_jobs().await;
    team.finish().await;
}

#[tokio::test]
async fn only_people_of_the_district_are_seated_and_a_team_room_is_for_those_who_work() {
    // safety 9, 40
    let team = TeamRoom::open().await;
    let there = team.there.clone();
    let seat = async |person: &Person, role: &str| {
        let body = json!({ "person_id": person.id, "role": role });
        team.coordinator.post(&team.path("/seats"), body).await
    };
    for role in Role::ALL {
        let (near, far) = (
            team.app.person(*role, &team.here).await,
            team.app.person(*role, &there).await,
        );
        let works = !matches!(role, Role::Trainee | Role::Member);
        let answer = seat(&near, "facilitator").await;
        if works {
            drop(answer.expect(201))
        } else {
            drop(answer.problem("not_found"))
        }
        let answer = seat(&far, "participant").await;
        if *role == Role::Headquarters {
            drop(answer.expect(201))
        } else {
            drop(answer.problem("not_found"))
        }
    }
    team.finish().await;
}

#[tokio::test]
async fn the_room_of_a_series_is_where_the_series_is() {
    // safety 9
    let scene = SeriesRoom::open().await;
    let whole = scene
        .coordinator
        .get(&format!("/chat/rooms/{}", scene.room))
        .await
        .expect(200);
    assert_eq!(whole["district_id"], json!(scene.here));
    let there = scene.there.clone();
    let other = scene.neighbour(Role::Coordinator).await;
    let mut open = json!({ "owner_kind": "series", "owner_id": scene.series, "name": "组" });
    other.post("/chat/rooms", open.clone()).await.problem("not_found");
    open["district_id"] = json!(there);
    other.post("/chat/rooms", open.clone()).await.problem("not_found");
    open["owner_id"] = json!("0190a0b0-0000-7000-8000-000000000001");
    other.post("/chat/rooms", open.clone()).await.problem("not_found");
    open["owner_id"] = json!("x".repeat(10_000));
    other.post("/chat/rooms", open).await.problem("not_found");
    let nowhere = "0190a0b0-0000-7000-8000-000000000001";
    let team = json!({ "owner_kind": "team", "name": "队", "district_id": nowhere });
    scene
        .headquarters()
        .await
        .post("/chat/rooms", team)
        .await
        .problem("not_found");
    let long = json!({ "owner_kind": "team", "name": "长".repeat(81), "district_id": scene.here });
    scene.coordinator.post("/chat/rooms", long).await.problem("invalid");
    scene.finish().await;
}

#[tokio::test]
async fn a_member_sits_with_others_only_after_agreeing_to_online_rooms() {
    // safety 14
    let scene = SeriesRoom::open().await;
    scene
        .add_seat(&scene.member, "participant")
        .await
        .problem("seat_needs_consent");
    scene.set_consent(&scene.member, true).await;
    scene.add_seat(&scene.member, "facilitator").await.problem("invalid");
    scene.add_seat(&scene.member, "participant").await.expect(201);
    let stranger = scene.neighbour(Role::Member).await;
    scene.set_consent(&stranger, true).await;
    scene.add_seat(&stranger, "participant").await.problem("not_found");
    scene.finish().await;
}

#[tokio::test]
async fn whoever_holds_a_room_seats_people_by_the_name_they_know() {
    let scene = SeriesRoom::open().await;
    let counsellor = scene.counsellor().await;
    scene.set_consent(&counsellor, true).await;
    scene.add_seat(&counsellor, "facilitator").await.expect(201);
    scene.set_consent(&scene.member, true).await;
    let path = format!("/chat/rooms/{}", scene.room);
    let seats = format!("{path}/seats");
    let by_name = |name: &str| json!({ "nickname": name, "role": "participant" });
    let seat = counsellor
        .post(&seats, by_name(&scene.member.nickname))
        .await
        .expect(201);
    assert_eq!(seat["name"], scene.member.nickname.as_str());
    assert_eq!(counsellor.get(&path).await.expect(200)["may_keep"], true);
    assert_eq!(scene.member.get(&path).await.expect(200)["may_keep"], false);
    scene
        .member
        .post(&seats, by_name(&counsellor.nickname))
        .await
        .problem("not_allowed");
    // safety 9: somebody of another district and nobody at all are the same
    let far = scene.neighbour(Role::Member).await;
    scene.set_consent(&far, true).await;
    for name in [far.nickname.as_str(), "没有这个人"] {
        counsellor.post(&seats, by_name(name)).await.problem("unknown_nickname");
    }
    let both = json!({ "nickname": scene.member.nickname, "person_id": scene.member.id, "role": "participant" });
    counsellor.post(&seats, both).await.problem("invalid");
    scene.finish().await;
}

#[tokio::test]
async fn taking_the_consent_back_is_leaving_at_once_and_giving_it_again_is_coming_back() {
    // safety 15: online_rooms; I9, I11
    let scene = SeriesRoom::open().await;
    scene.set_consent(&scene.member, true).await;
    scene.add_seat(&scene.member, "participant").await.expect(201);
    let path = format!("/chat/rooms/{}/messages", scene.room);
    let say = async |number: usize, body: &str| {
        let body = json!({ "cid": cid(number), "body": body });
        scene.coordinator.post(&path, body).await.expect(201);
    };
    say(1, "之前").await;
    let mut listener = Socket::subscribe(&scene, &scene.member, &[&scene.room]).await;
    scene.set_consent(&scene.member, false).await;
    assert_eq!(listener.expect("ev").await["d"]["change"], "removed");
    say(2, "之间").await;
    listener.expect_silence(100).await;
    assert_eq!(rooms(&scene.member).await, 0);
    scene.member.get(&path).await.problem("not_found");
    scene
        .add_seat(&scene.member, "participant")
        .await
        .problem("seat_needs_consent");
    scene.set_consent(&scene.member, true).await;
    say(3, "之后").await;
    let page = scene.member.get(&path).await.expect(200);
    assert!(
        page.to_string().contains("之后") && !page.to_string().contains("之间"),
        "{page}"
    );
    // whoever was taken out by a keeper does not come back by agreeing
    let whole = scene
        .member
        .get(&format!("/chat/rooms/{}", scene.room))
        .await
        .expect(200);
    let seat = whole["membership_id"].as_str().unwrap().to_owned();
    scene
        .coordinator
        .delete(&format!("/chat/rooms/{}/seats/{seat}", scene.room))
        .await
        .expect(204);
    scene.set_consent(&scene.member, false).await;
    scene.set_consent(&scene.member, true).await;
    assert_eq!(rooms(&scene.member).await, 0);
    scene.finish().await;
}

#[tokio::test]
async fn a_team_at_work_does_not_hang_on_a_consent() {
    let team = TeamRoom::open().await;
    for is_given in [true, false] {
        let body = json!({ "is_given": is_given, "language": "zh" });
        team.dafeng.put("/me/consents/online_rooms", body).await.expect(200);
    }
    team.post_message(&team.dafeng, &cid(1), "还在").await;
    team.finish().await;
}
