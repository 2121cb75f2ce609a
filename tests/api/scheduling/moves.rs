//! Move, cancel, restore.

use super::invariants::{ClaimRow, all_claims, assert_claims_are_sound, assert_history_is_complete};
use crate::support::product::{
    Error, MINUTE, PersonId,
    db::schema::{notices, sessions},
};
use crate::support::world::{Studio, World, broken_rules, session_path};
use diesel::prelude::*;
use serde_json::{Value, json};

/// The calendar's identity of a session: UID and SEQUENCE.
pub async fn sequence(studio: &Studio, session: &Value) -> (String, i64) {
    let id = session["id"].as_str().expect("an id").to_owned();
    let read = studio.rows.db.read(move |conn| {
        let row = sessions::table
            .find(id)
            .select((sessions::ical_uid, sessions::ical_sequence))
            .first(conn)?;
        Ok::<_, Error>(row)
    });
    read.await.expect("the session")
}

/// The kinds of somebody's notices, in the order of the alphabet: the clock stands still.
pub async fn notices_of(studio: &Studio, person: &PersonId) -> Vec<String> {
    let person = person.clone();
    let read = studio.rows.db.read(move |conn| {
        let kinds: Vec<String> = notices::table
            .filter(notices::person_id.eq(person))
            .order(notices::kind)
            .select(notices::kind)
            .load(conn)?;
        Ok::<_, Error>(kinds)
    });
    read.await.expect("notices")
}

fn to(session: &Value, date: &str, start: &str) -> Value {
    json!({"row_version": session["row_version"], "local_date": date, "local_start": start})
}

// S6, S13
#[tokio::test]
async fn moving_there_and_back_restores_the_claims_and_raises_the_sequence_by_two() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let strip = |claims: Vec<ClaimRow>| -> Vec<_> {
        claims
            .into_iter()
            .map(|claim| (claim.0, claim.1, claim.3, claim.4))
            .collect()
    };
    let (before, (uid, _)) = (strip(all_claims(&studio.rows).await), sequence(&studio, &session).await);
    let move_path = format!("{}/move", session_path(&session));
    // half an hour later overlaps with its own old time, which is no obstacle
    let moved = coordinator
        .post(&move_path, to(&session, "2026-11-24", "19:00"))
        .await
        .expect(200);
    assert_eq!(moved["local_start"], "19:00");
    let back = coordinator
        .post(&move_path, to(&moved, "2026-11-24", "18:30"))
        .await
        .expect(200);
    assert_eq!(strip(all_claims(&studio.rows).await), before);
    assert_eq!(sequence(&studio, &back).await, (uid, 2));
    // scheduling 11: what was undone is told to nobody
    world.clock.advance(10 * MINUTE);
    world.run_jobs().await;
    assert_eq!(notices_of(&studio, &studio.counsellors[0]).await, ["session_added"]);
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

#[tokio::test]
async fn a_move_that_is_refused_leaves_everything_as_it_was() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let first = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let second = studio
        .plan_session(&coordinator, "2026-11-24", "12:00", json!({}))
        .await;
    let before = all_claims(&studio.rows).await;
    let problem = coordinator
        .post(
            &format!("{}/move", session_path(&second)),
            to(&second, "2026-11-24", "18:00"),
        )
        .await
        .problem("session_refused");
    assert_eq!(problem["reasons"][0]["other_session"]["id"], first["id"]);
    assert_eq!(all_claims(&studio.rows).await, before);
    assert_eq!(sequence(&studio, &second).await.1, 0);
    // S13: no notice of what did not happen
    world.clock.advance(10 * MINUTE);
    world.run_jobs().await;
    assert_eq!(
        notices_of(&studio, &studio.counsellors[0]).await,
        ["session_added", "session_added"]
    );
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

#[tokio::test]
async fn nothing_moves_once_it_has_started() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-23", "11:00", json!({}))
        .await;
    world.clock.set(session["starts_at"].as_i64().unwrap());
    let shift = to(&session, "2026-11-24", "11:00");
    coordinator
        .post(&format!("{}/move", session_path(&session)), shift)
        .await
        .problem("wrong_state");
    world.finish().await;
}

// S2
#[tokio::test]
async fn a_cancelled_session_gives_its_claims_back_and_can_be_restored_for_ten_minutes() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let (cancel, restore) = (
        format!("{}/cancel", session_path(&session)),
        format!("{}/restore", session_path(&session)),
    );
    let no_cover = |version: i64| json!({"row_version": version, "reason": "no_cover"});
    let cancelled = coordinator.post(&cancel, no_cover(1)).await.expect(200);
    assert_eq!(cancelled["state"], "cancelled");
    assert_eq!(cancelled["cancelled_until_undo_at"], world.clock.now() + 10 * MINUTE);
    assert!(cancelled["may"].as_array().unwrap().contains(&json!("restore")));
    assert!(all_claims(&studio.rows).await.is_empty());
    world.clock.advance(10 * MINUTE);
    let restored = coordinator.post(&restore, json!({})).await.expect(200);
    assert_eq!(restored["state"], "published");
    assert_claims_are_sound(&studio.rows).await;
    assert_eq!(sequence(&studio, &session).await.1, 2);
    world.clock.advance(10 * MINUTE);
    world.run_jobs().await;
    assert_eq!(notices_of(&studio, &studio.counsellors[0]).await, ["session_added"]);
    coordinator.post(&cancel, no_cover(3)).await.expect(200);
    world.clock.advance(10 * MINUTE + 1);
    coordinator.post(&restore, json!({})).await.problem("wrong_state");
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

// S14
#[tokio::test]
async fn a_restore_into_a_claimed_time_is_refused_and_names_who_has_it() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    coordinator
        .post(
            &format!("{}/cancel", session_path(&session)),
            json!({"row_version": 1, "reason": "room"}),
        )
        .await
        .expect(200);
    let other = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({"title": "Quicker"}))
        .await;
    let problem = coordinator
        .post(&format!("{}/restore", session_path(&session)), json!({}))
        .await
        .problem("session_refused");
    assert_eq!(broken_rules(&problem)[0].0, "room_overlap");
    assert_eq!(problem["reasons"][0]["other_session"]["id"], other["id"]);
    assert_claims_are_sound(&studio.rows).await;
    world.finish().await;
}

// S2, S13
#[tokio::test]
async fn a_change_of_staff_moves_the_claims_and_notifies_those_concerned() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let (first, second) = (&studio.counsellors[0], &studio.counsellors[1]);
    let staff = json!({"row_version": 1, "staff": [{"person_id": second, "role": "lead"}]});
    let staffed = coordinator
        .put(&format!("{}/assignments", session_path(&session)), staff)
        .await
        .expect(200);
    let states: Vec<_> = staffed["assignments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|seat| &seat["state"])
        .collect();
    assert_eq!(states, ["accepted", "withdrawn"]);
    assert_claims_are_sound(&studio.rows).await;
    // the first was never told that they are on it, so there is nothing to take back
    world.clock.advance(10 * MINUTE);
    world.run_jobs().await;
    assert!(notices_of(&studio, first).await.is_empty());
    assert_eq!(notices_of(&studio, second).await, ["session_added"]);
    // who was freed can lead elsewhere at that time
    studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({"room_id": studio.rooms[1]}))
        .await;
    let again = json!({"row_version": 2, "staff": [{"person_id": first, "role": "lead"}]});
    let problem = coordinator
        .put(&format!("{}/assignments", session_path(&session)), again)
        .await
        .problem("session_refused");
    assert_eq!(broken_rules(&problem)[0].0, "person_overlap");
    assert_claims_are_sound(&studio.rows).await;
    world.finish().await;
}
