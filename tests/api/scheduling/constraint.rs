//! The database itself excludes overlap, whatever the code believes.

use super::invariants::{all_claims, assert_claims_are_sound};
use crate::support::product::{
    ClaimId, Code, DistrictId, Error, RoomId, StudioId,
    db::{
        dialect::violates,
        schema::{claims, sessions},
    },
    scheduling::{Proposal, Room, SessionDetails, SessionState, SessionType, Slot, Studio, insert_imported},
};
use crate::support::world::World;
use diesel::prelude::*;
use serde_json::json;

// S1
#[tokio::test]
async fn an_overlapping_claim_is_refused_by_name_and_a_touching_one_is_not() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let (id, starts_at) = (
        session["id"].as_str().unwrap().to_owned(),
        session["starts_at"].as_i64().unwrap(),
    );
    let ends_at = session["ends_at"].as_i64().unwrap();
    for (from, to, is_free) in [
        (ends_at, ends_at + 1, true),
        (starts_at - 1, starts_at, true),
        (ends_at - 1, ends_at + 5, false),
        (starts_at - 5, ends_at + 5, false),
        (starts_at + 1, ends_at - 1, false),
    ] {
        let (claim, session, person) = (
            ClaimId::mint(&world.clock, &world.chance),
            id.clone(),
            studio.counsellors[0].clone(),
        );
        let is_refused = world.db.write(move |tx| {
            let inserted: QueryResult<usize> = tx.attempt(|tx| {
                let values = (
                    claims::id.eq(&claim),
                    claims::resource_kind.eq("person"),
                    claims::resource_id.eq(person.as_str()),
                    claims::session_id.eq(&session),
                    claims::busy_from.eq(from),
                    claims::busy_to.eq(to),
                    claims::state.eq("confirmed"),
                );
                diesel::insert_into(claims::table).values(values).execute(tx.conn())
            });
            Ok::<_, Error>(inserted.is_err_and(|error| violates(&error, "claims_overlap")))
        });
        assert_eq!(is_refused.await.unwrap(), !is_free, "{from} {to}");
    }
    // nor by changing a claim that stands
    let changed = world.db.write(move |tx| {
        let changed: QueryResult<usize> = tx.attempt(|tx| {
            diesel::update(claims::table.filter(claims::busy_from.eq(ends_at)))
                .set(claims::busy_from.eq(ends_at - 1))
                .execute(tx.conn())
        });
        Ok::<_, Error>(changed.is_err_and(|error| violates(&error, "claims_overlap")))
    });
    assert!(changed.await.unwrap());
    world.finish().await;
}

fn proposal(district_id: &DistrictId, studio: &StudioId, room: &RoomId, start: &str) -> Proposal {
    let slot = Slot::new(
        "Asia/Shanghai",
        "2026-11-24".parse().unwrap(),
        format!("{start}:00").parse().unwrap(),
        90,
    );
    Proposal {
        session: None,
        title: "Read from a sheet".into(),
        kind: SessionType {
            code: "peer_talk".into(),
            name_zh: String::new(),
            name_en: String::new(),
            minutes: 90,
            min_people: 1,
            max_people: 12,
            needs: vec![],
            per_extra: None,
            is_training: false,
            is_online: false,
            domain: None,
        },
        studio: Studio {
            id: studio.clone(),
            district_id: district_id.clone(),
            name: "S".into(),
            zone: "Asia/Shanghai".into(),
            is_active: true,
        },
        room: Room {
            id: room.clone(),
            name: "R".into(),
            capacity: 12,
            is_active: true,
            is_online: false,
            parts: vec![],
        },
        slot: slot.unwrap(),
        people: None,
        staff: vec![],
        overrides: vec![],
        is_credited: true,
    }
}

// S1, S2, S13, S14: a caller that did not judge is refused by the database; the refusal is explained, and nothing is left
#[tokio::test]
async fn a_sheet_that_was_judged_wrongly_leaves_nothing_of_the_refused_line() {
    let world = World::new().await;
    let studio = world.studio().await;
    let room = studio.rooms[0].clone();
    let (district, studio_id) = (studio.district.clone(), studio.id.clone());
    let written = world.db.write(move |tx| {
        let mut refused = vec![];
        for start in ["18:30", "19:00", "20:30"] {
            let line = proposal(&district, &studio_id, &room, start);
            if let Err(error) =
                insert_imported(tx, &line, SessionDetails::default(), SessionState::Published, &[], None)
            {
                refused.push(error);
            }
        }
        Ok::<_, Error>(refused)
    });
    let refused = written.await.unwrap();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].code, Code::SessionRefused);
    assert_eq!(refused[0].more["reasons"][0]["rule"], "room_overlap");
    let count = world
        .db
        .read(|conn| Ok::<i64, Error>(sessions::table.count().get_result(conn)?));
    assert_eq!(count.await.unwrap(), 2);
    assert_eq!(all_claims(&studio.rows).await.len(), 2);
    assert_claims_are_sound(&studio.rows).await;
    world.finish().await;
}
