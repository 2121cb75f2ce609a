//! Who opens a member room, and who finds members by nickname (safety 8, 47).

use super::facilitators::{FacilitatedRoom, seat};
use crate::support::person::Person;
use crate::support::product::{HOUR, Role};
use crate::support::world::World;
use serde_json::{Value, json};

/// The room of a series with nobody in it but whoever opened it, who leads nothing: world, opener, counsellor, member, path.
async fn opened() -> (World, Person, Person, Person, String) {
    let world = World::new().await;
    let studio = world.studio().await;
    let body = studio.series_body("周三小组", ("2026-11-25", "2026-12-02"), "18:30");
    let opener = world.coordinator().await;
    let series = opener.post("/series", body).await.expect(201)["series_id"].clone();
    let open = json!({ "owner_kind": "series", "owner_id": series, "name": "周三小组" });
    let room = opener.post("/chat/rooms", open).await.expect(201);
    let (holder, member) = (world.counsellor().await, world.member().await);
    let agreed = json!({ "is_given": true, "language": "zh" });
    for person in [&holder, &member] {
        person
            .put("/me/consents/online_rooms", agreed.clone())
            .await
            .expect(200);
    }
    let path = format!("/chat/rooms/{}", room["id"].as_str().unwrap());
    (world, opener, holder, member, path)
}

#[tokio::test]
async fn whoever_opens_a_room_of_members_leaves_it_before_the_first_word() {
    let (world, opener, holder, member, path) = opened().await;
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
    world.finish().await;
}

#[tokio::test]
async fn trying_a_nickname_reveals_nothing_is_audited_and_limited() {
    // safety 13
    let group = FacilitatedRoom::open().await;
    let (app, district) = (&group.scene.app, &group.scene.here);
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
    let officer = group.scene.privacy_officer().await;
    let audit = officer.get("/audit").await.expect(200);
    let tried = |line: &&Value| line["verb"] == "nicknames_tried" && line["subject_id"] == group.scene.room.as_str();
    assert_eq!(audit["items"].as_array().unwrap().iter().filter(tried).count(), 3);
    // the one who agrees comes in
    group.scene.set_consent(&silent, true).await;
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
    group.scene.finish().await;
}

// safety 47: the same in a room of members
#[tokio::test]
async fn a_mention_letter_shows_nothing_of_a_member_room() {
    let (world, opener, holder, member, path) = opened().await;
    let seats = format!("{path}/seats");
    opener.post(&seats, seat(&holder, "facilitator")).await.expect(201);
    opener.post(&seats, seat(&member, "participant")).await.expect(201);
    let consent = json!({"is_given": true, "language": "zh"});
    member.put("/me/consents/contact_notices", consent).await.expect(200);
    let wants = json!({"email": "m@example.org", "is_email_on": true, "is_mention_on": true, "quiet_from": "21:00", "quiet_to": "08:00"});
    member.put("/me/notice-preferences", wants).await.expect(200);
    world.run_jobs().await;
    let before = world.application.mailer.sent().len();
    let room = member.get(&path).await.expect(200);
    let name = room["name"].as_str().unwrap();
    let said = json!({ "cid": "cid-00000001", "body": format!("@{} 今晚来吗", member.nickname) });
    holder.post(&format!("{path}/messages"), said).await.expect(201);
    world.clock.advance(2 * HOUR);
    world.run_jobs().await;
    let letters = world.application.mailer.sent();
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
    world.finish().await;
}
