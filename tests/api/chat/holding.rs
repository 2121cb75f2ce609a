//! Who coordinates or works at headquarters does not read what members say (safety 8, 11).

use super::access::Series;
use crate::scheduling::ground::Ground;
use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{HOUR, Role};
use serde_json::{Value, json};

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

#[tokio::test]
async fn whoever_coordinates_names_a_host_without_a_seat() {
    // safety 8
    let group = Group::meet().await;
    let app = &group.scene.app;
    for person in [&group.coordinator, &group.headquarters] {
        person.get(&group.path("/messages")).await.problem("not_found");
    }
    group.holder.get(&group.path("/messages")).await.expect(200);
    group.scene.member.get(&group.path("/messages")).await.expect(200);

    // when nobody holds it, whoever coordinates sees its name, nothing else, and names somebody
    let unheld = async |person: &Person| {
        let page = person.get("/chat/rooms-without-host").await.expect(200);
        let items = page["items"].as_array().unwrap().clone();
        items.iter().any(|room| room["id"] == group.scene.room.as_str())
    };
    assert!(!unheld(&group.coordinator).await);
    let seats = group.holder.get(&group.path("/seats")).await.expect(200);
    let holders = seats["items"].as_array().unwrap().iter();
    // in the order in which they came: the one who asks is the last
    for seat in holders.filter(|seat| seat["role"] == "facilitator") {
        let path = group.path(&format!("/seats/{}", seat["membership_id"].as_str().unwrap()));
        group.holder.delete(&path).await.expect(204);
    }
    assert!(unheld(&group.coordinator).await);
    for person in [&group.holder, &group.scene.member] {
        assert!(!unheld(person).await);
    }
    let far = app.district("徐汇区").await;
    assert!(!unheld(&app.person(Role::Coordinator, &far).await).await);
    let by_name = json!({ "nickname": group.holder.nickname, "role": "facilitator" });
    group.coordinator.post(&group.path("/seats"), by_name).await.expect(201);
    assert!(!unheld(&group.coordinator).await);
    group
        .coordinator
        .get(&group.path("/messages"))
        .await
        .problem("not_found");
    group.scene.app.finish().await;
}

#[tokio::test]
async fn a_nickname_that_is_tried_says_nothing_is_written_down_and_is_limited() {
    // safety 13
    let group = Group::meet().await;
    let (app, district) = (&group.scene.app, &group.scene.district);
    let silent = app.person(Role::Member, district).await;
    let path = group.path("/seats");
    let attempt = async |name: &str, role: &str| {
        let body = json!({ "nickname": name, "role": role });
        group.holder.post(&path, body).await
    };
    // nobody, somebody who did not agree, somebody who may not hold a room: one answer
    let nobody = attempt("没有这个人", "participant").await.problem("unknown_nickname");
    let unwilling = attempt(&silent.nickname, "participant")
        .await
        .problem("unknown_nickname");
    let unable = attempt(&group.scene.member.nickname, "facilitator")
        .await
        .problem("unknown_nickname");
    for answer in [&unwilling, &unable] {
        assert_eq!(
            (&answer["errors"], &answer["detail"]),
            (&nobody["errors"], &nobody["detail"])
        );
    }
    let officer = crate::accounts::world::privacy_officer(app, "林间").await;
    let audit = officer.get("/audit").await.expect(200);
    let tried = |line: &&Value| line["verb"] == "nicknames_tried" && line["subject_id"] == group.scene.room.as_str();
    assert_eq!(audit["items"].as_array().unwrap().iter().filter(tried).count(), 3);
    // the one who agrees comes in
    group.scene.consent(&silent, true).await;
    attempt(&silent.nickname, "participant").await.expect(201);
    let mut tries = 4;
    while attempt("没有这个人", "participant").await.json["code"] == "unknown_nickname" {
        tries += 1;
        assert!(tries <= 40, "as many as searches");
    }
    assert_eq!(tries, 40);
    attempt(&silent.nickname, "participant").await.problem("throttled");
    // by id nothing is guessed, and another host is not held up
    let by_id = json!({ "person_id": silent.id, "role": "participant" });
    group.holder.post(&path, by_id).await.expect(201);
    let other = json!({ "nickname": silent.nickname, "role": "participant" });
    group.coordinator.post(&path, other).await.expect(201);
    group.scene.app.finish().await;
}

// safety 47: the same in a room of members
#[tokio::test]
async fn a_letter_of_a_mention_tells_nothing_of_a_room_of_members() {
    let (app, opener, holder, member, path) = opened().await;
    let seats = format!("{path}/seats");
    opener.post(&seats, seat(&holder, "facilitator")).await.expect(201);
    opener.post(&seats, seat(&member, "participant")).await.expect(201);
    let consent = json!({"is_given": true, "language": "zh"});
    member.put("/me/consents/contact_notices", consent).await.expect(200);
    let wants = json!({"email": "m@example.org", "is_email_on": true, "is_mention_on": true, "quiet_from": "21:00", "quiet_to": "08:00"});
    member.put("/me/notice-preferences", wants).await.expect(200);
    app.run_jobs().await;
    let before = app.inside.post.mailer.sent().len();
    let room = member.get(&path).await.expect(200);
    let name = room["name"].as_str().unwrap();
    let said = json!({ "cid": "cid-00000001", "body": format!("@{} 今晚来吗", member.nickname) });
    holder.post(&format!("{path}/messages"), said).await.expect(201);
    app.clock.advance(2 * HOUR);
    app.run_jobs().await;
    let letters = app.inside.post.mailer.sent();
    assert_eq!(letters.len(), before + 1);
    let letter = letters.last().unwrap();
    let whole = format!("{letter:?}{}{}", letter.subject(), letter.body());
    assert_eq!(letter.to, "m@example.org");
    for word in [
        name,
        member.nickname.as_str(),
        holder.nickname.as_str(),
        "今晚来吗",
        "小组",
        "聊天",
    ] {
        assert!(!whole.contains(word), "{word}");
    }
    app.finish().await;
}
