//! Taps: their ids, their replays, and the history that they leave.

use super::attendance::{Sheet, after_a_session};
use crate::support::product::Error;
use crate::support::world::{outcomes, recording, session_path, tap_id};
use serde_json::json;

#[tokio::test]
async fn one_id_of_a_tap_is_never_two_people() {
    let sheet = after_a_session().await;
    sheet.save(json!([sheet.tap(11, "here", 9)]), None).await;
    let other = json!({"cid": tap_id(11), "person_id": sheet.studio.counsellors[0], "status": "here", "recorded_at": sheet.at(1)});
    let saved = sheet.save(json!([other]), None).await;
    assert_eq!(outcomes(&saved), ["taken"]);
    assert_eq!(saved["entries"].as_array().unwrap().len(), 1);
    sheet.world.finish().await;
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
    sheet.world.finish().await;
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
        .get(&format!("{}?device={}", sheet.path(), tap_id(2)))
        .await
        .expect(200);
    assert_eq!(own["own_unnamed"], json!({"count": -1, "press": 2}));
    sheet.world.finish().await;
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
        .world
        .db
        .read(|conn| {
            let rows = attendance_events::table
                .order(attendance_events::tapped_at.desc())
                .select(attendance_events::cid);
            Ok::<_, Error>(rows.load(conn)?)
        })
        .await
        .unwrap();
    assert_eq!(written, [tap_id(13), tap_id(12), tap_id(11)]);
    let shown = sheet.lead.get(&sheet.path()).await.expect(200);
    assert_eq!(shown["entries"][0]["cid"], tap_id(13));
    let change = sheet.world.db.write(|tx| {
        let all = diesel::update(attendance_events::table).set(attendance_events::minutes.eq(1));
        Ok::<_, Error>(all.execute(tx.conn())?)
    });
    assert!(change.await.is_err());
    sheet.world.finish().await;
}

// scheduling 3, safety 28
#[tokio::test]
async fn of_a_sheet_that_was_emptied_nothing_stays_that_could_come_back() {
    let sheet = after_a_session().await;
    sheet.save(json!([sheet.tap(11, "here", 5)]), Some((1, 4))).await;
    let seen = sheet.lead.get(&session_path(&sheet.session)).await.expect(200);
    let body = json!({"row_version": seen["row_version"], "reason": "low_numbers", "empties_sheet": true});
    let not_held = format!("{}/not-held", session_path(&sheet.session));
    sheet.lead.post(&not_held, body).await.expect(200);
    let left: i64 = sheet
        .world
        .db
        .read(|conn| {
            use crate::support::product::db::schema::attendance_events::table;
            use diesel::prelude::*;
            Ok::<_, Error>(table.count().get_result(conn)?)
        })
        .await
        .unwrap();
    assert_eq!(left, 0);
    sheet.world.finish().await;
}
