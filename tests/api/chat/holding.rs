//! Who coordinates or works at headquarters does not read what members say (safety 8, 11).

use super::access::Series;
use crate::scheduling::ground::Ground;
use crate::support::app::App;
use crate::support::person::Person;
use serde_json::{Value, json};
use tongxing::accounts::model::Role;

struct Group {
    scene: Series,
    holder: Person,
    /// Coordinates, and leads nothing.
    coordinator: Person,
    headquarters: Person,
}

impl Group {
    async fn meet() -> Group {
        let scene = Series::begin().await;
        let holder = scene.app.person(Role::Counsellor, &scene.district).await;
        for person in [&holder, &scene.member] {
            scene.consent(person, true).await;
        }
        scene.seat(&holder, "facilitator").await.expect(201);
        scene.seat(&scene.member, "participant").await.expect(201);
        Group {
            coordinator: scene.app.person(Role::Coordinator, &scene.district).await,
            headquarters: scene.app.headquarters().await,
            holder,
            scene,
        }
    }

    fn path(&self, tail: &str) -> String {
        format!("/chat/rooms/{}{tail}", self.scene.room)
    }
}

fn seat(person: &Person, role: &str) -> Value {
    json!({ "person_id": person.id, "role": role })
}

#[tokio::test]
async fn nobody_lets_themselves_into_a_room_where_members_meet() {
    let group = Group::meet().await;
    let supervisor = group.scene.app.person(Role::Supervisor, &group.scene.district).await;
    for person in [&group.coordinator, &group.headquarters] {
        for role in ["facilitator", "participant"] {
            person
                .post(&group.path("/seats"), seat(person, role))
                .await
                .problem("not_allowed");
            // nor does one let the other in
            group
                .holder
                .post(&group.path("/seats"), seat(person, role))
                .await
                .problem("not_found");
        }
        for page in ["", "/messages", "/seats", "/events?after_seq=0"] {
            person.get(&group.path(page)).await.problem("not_found");
        }
    }
    // who leads there is let in by somebody else, and that is in the audit
    supervisor
        .post(&group.path("/seats"), seat(&supervisor, "facilitator"))
        .await
        .problem("not_found");
    group.scene.consent(&supervisor, true).await;
    group
        .coordinator
        .post(&group.path("/seats"), seat(&supervisor, "facilitator"))
        .await
        .expect(201);
    supervisor.get(&group.path("/messages")).await.expect(200);
    let officer = crate::accounts::world::privacy_officer(&group.scene.app, "林间").await;
    let audit = officer.get("/audit").await.expect(200);
    let by_hand = |line: &&Value| line["verb"] == "give_seat" && line["actor_id"] == group.coordinator.id.as_str();
    let given = audit["items"].as_array().unwrap().iter().find(by_hand).unwrap();
    assert_eq!(given["subject_id"], group.scene.room.as_str());
    group.scene.app.finish().await;
}

#[tokio::test]
async fn measures_show_people_only_to_whoever_holds_the_room() {
    let group = Group::meet().await;
    let seats = group.holder.get(&group.path("/seats")).await.expect(200);
    let theirs = seats["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|seat| seat["name"] == group.scene.member.nickname.as_str());
    let id = theirs.unwrap()["membership_id"].clone();
    let mute = json!({ "verb": "mute", "reason": "hurtful", "membership_id": id, "minutes": 5 });
    group.holder.post(&group.path("/measures"), mute).await.expect(201);
    let pause = json!({ "verb": "pause", "reason": "hurtful" });
    // whoever coordinates still pauses a room that nobody holds well
    group
        .coordinator
        .post(&group.path("/measures"), pause)
        .await
        .expect(201);
    let held = group.holder.get(&group.path("/measures")).await.expect(200);
    assert_eq!(held["items"].as_array().unwrap().len(), 2);
    assert!(held.to_string().contains(&group.scene.member.nickname));
    for person in [&group.coordinator, &group.headquarters] {
        let seen = person.get(&group.path("/measures")).await.expect(200);
        assert_eq!((&seen["is_paused"], &seen["members"]), (&json!(true), &json!([])));
        let verbs: Vec<&Value> = seen["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| &item["verb"])
            .collect();
        assert_eq!(verbs, ["pause"]);
        let text = seen.to_string();
        for name in [&group.scene.member.nickname, id.as_str().unwrap()] {
            assert!(!text.contains(name), "{text}");
        }
    }
    group.scene.app.finish().await;
}

/// The room of a series with nobody in it but whoever opened it, who leads nothing: app, opener, counsellor, member, path.
async fn opened() -> (App, Person, Person, Person, String) {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let mut body = ground.body("2026-11-24", "18:30");
    let object = body.as_object_mut().unwrap();
    object.remove("local_date");
    object.remove("title");
    object.insert("name".into(), json!("周三小组"));
    object.insert("first_date".into(), json!("2026-11-25"));
    object.insert("until".into(), json!("2026-12-02"));
    let opener = app.person(Role::Coordinator, &ground.district).await;
    let series = opener.post("/series", body).await.expect(201)["series_id"].clone();
    let open = json!({ "owner_kind": "series", "owner_id": series, "name": "周三小组" });
    let room = opener.post("/chat/rooms", open).await.expect(201);
    let (holder, member) = (
        app.person(Role::Counsellor, &ground.district).await,
        app.person(Role::Member, &ground.district).await,
    );
    let agreed = json!({ "is_given": true, "language": "zh" });
    for person in [&holder, &member] {
        person
            .put("/me/consents/online_rooms", agreed.clone())
            .await
            .expect(200);
    }
    let path = format!("/chat/rooms/{}", room["id"].as_str().unwrap());
    (app, opener, holder, member, path)
}

#[tokio::test]
async fn whoever_opens_a_room_of_members_leaves_it_before_the_first_word() {
    let (app, opener, holder, member, path) = opened().await;
    opener.get(&path).await.expect(200);
    let seats = format!("{path}/seats");
    opener
        .post(&seats, seat(&member, "participant"))
        .await
        .problem("no_facilitator");
    opener.post(&seats, seat(&holder, "facilitator")).await.expect(201);
    opener.get(&path).await.problem("not_found");
    opener.post(&seats, seat(&member, "participant")).await.expect(201); // who sits there is still theirs to decide
    let said = json!({ "cid": "cid-00000001", "body": "只有我们听见" });
    holder.post(&format!("{path}/messages"), said).await.expect(201);
    opener.get(&format!("{path}/messages")).await.problem("not_found");
    app.finish().await;
}
