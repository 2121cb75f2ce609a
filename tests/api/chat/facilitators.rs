//! Who coordinates or works at headquarters does not read what members say (safety 8, 11).

use crate::support::person::Person;
use crate::support::product::Role;
use crate::support::world::SeriesRoom;
use serde_json::{Value, json};

pub struct FacilitatedRoom {
    pub scene: SeriesRoom,
    pub holder: Person,
    /// Coordinates, and leads nothing.
    pub coordinator: Person,
    pub headquarters: Person,
}

impl FacilitatedRoom {
    pub async fn open() -> FacilitatedRoom {
        let scene = SeriesRoom::open().await;
        let holder = scene.counsellor().await;
        for person in [&holder, &scene.member] {
            scene.set_consent(person, true).await;
        }
        scene.add_seat(&holder, "facilitator").await.expect(201);
        scene.add_seat(&scene.member, "participant").await.expect(201);
        FacilitatedRoom {
            coordinator: scene.coordinator().await,
            headquarters: scene.headquarters().await,
            holder,
            scene,
        }
    }

    pub fn path(&self, tail: &str) -> String {
        format!("/chat/rooms/{}{tail}", self.scene.room)
    }
}

pub fn seat(person: &Person, role: &str) -> Value {
    json!({ "person_id": person.id, "role": role })
}

#[tokio::test]
async fn nobody_lets_themselves_into_a_room_where_members_meet() {
    let group = FacilitatedRoom::open().await;
    let supervisor = group.scene.supervisor().await;
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
    group.scene.set_consent(&supervisor, true).await;
    group
        .coordinator
        .post(&group.path("/seats"), seat(&supervisor, "facilitator"))
        .await
        .expect(201);
    supervisor.get(&group.path("/messages")).await.expect(200);
    let officer = group.scene.privacy_officer().await;
    let audit = officer.get("/audit").await.expect(200);
    let by_hand = |line: &&Value| line["verb"] == "give_seat" && line["actor_id"] == group.coordinator.id.as_str();
    let given = audit["items"].as_array().unwrap().iter().find(by_hand).unwrap();
    assert_eq!(given["subject_id"], group.scene.room.as_str());
    group.scene.finish().await;
}

#[tokio::test]
async fn measures_show_people_only_to_whoever_holds_the_room() {
    let group = FacilitatedRoom::open().await;
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
    group.scene.finish().await;
}

#[tokio::test]
async fn whoever_coordinates_names_a_host_without_a_seat() {
    // safety 8
    let group = FacilitatedRoom::open().await;
    let app = &group.scene.app;
    for person in [&group.coordinator, &group.headquarters] {
        person.get(&group.path("/messages")).await.problem("not_found");
    }
    group.holder.get(&group.path("/messages")).await.expect(200);
    group.scene.member.get(&group.path("/messages")).await.expect(200);

    // when nobody holds it, whoever coordinates sees its name, nothing else, and names somebody
    let is_without_host = async |person: &Person| {
        let page = person.get("/chat/rooms-without-host").await.expect(200);
        let items = page["items"].as_array().unwrap().clone();
        items.iter().any(|room| room["id"] == group.scene.room.as_str())
    };
    assert!(!is_without_host(&group.coordinator).await);
    let seats = group.holder.get(&group.path("/seats")).await.expect(200);
    let holders = seats["items"].as_array().unwrap().iter();
    // in the order in which they came: the one who asks is the last
    for seat in holders.filter(|seat| seat["role"] == "facilitator") {
        let path = group.path(&format!("/seats/{}", seat["membership_id"].as_str().unwrap()));
        group.holder.delete(&path).await.expect(204);
    }
    assert!(is_without_host(&group.coordinator).await);
    for person in [&group.holder, &group.scene.member] {
        assert!(!is_without_host(person).await);
    }
    let far = app.district("徐汇区").await;
    assert!(!is_without_host(&app.person(Role::Coordinator, &far).await).await);
    let by_name = json!({ "nickname": group.holder.nickname, "role": "facilitator" });
    group.coordinator.post(&group.path("/seats"), by_name).await.expect(201);
    assert!(!is_without_host(&group.coordinator).await);
    group
        .coordinator
        .get(&group.path("/messages"))
        .await
        .problem("not_found");
    group.scene.finish().await;
}
