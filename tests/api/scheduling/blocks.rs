//! Rooms that are closed for repair or lent out.

use super::invariants::assert_claims_are_sound;
use crate::support::product::{Error, db::schema::claims};
use crate::support::rows::Rows;
use crate::support::world::{World, session_path};
use diesel::prelude::*;
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;

/// How many hours blocks have claimed, and whether claims of rooms are disjoint (S1).
async fn blocked_hours(rows: &Rows) -> i64 {
    let all: Vec<(String, i64, i64, bool)> = rows
        .db
        .read(|conn| {
            let rows = claims::table
                .filter(claims::resource_kind.eq("room"))
                .order((claims::resource_id, claims::busy_from))
                .select((
                    claims::resource_id,
                    claims::busy_from,
                    claims::busy_to,
                    claims::block_id.is_not_null(),
                ))
                .load(conn)?;
            Ok::<_, Error>(rows)
        })
        .await
        .unwrap();
    for pair in all.windows(2) {
        assert!(pair[0].0 != pair[1].0 || pair[0].2 <= pair[1].1, "S1: {pair:?}");
    }
    let of_blocks = all.iter().filter(|claim| claim.3);
    of_blocks.map(|(_, from, to, _)| to - from).sum::<i64>() / HOUR
}

// scheduling case 13, S2
#[tokio::test]
async fn a_block_over_sessions_claims_what_is_free_and_the_rest_when_they_leave() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let inside = json!({"minutes": 90});
    let first = studio
        .plan_session(&coordinator, "2026-12-01", "18:00", inside.clone())
        .await;
    let second = studio.plan_session(&coordinator, "2026-12-08", "18:00", inside).await;
    let other_room = json!({"room_id": studio.rooms[1], "staff": []});
    let beside = studio
        .plan_session(&coordinator, "2026-12-01", "18:00", other_room)
        .await;
    let path = format!("/rooms/{}/blocks", studio.rooms[0]);
    let three_weeks = json!({"kind": "repair", "from_date": "2026-11-30", "to_date": "2026-12-20", "note": "地板"});
    let would = coordinator
        .post(&format!("{path}?dry_run=true"), three_weeks.clone())
        .await
        .expect(200);
    assert_eq!(blocked_hours(&studio.rows).await, 0);
    let block = coordinator.post(&path, three_weeks).await.expect(201);
    assert_eq!(block["sessions_hit"], would["sessions_hit"]);
    let hit: Vec<&Value> = block["sessions_hit"].as_array().unwrap().iter().collect();
    assert_eq!(
        hit.iter().map(|one| &one["id"]).collect::<Vec<_>>(),
        [&first["id"], &second["id"]]
    );
    assert_eq!(hit[0]["problems"][0]["rule"], "room_blocked");
    // each of the two keeps its two hours
    assert_eq!(blocked_hours(&studio.rows).await, 21 * 24 - 4);
    assert_claims_are_sound(&studio.rows).await;
    // nothing new fits, and the refusal says why
    let refused = coordinator
        .post("/sessions", studio.session_body("2026-12-02", "10:00"))
        .await;
    assert_eq!(refused.problem("session_refused")["reasons"][0]["rule"], "room_blocked");
    // one moves, one is cancelled: the block has their time
    let to = json!({"row_version": first["row_version"], "local_date": "2026-12-22", "local_start": "18:00"});
    coordinator
        .post(&format!("{}/move", session_path(&first)), to)
        .await
        .expect(200);
    assert_eq!(blocked_hours(&studio.rows).await, 21 * 24 - 2);
    let cancel = json!({"row_version": second["row_version"], "reason": "room"});
    coordinator
        .post(&format!("{}/cancel", session_path(&second)), cancel)
        .await
        .expect(200);
    assert_eq!(blocked_hours(&studio.rows).await, 21 * 24);
    // it cannot come back while the room is blocked
    let restored = coordinator
        .post(&format!("{}/restore", session_path(&second)), json!({}))
        .await;
    assert_eq!(
        restored.problem("session_refused")["reasons"][0]["rule"],
        "room_blocked"
    );
    let left = format!("/room-blocks/{}/sessions", block["id"].as_str().unwrap());
    assert_eq!(coordinator.get(&left).await.expect(200)["items"], json!([]));
    assert_eq!(
        coordinator.get(&session_path(&beside)).await.expect(200)["has_problem"],
        false
    );
    // given back early
    coordinator
        .delete(&format!("/room-blocks/{}", block["id"].as_str().unwrap()))
        .await
        .expect(204);
    assert_eq!(blocked_hours(&studio.rows).await, 0);
    coordinator
        .post(&format!("{}/restore", session_path(&second)), json!({}))
        .await
        .expect(200);
    assert_claims_are_sound(&studio.rows).await;
    world.finish().await;
}

#[tokio::test]
async fn a_room_lent_out_in_the_mornings_is_free_in_the_evenings() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let path = format!("/rooms/{}/blocks", studio.rooms[0]);
    let mornings =
        json!({"kind": "lent", "from_date": "2026-12-01", "to_date": "2026-12-03", "from": "08:00", "to": "12:00"});
    let block = coordinator.post(&path, mornings).await.expect(201);
    assert_eq!(blocked_hours(&studio.rows).await, 12);
    coordinator
        .post("/sessions", studio.session_body("2026-12-02", "18:30"))
        .await
        .expect(201);
    // the room needs its fifteen minutes beside the block too
    let near = coordinator
        .post("/sessions", studio.session_body("2026-12-02", "12:10"))
        .await;
    near.problem("session_refused");
    coordinator
        .post("/sessions", studio.session_body("2026-12-02", "12:15"))
        .await
        .expect(201);
    let list = coordinator
        .get(&format!("/studios/{}/blocks", studio.id))
        .await
        .expect(200);
    assert_eq!(
        (&list["items"][0]["id"], &list["items"][0]["from"]),
        (&block["id"], &json!("08:00"))
    );
    for bad in [
        json!({"kind": "lent", "from_date": "2026-12-03", "to_date": "2026-12-01"}),
        json!({"kind": "lent", "from_date": "2026-12-01", "to_date": "2026-12-03", "from": "12:00", "to": "08:00"}),
        json!({"kind": "lent", "from_date": "2026-12-01", "to_date": "2026-12-03", "from": "12:00"}),
        json!({"kind": "lent", "from_date": "2026-11-01", "to_date": "2026-11-03"}),
    ] {
        coordinator.post(&path, bad).await.problem("invalid");
    }
    world.finish().await;
}

#[tokio::test]
async fn only_who_plans_in_the_studio_blocks_its_rooms() {
    let world = World::new().await;
    let studio = world.studio().await;
    let beyond = world.neighbouring_studio().await;
    let coordinator = studio.coordinator(&world).await;
    let all_day = json!({"kind": "repair", "from_date": "2026-12-01", "to_date": "2026-12-01"});
    let path = format!("/rooms/{}/blocks", studio.rooms[0]);
    let block = coordinator.post(&path, all_day.clone()).await.expect(201);
    let own = format!("/room-blocks/{}", block["id"].as_str().unwrap());
    coordinator
        .post(&format!("/rooms/{}/blocks", beyond.rooms[0]), all_day.clone())
        .await
        .problem("not_found");
    let stranger = beyond.coordinator(&world).await;
    stranger.post(&path, all_day.clone()).await.problem("not_found");
    stranger.delete(&own).await.problem("not_found");
    stranger.get(&format!("{own}/sessions")).await.problem("not_found");
    stranger
        .get(&format!("/studios/{}/blocks", studio.id))
        .await
        .problem("not_found");
    let counsellor = studio.lead(&world).await;
    counsellor.post(&path, all_day).await.problem("not_allowed");
    counsellor.delete(&own).await.problem("not_allowed");
    assert_eq!(
        counsellor
            .get(&format!("/studios/{}/blocks", studio.id))
            .await
            .expect(200)["items"][0]["id"],
        block["id"]
    );
    world.finish().await;
}
