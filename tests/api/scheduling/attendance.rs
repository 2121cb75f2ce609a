//! The sheet: many devices, some of them late.

use super::course::credit_jobs;
use super::ground::{Ground, agree, cid, outcomes, path, recording};
use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{DAY, Error, HOUR, MINUTE, PersonId, Role, TapId};
use serde_json::{Value, json};

pub struct Sheet {
    pub app: App,
    pub ground: Ground,
    pub lead: Person,
    pub session: Value,
    pub member: String,
}

/// A session that has just ended, and a member who was there and agreed to be written down.
pub async fn after_a_session() -> Sheet {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let session = ground.planned(&coordinator, "2026-11-23", "11:00", json!({})).await;
    let lead = app.signed_in(&ground.counsellors[0], "lead").await;
    let member = app
        .somebody("Ａnna", &[(Role::Member, Some(ground.district.clone()))])
        .await;
    agree(&ground.rows, &PersonId::parse(&member.id).unwrap()).await;
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
    pub fn path(&self) -> String {
        format!("{}/attendance", path(&self.session))
    }

    pub fn at(&self, minutes_before_end: i64) -> i64 {
        self.session["ends_at"].as_i64().unwrap() - minutes_before_end * MINUTE
    }

    pub fn tap(&self, number: u64, status: &str, minutes_before_end: i64) -> Value {
        json!({"cid": cid(number), "nickname": "anna", "status": status, "recorded_at": self.at(minutes_before_end)})
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
    let page = sheet.lead.get(&path(&sheet.session)).await.expect(200);
    assert_eq!(page["attendance_count"], 5);
    sheet.app.finish().await;
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
    sheet.app.finish().await;
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
        (&json!("not_seen"), &json!(cid(12)))
    );
    assert_eq!(saved["entries"][0]["minutes"], 0);
    // in one request, in any order
    let saved = sheet
        .save(json!([sheet.tap(14, "let_us_know", 1), sheet.tap(13, "here", 2)]), None)
        .await;
    assert_eq!(saved["entries"][0]["cid"], cid(14));
    assert_eq!(saved["entries"].as_array().unwrap().len(), 1);
    sheet.app.finish().await;
}

// scheduling case 34
#[tokio::test]
async fn a_device_whose_clock_is_ahead_does_not_win_for_ever() {
    let sheet = after_a_session().await;
    let mut ahead = sheet.tap(11, "here", 0);
    ahead["recorded_at"] = json!(sheet.app.clock.now() + 3 * HOUR);
    sheet.save(json!([ahead]), None).await;
    sheet.app.clock.advance(MINUTE);
    let mut right = sheet.tap(12, "not_seen", 0);
    right["recorded_at"] = json!(sheet.app.clock.now());
    assert_eq!(
        sheet.save(json!([right]), None).await["entries"][0]["status"],
        "not_seen"
    );
    sheet.app.finish().await;
}

// T3
#[tokio::test]
async fn nobody_was_there_for_longer_than_the_session_and_a_bad_line_takes_no_other_with_it() {
    let sheet = after_a_session().await;
    let mut long = sheet.tap(11, "here", 5);
    long["minutes"] = json!(91);
    let nobody = json!({"cid": cid(12), "nickname": "nobody-here", "status": "here", "recorded_at": sheet.at(1)});
    let number =
        json!({"cid": cid(13), "nickname": "110105.19491231/002X", "status": "here", "recorded_at": sheet.at(1)});
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
    sheet.app.finish().await;
}

// safety 8, 10
#[tokio::test]
async fn names_are_seen_by_those_who_conduct_from_a_day_before_to_a_day_after() {
    let sheet = after_a_session().await;
    sheet.save(json!([sheet.tap(11, "here", 5)]), Some((1, 1))).await;
    let coordinator = sheet.ground.coordinator(&sheet.app).await;
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
    sheet.app.clock.set(end + DAY - 1);
    assert_eq!(sheet.lead.get(&sheet.path()).await.expect(200)["is_hidden"], false);
    sheet.app.clock.set(end + DAY);
    let hidden = sheet.lead.get(&sheet.path()).await.expect(200);
    assert_eq!((&hidden["is_hidden"], &hidden["entries"]), (&json!(true), &json!([])));
    sheet.app.finish().await;
}

// T2: training looks again at each later correction, and only then
#[tokio::test]
async fn a_correction_after_the_session_was_closed_is_handed_on() {
    let sheet = after_a_session().await;
    sheet.save(json!([sheet.tap(11, "here", 9)]), None).await;
    assert_eq!(credit_jobs(&sheet.app, &sheet.session).await, 0);
    let close = format!("{}/close", path(&sheet.session));
    sheet.lead.post(&close, json!({})).await.expect(200);
    assert_eq!(credit_jobs(&sheet.app, &sheet.session).await, 2);
    sheet.save(json!([sheet.tap(11, "here", 9)]), None).await; // nothing new
    assert_eq!(credit_jobs(&sheet.app, &sheet.session).await, 2);
    sheet.save(json!([sheet.tap(12, "not_seen", 5)]), None).await;
    assert_eq!(credit_jobs(&sheet.app, &sheet.session).await, 3);
    sheet.app.finish().await;
}

#[tokio::test]
async fn one_id_of_a_tap_is_never_two_people() {
    let sheet = after_a_session().await;
    sheet.save(json!([sheet.tap(11, "here", 9)]), None).await;
    let other =
        json!({"cid": cid(11), "person_id": sheet.ground.counsellors[0], "status": "here", "recorded_at": sheet.at(1)});
    let saved = sheet.save(json!([other]), None).await;
    assert_eq!(outcomes(&saved), ["taken"]);
    assert_eq!(saved["entries"].as_array().unwrap().len(), 1);
    sheet.app.finish().await;
}

#[tokio::test]
async fn an_id_is_read_as_an_id_and_nothing_else_is_one() {
    let sheet = after_a_session().await;
    // the digits of this one, read as text, are an identity number
    let unlucky = "11010519-4912-3100-2111-0105194912ab";
    let mut tap = sheet.tap(11, "here", 5);
    tap["cid"] = json!(unlucky);
    assert_eq!(outcomes(&sheet.save(json!([tap]), None).await), ["saved"]);
    for bad in [
        "a",
        "",
        "0190A0B0-0000-7000-8000-000000000001",
        "0190a0b0000070008000000000000001",
    ] {
        let mut tap = sheet.tap(12, "here", 5);
        tap["cid"] = json!(bad);
        let problem = sheet.lead.put(&sheet.path(), recording(1, json!([tap]), None)).await;
        assert_eq!(
            problem.problem("invalid")["errors"],
            json!([{"field": "entries[0].cid", "code": "bad_id"}])
        );
    }
    sheet.app.finish().await;
}

proptest::proptest! {
    // what one tap in 3,600 ran into
    #[test]
    fn no_id_of_chance_is_refused(bytes in proptest::prelude::any::<[u8; 16]>()) {
        let id = uuid::Builder::from_random_bytes(bytes).into_uuid().to_string();
        proptest::prop_assert!(TapId::parse(&id).is_some());
    }
}

/// What the number without names is after each of these requests of (device, press, count).
async fn counted(sheet: &Sheet, presses: &[(u64, i64, i64)]) -> Vec<i64> {
    let mut seen = vec![];
    for (device, press, count) in presses {
        let body = recording(*device, json!([]), Some((*press, *count)));
        let saved = sheet.lead.put(&sheet.path(), body).await.expect(200);
        seen.push(saved["unnamed_count"].as_i64().unwrap());
    }
    seen
}

#[tokio::test]
async fn a_replay_or_an_old_page_never_lowers_the_number_without_names() {
    let sheet = after_a_session().await;
    // the third request is the first once more: it arrives late, and five stay five
    assert_eq!(
        counted(&sheet, &[(1, 1, 3), (1, 2, 5), (1, 1, 3), (1, 1, 4)]).await,
        [3, 5, 5, 5]
    );
    // a page that never heard of it counts its own; taps alone say nothing of the number
    assert_eq!(counted(&sheet, &[(2, 1, 1)]).await, [6]);
    assert_eq!(
        sheet.save(json!([sheet.tap(11, "here", 5)]), None).await["unnamed_count"],
        6
    );
    // one too many on the other device is taken off on this one
    assert_eq!(counted(&sheet, &[(2, 2, -1), (3, 1, -900)]).await, [4, 0]);
    let own = sheet
        .lead
        .get(&format!("{}?device={}", sheet.path(), cid(2)))
        .await
        .expect(200);
    assert_eq!(own["own_unnamed"], json!({"count": -1, "press": 2}));
    sheet.app.finish().await;
}

#[tokio::test]
async fn what_a_sheet_shows_is_the_newest_of_what_was_written_and_nothing_written_is_changed() {
    use crate::support::product::db::schema::attendance_events;
    use diesel::prelude::*;
    let sheet = after_a_session().await;
    sheet.save(json!([sheet.tap(12, "not_seen", 10)]), None).await;
    sheet
        .save(
            json!([sheet.tap(11, "here", 30), sheet.tap(13, "let_us_know", 5)]),
            None,
        )
        .await;
    let written: Vec<String> = sheet
        .app
        .db
        .read(|conn| {
            let rows = attendance_events::table
                .order(attendance_events::tapped_at.desc())
                .select(attendance_events::cid);
            Ok::<_, Error>(rows.load(conn)?)
        })
        .await
        .unwrap();
    assert_eq!(written, [cid(13), cid(12), cid(11)]);
    let shown = sheet.lead.get(&sheet.path()).await.expect(200);
    assert_eq!(shown["entries"][0]["cid"], cid(13));
    let change = sheet.app.db.write(|tx| {
        let all = diesel::update(attendance_events::table).set(attendance_events::minutes.eq(1));
        Ok::<_, Error>(all.execute(tx.conn())?)
    });
    assert!(change.await.is_err());
    sheet.app.finish().await;
}

// scheduling 3, safety 28
#[tokio::test]
async fn of_a_sheet_that_was_emptied_nothing_stays_that_could_come_back() {
    let sheet = after_a_session().await;
    sheet.save(json!([sheet.tap(11, "here", 5)]), Some((1, 4))).await;
    let seen = sheet.lead.get(&path(&sheet.session)).await.expect(200);
    let body = json!({"row_version": seen["row_version"], "reason": "low_numbers", "empties_sheet": true});
    let not_held = format!("{}/not-held", path(&sheet.session));
    sheet.lead.post(&not_held, body).await.expect(200);
    let left: i64 = sheet
        .app
        .db
        .read(|conn| {
            use crate::support::product::db::schema::attendance_events::table;
            use diesel::prelude::*;
            Ok::<_, Error>(table.count().get_result(conn)?)
        })
        .await
        .unwrap();
    assert_eq!(left, 0);
    sheet.app.finish().await;
}
