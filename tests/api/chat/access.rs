//! Who may sit in a room, and what becomes of the seat when that ends (safety 9, 12, 14, 15; I9).

use super::{Team, cid};
use crate::support::app::{Answer, App};
use crate::support::people::PASSPHRASE;
use crate::support::person::Person;
use crate::support::product::{DistrictId, PersonId, Role};
use crate::support::socket::Socket;
use serde_json::{Value, json};

/// The district's coordinator takes the first role that they see of somebody.
async fn take_role(coordinator: &Person, person: &Person) {
    let path = format!("/people/{}", person.id);
    let seen = coordinator.get(&path).await.expect(200);
    let grant = seen["grants"][0]["id"].as_str().unwrap().to_owned();
    coordinator.delete(&format!("{path}/grants/{grant}")).await.expect(204);
}

/// The same person on a device whose login began just now, whatever the front door says.
async fn afresh(app: &App, person: &Person) -> Person {
    app.signed_in(&PersonId::parse(&person.id).unwrap(), &person.nickname)
        .await
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
async fn a_role_that_is_taken_ends_the_seat_and_the_socket_in_the_same_moment() {
    // safety 12, I9
    let team = Team::meet().await;
    let mut ears = Socket::listen(&team.app, &team.ann, &[&team.room]).await;
    let mut bob = Socket::listen(&team.app, &team.bob, &[&team.room]).await;
    take_role(&team.chair, &team.ann).await;
    let removal = bob.expect("ev").await;
    assert_eq!(
        (&removal["k"], &removal["d"]["change"]),
        (&json!("member"), &json!("removed"))
    );
    team.say(&team.bob, &cid(1), "之后").await;
    bob.expect("ev").await;
    // whatever Ann's socket still heard, it was nothing after the removal
    loop {
        let Some(frame) = ears.next().await else { break };
        assert!(
            frame["seq"]
                .as_i64()
                .is_none_or(|seq| seq <= removal["seq"].as_i64().unwrap()),
            "{frame}"
        );
    }
    team.ann.get(&team.path("/messages")).await.problem("login_ended");
    sign_in(&team.app, &team.ann).await.problem("no_role");
    // before any job has run, and even with a login: no seat, no reading, no posting
    let ann = afresh(&team.app, &team.ann).await;
    assert_eq!(rooms(&ann).await, 0);
    ann.get(&team.path("/messages")).await.problem("not_found");
    let post = json!({ "cid": cid(2), "body": "还在?" });
    ann.post(&team.path("/messages"), post).await.problem("not_found");
    // the twin: the colleague whose role stays
    sign_in(&team.app, &team.bob).await.expect(200);
    assert_eq!(rooms(&team.bob).await, 1);
    team.app.run_jobs().await;
    team.app.finish().await;
}

#[tokio::test]
async fn who_still_works_elsewhere_leaves_only_the_rooms_of_the_district_that_was_lost() {
    let team = Team::meet().await;
    let there = team.app.district("徐汇区").await;
    let chair = team.app.person(Role::Coordinator, &there).await;
    let both = [
        (Role::Counsellor, Some(team.district.clone())),
        (Role::Counsellor, Some(there.clone())),
    ];
    let cat = team.app.somebody("两头跑", &both).await;
    team.seat(&cat).await;
    let opened = json!({ "owner_kind": "team", "name": "那边", "district_id": there });
    let other = chair.post("/chat/rooms", opened).await.expect(201)["id"].clone();
    let path = format!("/chat/rooms/{}/seats", other.as_str().unwrap());
    let seat = json!({ "person_id": cat.id, "role": "participant" });
    chair.post(&path, seat).await.expect(201);
    assert_eq!(rooms(&cat).await, 2);
    take_role(&chair, &cat).await;
    sign_in(&team.app, &cat).await.expect(200);
    let cat = afresh(&team.app, &cat).await;
    assert_eq!(rooms(&cat).await, 1);
    team.say(&cat, &cid(1), "还在这边").await;
    cat.get(&format!("/chat/rooms/{}", other.as_str().unwrap()))
        .await
        .problem("not_found");
    team.app.run_jobs().await;
    team.app.finish().await;
}

#[tokio::test]
async fn only_people_of_the_district_are_seated_and_a_team_room_is_for_those_who_work() {
    // safety 9, 40
    let team = Team::meet().await;
    let there = team.app.district("徐汇区").await;
    let seat = async |person: &Person, role: &str| {
        let body = json!({ "person_id": person.id, "role": role });
        team.chair.post(&team.path("/seats"), body).await
    };
    for role in Role::ALL {
        let (near, far) = (
            team.app.person(*role, &team.district).await,
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
    team.app.finish().await;
}

/// Whoever coordinates a district and also leads groups there may hold the room of a series.
pub async fn leads_too(app: &App, person: &Person, district: &DistrictId) {
    use crate::support::product::accounts::{NewGrant, grant_in};
    let id = PersonId::parse(&person.id).unwrap();
    let grant = NewGrant {
        role: Role::Counsellor,
        district: Some(district.clone()),
        is_privacy_officer: false,
    };
    let write = app.db.write(move |tx| grant_in(tx, &id, &grant, None));
    write.await.unwrap();
}

/// A district with a series, its coordinator, and a member who has not been asked anything yet.
pub struct Series {
    pub app: App,
    pub district: DistrictId,
    pub coordinator: Person,
    pub member: Person,
    pub series: String,
    pub room: String,
}

impl Series {
    pub async fn begin() -> Series {
        let app = App::start().await;
        let ground = crate::scheduling::ground::Ground::on(&app).await;
        let coordinator = ground.coordinator(&app).await;
        leads_too(&app, &coordinator, &ground.district).await;
        let mut body = ground.body("2026-11-24", "18:30");
        let object = body.as_object_mut().unwrap();
        object.remove("local_date");
        object.remove("title");
        object.insert("name".into(), json!("周二小组"));
        object.insert("first_date".into(), json!("2026-11-24"));
        object.insert("until".into(), json!("2026-12-02"));
        let made = coordinator.post("/series", body).await.expect(201);
        let series = made["series_id"].as_str().unwrap().to_owned();
        let opened = json!({ "owner_kind": "series", "owner_id": series, "name": "周二小组" });
        let room = coordinator.post("/chat/rooms", opened).await.expect(201);
        Series {
            member: app.person(Role::Member, &ground.district).await,
            district: ground.district,
            room: room["id"].as_str().unwrap().to_owned(),
            app,
            coordinator,
            series,
        }
    }

    pub async fn seat(&self, person: &Person, role: &str) -> Answer {
        let body = json!({ "person_id": person.id, "role": role });
        let path = format!("/chat/rooms/{}/seats", self.room);
        self.coordinator.post(&path, body).await
    }

    pub async fn consent(&self, person: &Person, is_given: bool) -> Value {
        let body = json!({ "is_given": is_given, "language": "zh" });
        person.put("/me/consents/online_rooms", body).await.expect(200)
    }
}

#[tokio::test]
async fn the_room_of_a_series_is_where_the_series_is() {
    // safety 9
    let scene = Series::begin().await;
    let whole = scene
        .coordinator
        .get(&format!("/chat/rooms/{}", scene.room))
        .await
        .expect(200);
    assert_eq!(whole["district_id"], json!(scene.district));
    let there = scene.app.district("徐汇区").await;
    let other = scene.app.person(Role::Coordinator, &there).await;
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
        .app
        .headquarters()
        .await
        .post("/chat/rooms", team)
        .await
        .problem("not_found");
    let long = json!({ "owner_kind": "team", "name": "长".repeat(81), "district_id": scene.district });
    scene.coordinator.post("/chat/rooms", long).await.problem("invalid");
    scene.app.finish().await;
}

#[tokio::test]
async fn a_member_sits_with_others_only_after_agreeing_to_online_rooms() {
    // safety 14
    let scene = Series::begin().await;
    scene
        .seat(&scene.member, "participant")
        .await
        .problem("seat_needs_consent");
    scene.consent(&scene.member, true).await;
    scene.seat(&scene.member, "facilitator").await.problem("invalid");
    scene.seat(&scene.member, "participant").await.expect(201);
    let far = scene.app.district("徐汇区").await;
    let stranger = scene.app.person(Role::Member, &far).await;
    scene.consent(&stranger, true).await;
    scene.seat(&stranger, "participant").await.problem("not_found");
    scene.app.finish().await;
}

#[tokio::test]
async fn whoever_holds_a_room_seats_people_by_the_name_they_know() {
    let scene = Series::begin().await;
    let counsellor = scene.app.person(Role::Counsellor, &scene.district).await;
    scene.consent(&counsellor, true).await;
    scene.seat(&counsellor, "facilitator").await.expect(201);
    scene.consent(&scene.member, true).await;
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
    let there = scene.app.district("徐汇区").await;
    let far = scene.app.person(Role::Member, &there).await;
    scene.consent(&far, true).await;
    for name in [far.nickname.as_str(), "没有这个人"] {
        counsellor.post(&seats, by_name(name)).await.problem("unknown_nickname");
    }
    let both = json!({ "nickname": scene.member.nickname, "person_id": scene.member.id, "role": "participant" });
    counsellor.post(&seats, both).await.problem("invalid");
    scene.app.finish().await;
}

#[tokio::test]
async fn taking_the_consent_back_is_leaving_at_once_and_giving_it_again_is_coming_back() {
    // safety 15: online_rooms; I9, I11
    let scene = Series::begin().await;
    scene.consent(&scene.member, true).await;
    scene.seat(&scene.member, "participant").await.expect(201);
    let path = format!("/chat/rooms/{}/messages", scene.room);
    let say = async |number: usize, body: &str| {
        let body = json!({ "cid": cid(number), "body": body });
        scene.coordinator.post(&path, body).await.expect(201);
    };
    say(1, "之前").await;
    let mut ears = Socket::listen(&scene.app, &scene.member, &[&scene.room]).await;
    scene.consent(&scene.member, false).await;
    assert_eq!(ears.expect("ev").await["d"]["change"], "removed");
    say(2, "之间").await;
    ears.expect_silence(100).await;
    assert_eq!(rooms(&scene.member).await, 0);
    scene.member.get(&path).await.problem("not_found");
    scene
        .seat(&scene.member, "participant")
        .await
        .problem("seat_needs_consent");
    scene.consent(&scene.member, true).await;
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
    scene.consent(&scene.member, false).await;
    scene.consent(&scene.member, true).await;
    assert_eq!(rooms(&scene.member).await, 0);
    scene.app.finish().await;
}

#[tokio::test]
async fn a_team_at_work_does_not_hang_on_a_consent() {
    let team = Team::meet().await;
    for is_given in [true, false] {
        let body = json!({ "is_given": is_given, "language": "zh" });
        team.ann.put("/me/consents/online_rooms", body).await.expect(200);
    }
    team.say(&team.ann, &cid(1), "还在").await;
    team.app.finish().await;
}
