//! Who came is forgotten after a year; how many came stays (safety 28).

use super::ground::{Ground, agree, cid, path, recording};
use crate::support::app::App;
use diesel::prelude::*;
use serde_json::json;
use std::collections::HashMap;
use tongxing::accounts::model::Role;
use tongxing::clock::{DAY, HOUR};
use tongxing::db::schema::attendances;
use tongxing::error::Error;
use tongxing::ids::PersonId;

async fn named(app: &App) -> Vec<PersonId> {
    let read = app.db.read(|conn| {
        let rows = attendances::table.select(attendances::person_id).order(attendances::id);
        Ok::<_, Error>(rows.load::<PersonId>(conn)?)
    });
    read.await.unwrap()
}

#[tokio::test]
async fn members_on_a_sheet_become_a_number_after_a_year_and_those_who_work_stay() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let lead = app.signed_in(&ground.counsellors[0], "lead").await;
    let (came, missed) = (
        ground.with_role(Role::Member).await,
        ground.with_role(Role::Member).await,
    );
    let session = ground.planned(&coordinator, "2026-11-23", "12:00", json!({})).await;
    app.clock.advance(3 * HOUR);
    let names: HashMap<PersonId, String> = app
        .db
        .read({
            let ids = vec![came.clone(), missed.clone(), ground.counsellors[0].clone()];
            move |conn| tongxing::accounts::front::nicknames(conn, &ids)
        })
        .await
        .unwrap();
    for member in [&came, &missed] {
        agree(&ground.kit, member).await;
    }
    let tap = |number: u64, person: &PersonId, status: &str| json!({"cid": cid(number), "nickname": names[person], "status": status, "recorded_at": app.clock.now()});
    let entries = [
        tap(1, &came, "here"),
        tap(2, &missed, "not_seen"),
        tap(3, &ground.counsellors[0], "here"),
    ];
    let sheet = format!("{}/attendance", path(&session));
    lead.put(&sheet, recording(1, json!(entries), Some((1, 2))))
        .await
        .expect(200);
    let before = coordinator.get(&path(&session)).await.expect(200);
    app.run_jobs().await;
    app.clock.advance(364 * DAY);
    app.run_jobs().await;
    assert_eq!(named(&app).await.len(), 3, "not a day too early");
    app.clock.advance(DAY + HOUR);
    let headquarters = app.headquarters().await;
    let due = headquarters.get("/retention").await.expect(200)["items"][1].clone();
    assert_eq!((&due["what"], &due["due"]), (&json!("member_name"), &json!(2)));
    app.run_jobs().await;
    assert_eq!(named(&app).await, [ground.counsellors[0].clone()]);
    let after = coordinator.get(&path(&session)).await.expect(200);
    assert_eq!(
        (&before["attendance_count"], &after["attendance_count"]),
        (&json!(4), &json!(4))
    );
    app.finish().await;
}
