//! The sheet: many devices, some of them late.

use super::lifecycle::credit_jobs;
use crate::support::person::Person;
use crate::support::product::{DAY, HOUR, MINUTE, PersonId, Role, TapId};
use crate::support::world::{Studio, World, consent_to_attend, outcomes, recording, session_path, tap_id};
use serde_json::{Value, json};

pub struct Sheet {
    pub world: World,
    pub studio: Studio,
    pub lead: Person,
    pub session: Value,
    pub member: String,
}

/// A session that has just ended, and a member who was there and agreed to be written down.
pub async fn after_a_session() -> Sheet {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-23", "11:00", json!({}))
        .await;
    let lead = studio.lead(&world).await;
    let member = world
        .person_named("Ａnna", &[(Role::Member, Some(studio.district.clone()))])
        .await;
    consent_to_attend(&studio.rows, &PersonId::parse(&member.id).unwrap()).await;
    world.clock.set(session["ends_at"].as_i64().unwrap());
    Sheet {
        world,
        studio,
        lead,
        session,
        member: member.id,
    }
}

impl Sheet {
    pub fn path(&self) -> String {
        format!("{}/attendance", session_path(&self.session))
    }

    pub fn at(&self, minutes_before_end: i64) -> i64 {
        self.session["ends_at"].as_i64().unwrap() - minutes_before_end * MINUTE
    }

    pub fn tap(&self, number: u64, status: &str, minutes_before_end: i64) -> Value {
        json!({"cid": tap_id(number), "nickname": "anna", "status": status, "recorded_at": self.at(minutes_before_end)})
    }

    pub async fn save(&self, entries: Value, unnamed: Option<(i64, i64)>) -> Value {
        self.lead
            .put(&self.path(), recording(1, entries, unnamed))
            .await
            .expect(200)
    }
}

#[tokio::test]
async fn people_are_ticked_by_nickname_in_any_spelling_and_the_others_are_counted() {
    let sheet = after_a_session().await;
    let saved = sheet.save(json!([sheet.tap(11, "here", 5)]), Some((1, 4))).await;
    let entry = &saved["entries"][0];
    assert_eq!(
        (&entry["person_id"], &entry["nickname"]),
        (&json!(sheet.member), &json!("Ａnna"))
    );
    assert_eq!(
        (&entry["minutes"], &entry["place"], &entry["is_staff"]),
        (&json!(90), &json!("participant"), &json!(false))
    );
    assert_eq!((&saved["named_count"], &saved["unnamed_count"]), (&json!(1), &json!(4)));
    assert_eq!(saved["expected"][0]["is_staff"], true);
    let page = sheet.lead.get(&session_path(&sheet.session)).await.expect(200);
    assert_eq!(page["attendance_count"], 5);
    sheet.world.finish().await;
}

#[tokio::test]
async fn sending_the_same_taps_twice_changes_nothing() {
    let sheet = after_a_session().await;
    let taps = json!([sheet.tap(11, "here", 5)]);
    let once = sheet.save(taps.clone(), Some((1, 2))).await;
    let mut twice = sheet.save(taps, Some((1, 2))).await;
    assert_eq!(
        (outcomes(&once), outcomes(&twice)),
        (vec!["saved"; 2], vec!["known"; 2])
    );
    twice["verdicts"] = once["verdicts"].clone();
    assert_eq!(twice, once);
    sheet.world.finish().await;
}

// scheduling case 25
#[tokio::test]
async fn of_two_taps_for_one_person_the_later_stands_whichever_arrives_first() {
    let sheet = after_a_session().await;
    let (early, late) = (sheet.tap(11, "here", 30), sheet.tap(12, "not_seen", 10));
    sheet.save(json!([late]), None).await;
    // a phone that was offline sends what it knew before
    let saved = sheet.save(json!([early]), None).await;
    assert_eq!(
        (&saved["entries"][0]["status"], &saved["entries"][0]["cid"]),
        (&json!("not_seen"), &json!(tap_id(12)))
    );
    assert_eq!(saved["entries"][0]["minutes"], 0);
    // in one request, in any order
    let saved = sheet
        .save(json!([sheet.tap(14, "let_us_know", 1), sheet.tap(13, "here", 2)]), None)
        .await;
    assert_eq!(saved["entries"][0]["cid"], tap_id(14));
    assert_eq!(saved["entries"].as_array().unwrap().len(), 1);
    sheet.world.finish().await;
}

// scheduling case 34
#[tokio::test]
async fn a_device_whose_clock_is_ahead_does_not_win_for_ever() {
    let sheet = after_a_session().await;
    let mut ahead = sheet.tap(11, "here", 0);
    ahead["recorded_at"] = json!(sheet.world.clock.now() + 3 * HOUR);
    sheet.save(json!([ahead]), None).await;
    sheet.world.clock.advance(MINUTE);
    let mut right = sheet.tap(12, "not_seen", 0);
    right["recorded_at"] = json!(sheet.world.clock.now());
    assert_eq!(
        sheet.save(json!([right]), None).await["entries"][0]["status"],
        "not_seen"
    );
    sheet.world.finish().await;
}

// T3
#[tokio::test]
async fn attendance_is_no_longer_than_the_session_and_a_bad_entry_affects_no_other() {
    let sheet = after_a_session().await;
    let mut long = sheet.tap(11, "here", 5);
    long["minutes"] = json!(91);
    let nobody = json!({"cid": tap_id(12), "nickname": "nobody-here", "status": "here", "recorded_at": sheet.at(1)});
    let number =
        json!({"cid": tap_id(13), "nickname": "110105.19491231/002X", "status": "here", "recorded_at": sheet.at(1)});
    let saved = sheet
        .save(json!([long, nobody, number, sheet.tap(14, "here", 3)]), None)
        .await;
    assert_eq!(
        outcomes(&saved),
        ["out_of_range", "unknown_nickname", "identity_number", "saved"]
    );
    assert_eq!(saved["entries"].as_array().unwrap().len(), 1);
    let mut tap = sheet.tap(15, "here", 2);
    tap["minutes"] = json!(40);
    assert_eq!(sheet.save(json!([tap]), None).await["entries"][0]["minutes"], 40);
    sheet.world.finish().await;
}

// safety 8, 10
#[tokio::test]
async fn names_are_seen_by_those_who_conduct_from_a_day_before_to_a_day_after() {
    let sheet = after_a_session().await;
    sheet.save(json!([sheet.tap(11, "here", 5)]), Some((1, 1))).await;
    let coordinator = sheet.studio.coordinator(&sheet.world).await;
    let hidden = coordinator.get(&sheet.path()).await.expect(200);
    assert_eq!(
        (&hidden["is_hidden"], &hidden["entries"], &hidden["expected"]),
        (&json!(true), &json!([]), &json!([]))
    );
    assert_eq!(
        (
            &hidden["named_count"],
            &hidden["unnamed_count"],
            &hidden["people_count"]
        ),
        (&json!(1), &json!(1), &json!(2)),
        "one member and the lead, who is expected"
    );
    let end = sheet.session["ends_at"].as_i64().unwrap();
    sheet.world.clock.set(end + DAY - 1);
    assert_eq!(sheet.lead.get(&sheet.path()).await.expect(200)["is_hidden"], false);
    sheet.world.clock.set(end + DAY);
    let hidden = sheet.lead.get(&sheet.path()).await.expect(200);
    assert_eq!((&hidden["is_hidden"], &hidden["entries"]), (&json!(true), &json!([])));
    sheet.world.finish().await;
}

// T2: training looks again at each later correction, and only then
#[tokio::test]
async fn a_correction_after_the_session_was_closed_is_credited() {
    let sheet = after_a_session().await;
    sheet.save(json!([sheet.tap(11, "here", 9)]), None).await;
    assert_eq!(credit_jobs(&sheet.world.app, &sheet.session).await, 0);
    let close = format!("{}/close", session_path(&sheet.session));
    sheet.lead.post(&close, json!({})).await.expect(200);
    assert_eq!(credit_jobs(&sheet.world.app, &sheet.session).await, 2);
    sheet.save(json!([sheet.tap(11, "here", 9)]), None).await; // nothing new
    assert_eq!(credit_jobs(&sheet.world.app, &sheet.session).await, 2);
    sheet.save(json!([sheet.tap(12, "not_seen", 5)]), None).await;
    assert_eq!(credit_jobs(&sheet.world.app, &sheet.session).await, 3);
    sheet.world.finish().await;
}

proptest::proptest! {
    // what one tap in 3,600 ran into
    #[test]
    fn no_id_of_chance_is_refused(bytes in proptest::prelude::any::<[u8; 16]>()) {
        let id = uuid::Builder::from_random_bytes(bytes).into_uuid().to_string();
        proptest::prop_assert!(TapId::parse(&id).is_some());
    }
}
