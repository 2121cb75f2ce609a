//! Whoever does not agree to be written down is a number, never a name, decided where it is recorded (safety 15).

use super::attendance::{Sheet, after_a_session};
use super::lifecycle::credit_jobs;
use crate::support::product::{
    DAY, Error, HOUR, MINUTE, PersonId, Role,
    db::schema::{attendance_events, attendances},
};
use crate::support::world::{consent_to_attend, outcomes, session_path, tap_id};
use diesel::prelude::*;
use serde_json::{Value, json};

async fn withdraw(sheet: &Sheet) {
    let member = sheet.world.signed_in(&PersonId::parse(&sheet.member).unwrap()).await;
    let no = json!({"is_given": false, "language": "zh"});
    member.put("/me/consents/attend", no).await.expect(200);
}

/// How often the member stands by name in what is stored of the sheet: on it, and in what was written.
async fn names(sheet: &Sheet) -> (i64, i64) {
    let member = sheet.member.clone();
    let read = sheet.world.db.read(move |conn| {
        let shown = attendances::table.filter(attendances::person_id.eq(&member)).count();
        let written = attendance_events::table
            .filter(attendance_events::person_id.eq(&member))
            .count();
        Ok::<_, Error>((shown.get_result(conn)?, written.get_result(conn)?))
    });
    read.await.unwrap()
}

fn counts(answer: &Value) -> (i64, i64) {
    let number = |name: &str| answer[name].as_i64().unwrap();
    (number("named_count"), number("unnamed_count"))
}

// safety 15: attend
#[tokio::test]
async fn whoever_never_agreed_is_a_number_and_whoever_did_a_name() {
    let sheet = after_a_session().await;
    let here = Some(sheet.studio.district.clone());
    sheet.world.person_named("没说过", &[(Role::Member, here)]).await;
    let tap = |number: u64, name: &str| json!({"cid": tap_id(number), "nickname": name, "status": "here", "recorded_at": sheet.at(1)});
    let saved = sheet.save(json!([tap(11, "没说过"), tap(12, "anna")]), None).await;
    assert_eq!(outcomes(&saved), ["unnamed", "saved"]);
    assert_eq!(counts(&saved), (1, 1));
    let shown = saved["entries"].to_string();
    assert!(shown.contains("Ａnna") && !saved.to_string().contains("没说过"));
    let page = sheet.lead.get(&session_path(&sheet.session)).await.expect(200);
    assert_eq!(page["attendance_count"], 2);
    sheet.world.finish().await;
}

// safety 15: a tap that was made while the consent stood and arrives after it was taken back
#[tokio::test]
async fn attendance_after_a_withdrawal_is_counted_and_removes_the_older_name() {
    let sheet = after_a_session().await;
    let early = sheet.tap(11, "here", 30);
    sheet.save(json!([early.clone()]), None).await;
    assert_eq!(names(&sheet).await, (1, 1));
    withdraw(&sheet).await;
    // the same tap once more is no news: it was written when that was agreed to
    let replayed = sheet.save(json!([early]), None).await;
    assert_eq!((outcomes(&replayed), counts(&replayed)), (vec!["known"], (1, 0)));
    // an offline phone brings another one, made before
    let late = sheet.save(json!([sheet.tap(12, "here", 20)]), None).await;
    assert_eq!((outcomes(&late), counts(&late)), (vec!["unnamed"], (0, 1)));
    assert_eq!(names(&sheet).await, (0, 0));
    sheet.world.finish().await;
}

#[tokio::test]
async fn two_devices_and_a_replay_count_somebody_without_a_name_once() {
    let sheet = after_a_session().await;
    withdraw(&sheet).await;
    for (number, minutes, expected) in [(11, 30, 1), (12, 20, 1), (11, 30, 1)] {
        let saved = sheet.save(json!([sheet.tap(number, "here", minutes)]), None).await;
        assert_eq!(counts(&saved), (0, expected));
    }
    // a wrong press is taken back like any other
    let gone = sheet.save(json!([sheet.tap(13, "not_seen", 5)]), None).await;
    assert_eq!(counts(&gone), (0, 0));
    // the headcount of a device stands beside it
    let both = sheet.save(json!([sheet.tap(14, "here", 1)]), Some((1, 3))).await;
    assert_eq!(counts(&both), (0, 4));
    // the twin: agreed since, the next press is a name, and the number is one less
    consent_to_attend(&sheet.studio.rows, &PersonId::parse(&sheet.member).unwrap()).await;
    let named = sheet.save(json!([sheet.tap(15, "here", 0)]), None).await;
    assert_eq!((outcomes(&named), counts(&named)), (vec!["saved"], (1, 3)));
    sheet.world.finish().await;
}

// safety 15: corrections
#[tokio::test]
async fn a_correction_makes_no_name_of_a_number() {
    let sheet = after_a_session().await;
    withdraw(&sheet).await;
    let end = sheet.session["ends_at"].as_i64().unwrap();
    sheet.world.clock.set(end + DAY + HOUR);
    let coordinator = sheet.studio.coordinator(&sheet.world).await;
    let body = json!({"device": tap_id(9), "reason": "forgotten", "entries": [sheet.tap(11, "here", 5)]});
    let saved = coordinator.put(&sheet.path(), body).await.expect(200);
    assert_eq!((outcomes(&saved), counts(&saved)), (vec!["unnamed"], (0, 1)));
    assert_eq!(names(&sheet).await, (0, 0));
    sheet.world.finish().await;
}

// safety 15: nothing to credit, and the marks that keep two presses from counting twice are gone after a day
#[tokio::test]
async fn a_day_later_nothing_distinguishes_the_unnamed() {
    let sheet = after_a_session().await;
    withdraw(&sheet).await;
    sheet.save(json!([sheet.tap(11, "here", 5)]), Some((1, 2))).await;
    let close = format!("{}/close", session_path(&sheet.session));
    sheet.lead.post(&close, json!({})).await.expect(200);
    assert_eq!(credit_jobs(&sheet.world.app, &sheet.session).await, 2);
    let marks = async || {
        let read = sheet.world.db.read(|conn| {
            let marked = attendance_events::table.filter(attendance_events::mark.is_not_null());
            Ok::<_, Error>(marked.count().get_result::<i64>(conn)?)
        });
        read.await.unwrap()
    };
    sheet.world.run_jobs().await;
    assert_eq!(marks().await, 1);
    let end = sheet.session["ends_at"].as_i64().unwrap();
    sheet.world.clock.set(end + DAY + HOUR + MINUTE);
    sheet.world.run_jobs().await;
    assert_eq!(marks().await, 0);
    let coordinator = sheet.studio.coordinator(&sheet.world).await;
    let after = coordinator.get(&sheet.path()).await.expect(200);
    assert_eq!(counts(&after), (0, 3));
    sheet.world.finish().await;
}
