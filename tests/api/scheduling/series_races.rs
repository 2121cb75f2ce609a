//! A change of a series against a change of one of its dates at the same time.

use super::invariants::{assert_claims_are_sound, assert_history_is_complete};
use crate::support::world::{World, session_path};
use serde_json::{Value, json};

// S1, S8, scheduling 6
#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_series_and_a_move_of_one_date_never_both_win_unseen() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let body = studio.ruled_body("Group", "2026-11-24", "18:30", "FREQ=WEEKLY;COUNT=6");
    let made = coordinator.post("/series", body).await.expect(201);
    let path = format!("/series/{}", made["series_id"].as_str().unwrap());
    for round in 0..6usize {
        let series = coordinator.get(&path).await.expect(200);
        let session: Value = series["sessions"][round].clone();
        let mut all = json!({"row_version": series["row_version"], "scope": "all",
            "local_start": format!("1{}:00", 2 + round)});
        let dry = coordinator
            .patch(&format!("{path}?dry_run=true"), all.clone())
            .await
            .expect(200);
        let rows = dry["rows"].as_array().unwrap().iter();
        all["rows"] = rows
            .map(|row| json!({"session_id": row["session_id"], "row_version": row["row_version"]}))
            .collect();
        let shift = json!({"row_version": session["row_version"], "local_date": session["local_date"],
            "local_start": "08:30"});
        let way = format!("{}/move", session_path(&session));
        let (edited, moved) = tokio::join!(coordinator.patch(&path, all), coordinator.post(&way, shift));
        let won = [edited.status, moved.status];
        assert!(won == [200, 409] || won == [409, 200], "round {round}: {won:?}");
        assert_claims_are_sound(&studio.rows).await;
        assert_history_is_complete(&studio.rows).await;
    }
    world.finish().await;
}

// S8: two who extend at once make each date once
#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_extend_a_series_at_once_one_does() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let body = studio.ruled_body("Group", "2026-11-24", "18:30", "FREQ=WEEKLY;COUNT=2");
    let made = coordinator.post("/series", body).await.expect(201);
    let path = format!("/series/{}", made["series_id"].as_str().unwrap());
    let way = format!("{path}/extend");
    let more = json!({"row_version": 1, "count": 3, "publish": true});
    let (one, two) = tokio::join!(coordinator.post(&way, more.clone()), coordinator.post(&way, more));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let series = coordinator.get(&path).await.expect(200);
    assert_eq!(series["sessions"].as_array().unwrap().len(), 5);
    assert_claims_are_sound(&studio.rows).await;
    world.finish().await;
}
