//! When a sheet is whose, by the server's clock: from an hour before to a day after with whoever leads, then with a
//! coordinator or supervisor of the district and a reason, ninety days long.

use super::attendance::after_a_session;
use crate::support::product::{
    DAY, Error, HOUR, MINUTE, Role,
    db::schema::{attendance_events, audit_entries},
};
use crate::support::world::{World, outcomes, recording, session_path, tap_id};
use diesel::prelude::*;
use serde_json::json;

#[tokio::test]
async fn a_sheet_opens_an_hour_before_the_start() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-23", "14:00", json!({}))
        .await;
    let lead = studio.lead(&world).await;
    let sheet = format!("{}/attendance", session_path(&session));
    let start = session["starts_at"].as_i64().unwrap();
    world.clock.set(start - HOUR - 1);
    let early = lead.put(&sheet, recording(1, json!([]), Some((1, 1)))).await;
    early.problem("wrong_state");
    let seen = lead.get(&sheet).await.expect(200);
    assert_eq!(
        (&seen["writes"], &seen["opens_at"]),
        (&json!(null), &json!(start - HOUR))
    );
    world.clock.set(start - HOUR);
    lead.put(&sheet, recording(1, json!([]), Some((1, 1))))
        .await
        .expect(200);
    assert_eq!(lead.get(&sheet).await.expect(200)["writes"], "tap");
    world.finish().await;
}

// scheduling case 34
#[tokio::test]
async fn a_phone_that_is_two_days_slow_is_measured_and_not_refused() {
    let sheet = after_a_session().await;
    let now = sheet.world.clock.now();
    let slow = now - 2 * DAY;
    let mut late = sheet.tap(11, "not_seen", 0);
    late["recorded_at"] = json!(slow - MINUTE);
    // another device, whose clock is right, pressed two minutes ago
    sheet.save(json!([sheet.tap(12, "here", 2)]), None).await;
    let request = sheet.lead.request(reqwest::Method::PUT, &sheet.path());
    let request = request.header("device-time", slow.to_string());
    let answer = request.json(&recording(2, json!([late]), None)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let shown = sheet.lead.get(&sheet.path()).await.expect(200);
    assert_eq!(shown["entries"][0]["status"], "not_seen", "it was pressed a minute ago");
    let kept: (i64, i64) = sheet
        .world
        .db
        .read(|conn| {
            let row = attendance_events::table
                .filter(attendance_events::cid.eq(tap_id(11)))
                .select((attendance_events::device_at, attendance_events::tapped_at));
            Ok::<_, Error>(row.first(conn)?)
        })
        .await
        .unwrap();
    assert_eq!(kept, (slow - MINUTE, now - MINUTE));
    sheet.world.finish().await;
}

#[tokio::test]
async fn after_a_day_the_district_corrects_with_a_reason_and_after_ninety_nobody() {
    let sheet = after_a_session().await;
    let (world, studio) = (&sheet.world, &sheet.studio);
    let end = sheet.session["ends_at"].as_i64().unwrap();
    let supervisor = studio.with_role(Role::Supervisor).await;
    let tap =
        |number: u64| json!({"device": tap_id(5), "reason": "forgotten", "entries": [sheet.tap(number, "here", 5)]});
    // not while it is with those who lead
    let coordinator = studio.coordinator(world).await;
    coordinator.put(&sheet.path(), tap(21)).await.problem("not_allowed");
    world.clock.set(end + DAY - 1);
    sheet.save(json!([sheet.tap(11, "not_seen", 5)]), None).await;
    world.clock.set(end + DAY);
    let lead = studio.lead(world).await;
    let closed = lead.put(&sheet.path(), recording(1, json!([]), Some((1, 1)))).await;
    closed.problem("sheet_closed");
    let coordinator = studio.coordinator(world).await;
    let supervisor = world.signed_in(&supervisor).await;
    let headquarters = world.headquarters().await;
    let neighbour = world.neighbouring_studio().await.coordinator(world).await;
    headquarters.put(&sheet.path(), tap(22)).await.problem("not_allowed");
    neighbour.put(&sheet.path(), tap(22)).await.problem("not_found");
    let without = coordinator
        .put(&sheet.path(), recording(5, json!([]), Some((1, 1))))
        .await;
    assert_eq!(without.problem("invalid")["errors"][0]["field"], "reason");
    let corrected = coordinator.put(&sheet.path(), tap(23)).await.expect(200);
    assert_eq!(
        (outcomes(&corrected), &corrected["entries"][0]["status"]),
        (vec!["saved"], &json!("here"))
    );
    // what an offline phone brings now, whoever holds it, is not taken; what it was is in the history
    supervisor.put(&sheet.path(), tap(24)).await.expect(200);
    let written: Vec<(String, Option<String>)> = world
        .db
        .read(|conn| {
            let rows = attendance_events::table
                .order(attendance_events::saved_at)
                .select((attendance_events::source, attendance_events::reason));
            Ok::<_, Error>(rows.load(conn)?)
        })
        .await
        .unwrap();
    let forgotten = ("correction".to_owned(), Some("forgotten".to_owned()));
    assert_eq!(written, [("tap".to_owned(), None), forgotten.clone(), forgotten]);
    world.clock.set(end + 90 * DAY);
    let coordinator = studio.coordinator(world).await;
    coordinator.put(&sheet.path(), tap(25)).await.problem("sheet_frozen");
    assert_eq!(coordinator.get(&sheet.path()).await.expect(200)["is_frozen"], true);
    sheet.world.finish().await;
}

// safety 16
#[tokio::test]
async fn a_correction_shows_names_only_on_request_and_the_request_is_audited() {
    let sheet = after_a_session().await;
    sheet.save(json!([sheet.tap(11, "here", 5)]), None).await;
    let coordinator = sheet.studio.coordinator(&sheet.world).await;
    let noted = async || {
        let read = sheet.world.db.read(|conn| {
            let lines = audit_entries::table.filter(audit_entries::verb.eq("sheet_read"));
            Ok::<_, Error>(lines.count().get_result::<i64>(conn)?)
        });
        read.await.unwrap()
    };
    let plain = coordinator.get(&sheet.path()).await.expect(200);
    assert_eq!(
        (&plain["is_hidden"], &plain["may_ask_names"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(noted().await, 0);
    let asked = format!("{}?names=true", sheet.path());
    let shown = coordinator.get(&asked).await.expect(200);
    assert_eq!(
        (&shown["is_hidden"], &shown["entries"][0]["nickname"]),
        (&json!(false), &json!("Ａnna"))
    );
    assert_eq!(noted().await, 1);
    let headquarters = sheet.world.headquarters().await;
    headquarters.get(&asked).await.problem("not_allowed");
    assert_eq!(noted().await, 1);
    sheet.world.finish().await;
}
