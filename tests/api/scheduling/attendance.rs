//! The sheet: many devices, some of them late.

use super::course::credit_jobs;
use super::ground::{Ground, path};
use crate::support::app::App;
use crate::support::person::Person;
use serde_json::{Value, json};
use tongxing::accounts::model::Role;
use tongxing::clock::{DAY, HOUR, MINUTE};

struct Sheet {
    app: App,
    ground: Ground,
    lead: Person,
    session: Value,
    member: String,
}

/// A session that has just ended, and a member who was there.
async fn after_a_session() -> Sheet {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let session = ground.planned(&coordinator, "2026-11-23", "11:00", json!({})).await;
    let lead = app.signed_in(&ground.counsellors[0], "lead").await;
    let member = app
        .somebody("Ａnna", &[(Role::Member, Some(ground.district.clone()))])
        .await;
    app.clock.set(session["ends_at"].as_i64().unwrap());
    Sheet {
        app,
        ground,
        lead,
        session,
        member: member.id,
    }
}

impl Sheet {
    fn path(&self) -> String {
        format!("{}/attendance", path(&self.session))
    }

    fn at(&self, minutes_before_end: i64) -> i64 {
        self.session["ends_at"].as_i64().unwrap() - minutes_before_end * MINUTE
    }

    fn tap(&self, cid: &str, status: &str, minutes_before_end: i64) -> Value {
        json!({"cid": cid, "nickname": "anna", "status": status, "recorded_at": self.at(minutes_before_end)})
    }

    async fn save(&self, entries: Value, unnamed: i64) -> Value {
        let body = json!({"entries": entries, "unnamed_count": unnamed});
        self.lead.put(&self.path(), body).await.expect(200)
    }
}

#[tokio::test]
async fn people_are_ticked_by_nickname_in_any_spelling_and_the_others_are_counted() {
    let sheet = after_a_session().await;
    let saved = sheet.save(json!([sheet.tap("a", "here", 5)]), 4).await;
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
    let page = sheet.lead.get(&path(&sheet.session)).await.expect(200);
    assert_eq!(page["attendance_count"], 5);
    sheet.app.finish().await;
}

#[tokio::test]
async fn sending_the_same_taps_twice_changes_nothing() {
    let sheet = after_a_session().await;
    let taps = json!([sheet.tap("a", "here", 5)]);
    let once = sheet.save(taps.clone(), 2).await;
    assert_eq!(sheet.save(taps, 2).await, once);
    sheet.app.finish().await;
}

// scheduling case 25
#[tokio::test]
async fn of_two_taps_for_one_person_the_later_stands_whichever_arrives_first() {
    let sheet = after_a_session().await;
    let (early, late) = (sheet.tap("a", "here", 30), sheet.tap("b", "not_seen", 10));
    sheet.save(json!([late]), 0).await;
    // a phone that was offline sends what it knew before
    let saved = sheet.save(json!([early]), 0).await;
    assert_eq!(
        (&saved["entries"][0]["status"], &saved["entries"][0]["cid"]),
        (&json!("not_seen"), &json!("b"))
    );
    assert_eq!(saved["entries"][0]["minutes"], 0);
    // in one request, in any order
    let saved = sheet
        .save(json!([sheet.tap("d", "let_us_know", 1), sheet.tap("c", "here", 2)]), 0)
        .await;
    assert_eq!(saved["entries"][0]["cid"], "d");
    assert_eq!(saved["entries"].as_array().unwrap().len(), 1);
    sheet.app.finish().await;
}

// scheduling case 34
#[tokio::test]
async fn a_device_whose_clock_is_ahead_does_not_win_for_ever() {
    let sheet = after_a_session().await;
    let mut ahead = sheet.tap("a", "here", 0);
    ahead["recorded_at"] = json!(sheet.app.clock.now() + 3 * HOUR);
    sheet.save(json!([ahead]), 0).await;
    sheet.app.clock.advance(MINUTE);
    let mut right = sheet.tap("b", "not_seen", 0);
    right["recorded_at"] = json!(sheet.app.clock.now());
    assert_eq!(sheet.save(json!([right]), 0).await["entries"][0]["status"], "not_seen");
    sheet.app.finish().await;
}

#[tokio::test]
async fn an_unknown_nickname_creates_nothing_and_is_named() {
    let sheet = after_a_session().await;
    let nobody = json!({"cid": "z", "nickname": "nobody-here", "status": "here", "recorded_at": sheet.at(1)});
    let body = json!({"entries": [sheet.tap("a", "here", 5), nobody], "unnamed_count": 0});
    let problem = sheet.lead.put(&sheet.path(), body).await.problem("unknown_nickname");
    assert_eq!(
        problem["errors"],
        json!([{"field": "entries[1].nickname", "code": "unknown_nickname"}])
    );
    assert_eq!(sheet.lead.get(&sheet.path()).await.expect(200)["entries"], json!([]));
    sheet.app.finish().await;
}

// T3
#[tokio::test]
async fn nobody_was_there_for_longer_than_the_session() {
    let sheet = after_a_session().await;
    let mut tap = sheet.tap("a", "here", 5);
    tap["minutes"] = json!(91);
    let body = json!({"entries": [tap], "unnamed_count": 0});
    let problem = sheet.lead.put(&sheet.path(), body).await.problem("invalid");
    assert_eq!(problem["errors"][0]["field"], "entries[0].minutes");
    let mut tap = sheet.tap("a", "here", 5);
    tap["minutes"] = json!(40);
    assert_eq!(sheet.save(json!([tap]), 0).await["entries"][0]["minutes"], 40);
    sheet.app.finish().await;
}

// safety 8, 10
#[tokio::test]
async fn names_are_seen_by_those_who_conduct_from_a_day_before_to_a_day_after() {
    let sheet = after_a_session().await;
    sheet.save(json!([sheet.tap("a", "here", 5)]), 1).await;
    let coordinator = sheet.ground.coordinator(&sheet.app).await;
    let hidden = coordinator.get(&sheet.path()).await.expect(200);
    assert_eq!(
        (&hidden["is_hidden"], &hidden["entries"], &hidden["expected"]),
        (&json!(true), &json!([]), &json!([]))
    );
    assert_eq!(
        (&hidden["named_count"], &hidden["unnamed_count"]),
        (&json!(1), &json!(1))
    );
    let end = sheet.session["ends_at"].as_i64().unwrap();
    sheet.app.clock.set(end + DAY - 1);
    assert_eq!(sheet.lead.get(&sheet.path()).await.expect(200)["is_hidden"], false);
    sheet.app.clock.set(end + DAY);
    let hidden = sheet.lead.get(&sheet.path()).await.expect(200);
    assert_eq!((&hidden["is_hidden"], &hidden["entries"]), (&json!(true), &json!([])));
    // what was tapped in time is still taken from a phone that was offline, but not shown
    let late = sheet.save(json!([sheet.tap("b", "not_seen", 1)]), 1).await;
    assert_eq!((&late["entries"], &late["named_count"]), (&json!([]), &json!(0)));
    let mut too_late = sheet.tap("c", "here", 0);
    too_late["recorded_at"] = json!(end + DAY);
    let body = json!({"entries": [too_late], "unnamed_count": 1});
    sheet.lead.put(&sheet.path(), body.clone()).await.problem("invalid");
    sheet.app.clock.set(end + 14 * DAY + 1);
    sheet.lead.put(&sheet.path(), body).await.problem("wrong_state");
    sheet.app.finish().await;
}

// T2: training looks again at each later correction, and only then
#[tokio::test]
async fn a_correction_after_the_session_was_closed_is_handed_on() {
    let sheet = after_a_session().await;
    sheet.save(json!([sheet.tap("a", "here", 9)]), 0).await;
    assert_eq!(credit_jobs(&sheet.app, &sheet.session).await, 0);
    let close = format!("{}/close", path(&sheet.session));
    sheet.lead.post(&close, json!({})).await.expect(200);
    assert_eq!(credit_jobs(&sheet.app, &sheet.session).await, 2);
    sheet.save(json!([sheet.tap("a", "here", 9)]), 0).await; // nothing new
    assert_eq!(credit_jobs(&sheet.app, &sheet.session).await, 2);
    sheet.save(json!([sheet.tap("b", "not_seen", 5)]), 0).await;
    assert_eq!(credit_jobs(&sheet.app, &sheet.session).await, 3);
    sheet.app.finish().await;
}

#[tokio::test]
async fn one_id_of_a_tap_is_never_two_people() {
    let sheet = after_a_session().await;
    sheet.save(json!([sheet.tap("a", "here", 9)]), 0).await;
    let other =
        json!({"cid": "a", "person_id": sheet.ground.counsellors[0], "status": "here", "recorded_at": sheet.at(1)});
    let body = json!({"entries": [other], "unnamed_count": 0});
    let problem = sheet.lead.put(&sheet.path(), body).await.problem("invalid");
    assert_eq!(problem["errors"][0], json!({"field": "cid", "code": "taken"}));
    sheet.app.finish().await;
}
