//! Move, cancel, restore.

use super::ground::{Ground, all_claims, assert_claims_are_sound, assert_history_is_complete, path, rules};
use crate::support::app::App;
use crate::support::product::{
    Error, MINUTE, PersonId,
    db::schema::{notices, sessions},
};
use diesel::prelude::*;
use serde_json::{Value, json};

/// The calendar's identity of a session: UID and SEQUENCE.
pub async fn sequence(ground: &Ground, session: &Value) -> (String, i64) {
    let id = session["id"].as_str().expect("an id").to_owned();
    let read = ground.rows.db.read(move |conn| {
        let row = sessions::table
            .find(id)
            .select((sessions::ical_uid, sessions::ical_sequence))
            .first(conn)?;
        Ok::<_, Error>(row)
    });
    read.await.expect("the session")
}

/// The kinds of somebody's notices, in the order of the alphabet: the clock stands still.
pub async fn notices_of(ground: &Ground, person: &PersonId) -> Vec<String> {
    let person = person.clone();
    let read = ground.rows.db.read(move |conn| {
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
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let session = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    let strip = |claims: Vec<super::ground::ClaimRow>| -> Vec<_> {
        claims
            .into_iter()
            .map(|claim| (claim.0, claim.1, claim.3, claim.4))
            .collect()
    };
    let (before, (uid, _)) = (strip(all_claims(&ground.rows).await), sequence(&ground, &session).await);
    let move_path = format!("{}/move", path(&session));
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
    assert_eq!(strip(all_claims(&ground.rows).await), before);
    assert_eq!(sequence(&ground, &back).await, (uid, 2));
    // scheduling 11: what was undone is told to nobody
    app.clock.advance(10 * MINUTE);
    app.run_jobs().await;
    assert_eq!(notices_of(&ground, &ground.counsellors[0]).await, ["session_added"]);
    assert_history_is_complete(&ground.rows).await;
    app.finish().await;
}

#[tokio::test]
async fn a_move_that_is_refused_leaves_everything_as_it_was() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let first = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    let second = ground.planned(&coordinator, "2026-11-24", "12:00", json!({})).await;
    let before = all_claims(&ground.rows).await;
    let problem = coordinator
        .post(&format!("{}/move", path(&second)), to(&second, "2026-11-24", "18:00"))
        .await
        .problem("session_refused");
    assert_eq!(problem["reasons"][0]["other_session"]["id"], first["id"]);
    assert_eq!(all_claims(&ground.rows).await, before);
    assert_eq!(sequence(&ground, &second).await.1, 0);
    // S13: no notice of what did not happen
    app.clock.advance(10 * MINUTE);
    app.run_jobs().await;
    assert_eq!(
        notices_of(&ground, &ground.counsellors[0]).await,
        ["session_added", "session_added"]
    );
    assert_history_is_complete(&ground.rows).await;
    app.finish().await;
}

#[tokio::test]
async fn nothing_moves_once_it_has_started() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let session = ground.planned(&coordinator, "2026-11-23", "11:00", json!({})).await;
    app.clock.set(session["starts_at"].as_i64().unwrap());
    let shift = to(&session, "2026-11-24", "11:00");
    coordinator
        .post(&format!("{}/move", path(&session)), shift)
        .await
        .problem("wrong_state");
    app.finish().await;
}

// S2
#[tokio::test]
async fn a_cancelled_session_gives_its_claims_back_and_can_be_restored_for_ten_minutes() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let session = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    let (cancel, restore) = (
        format!("{}/cancel", path(&session)),
        format!("{}/restore", path(&session)),
    );
    let no_cover = |version: i64| json!({"row_version": version, "reason": "no_cover"});
    let cancelled = coordinator.post(&cancel, no_cover(1)).await.expect(200);
    assert_eq!(cancelled["state"], "cancelled");
    assert_eq!(cancelled["cancelled_until_undo_at"], app.clock.now() + 10 * MINUTE);
    assert!(cancelled["may"].as_array().unwrap().contains(&json!("restore")));
    assert!(all_claims(&ground.rows).await.is_empty());
    app.clock.advance(10 * MINUTE);
    let restored = coordinator.post(&restore, json!({})).await.expect(200);
    assert_eq!(restored["state"], "published");
    assert_claims_are_sound(&ground.rows).await;
    assert_eq!(sequence(&ground, &session).await.1, 2);
    app.clock.advance(10 * MINUTE);
    app.run_jobs().await;
    assert_eq!(notices_of(&ground, &ground.counsellors[0]).await, ["session_added"]);
    coordinator.post(&cancel, no_cover(3)).await.expect(200);
    app.clock.advance(10 * MINUTE + 1);
    coordinator.post(&restore, json!({})).await.problem("wrong_state");
    assert_history_is_complete(&ground.rows).await;
    app.finish().await;
}

// S14
#[tokio::test]
async fn a_restore_into_a_time_that_was_taken_says_by_whom() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let session = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    coordinator
        .post(
            &format!("{}/cancel", path(&session)),
            json!({"row_version": 1, "reason": "room"}),
        )
        .await
        .expect(200);
    let other = ground
        .planned(&coordinator, "2026-11-24", "18:30", json!({"title": "Quicker"}))
        .await;
    let problem = coordinator
        .post(&format!("{}/restore", path(&session)), json!({}))
        .await
        .problem("session_refused");
    assert_eq!(rules(&problem)[0].0, "room_overlap");
    assert_eq!(problem["reasons"][0]["other_session"]["id"], other["id"]);
    assert_claims_are_sound(&ground.rows).await;
    app.finish().await;
}

// S2, S13
#[tokio::test]
async fn a_change_of_staff_moves_the_claims_and_tells_those_whom_it_concerns() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let session = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    let (first, second) = (&ground.counsellors[0], &ground.counsellors[1]);
    let staff = json!({"row_version": 1, "staff": [{"person_id": second, "role": "lead"}]});
    let staffed = coordinator
        .put(&format!("{}/assignments", path(&session)), staff)
        .await
        .expect(200);
    let states: Vec<_> = staffed["assignments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|seat| &seat["state"])
        .collect();
    assert_eq!(states, ["accepted", "withdrawn"]);
    assert_claims_are_sound(&ground.rows).await;
    // the first was never told that they are on it, so there is nothing to take back
    app.clock.advance(10 * MINUTE);
    app.run_jobs().await;
    assert!(notices_of(&ground, first).await.is_empty());
    assert_eq!(notices_of(&ground, second).await, ["session_added"]);
    // who was freed can lead elsewhere at that time
    ground
        .planned(&coordinator, "2026-11-24", "18:30", json!({"room_id": ground.rooms[1]}))
        .await;
    let again = json!({"row_version": 2, "staff": [{"person_id": first, "role": "lead"}]});
    let problem = coordinator
        .put(&format!("{}/assignments", path(&session)), again)
        .await
        .problem("session_refused");
    assert_eq!(rules(&problem)[0].0, "person_overlap");
    assert_claims_are_sound(&ground.rows).await;
    app.finish().await;
}
