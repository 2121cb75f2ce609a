//! The invented agency of `tongxing seed --size`: as if people had planned it, the same each time, and never among real people.

use super::invariants::{assert_claims_are_sound, assert_history_is_complete};
use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::db::schema::{assignments, attendances, people, session_problems, sessions, studios};
use crate::support::product::demo::agency::{Planted, Scale, Size, plant};
use crate::support::product::{PersonId, Role, SessionId};
use crate::support::world::World;
use diesel::prelude::*;
use std::collections::BTreeMap;

pub async fn plant_small(app: &App, seed: u64) -> Planted {
    let planted = plant(&app.application, Scale::new(Size::Small, 1), seed).await;
    planted.unwrap().expect("the database is empty")
}

/// One of the demo's cast who lives in the agency.
pub async fn known(app: &App, nickname: &'static str) -> Person {
    let id: PersonId = app
        .rows()
        .read(move |conn| {
            let found = people::table.filter(people::nickname.eq(nickname));
            found.select(people::id).first(conn)
        })
        .await;
    app.signed_in(&id).await
}

/// When, where, what, in which state, led by whom, and how many came: everything but the identifiers.
async fn described(app: &App) -> Vec<String> {
    app.rows()
        .read(|conn| {
            let rows: Vec<(SessionId, i64, String, String, String, i64)> = sessions::table
                .inner_join(studios::table.on(studios::id.eq(sessions::studio_id)))
                .order((studios::name, sessions::starts_at, sessions::type_code))
                .select((
                    sessions::id,
                    sessions::starts_at,
                    studios::name,
                    sessions::type_code,
                    sessions::state,
                    sessions::unnamed_count,
                ))
                .load(conn)?;
            let mut described = vec![];
            for (id, starts_at, studio, type_code, state, unnamed) in rows {
                let leads: Vec<String> = assignments::table
                    .inner_join(people::table.on(people::id.eq(assignments::person_id)))
                    .filter(assignments::session_id.eq(&id))
                    .order(people::nickname_key)
                    .select(people::nickname)
                    .load(conn)?;
                let came: i64 = attendances::table
                    .filter(attendances::session_id.eq(&id))
                    .count()
                    .get_result(conn)?;
                described.push(format!(
                    "{starts_at} {studio} {type_code} {state} {unnamed} {leads:?} {came}"
                ));
            }
            Ok(described)
        })
        .await
}

// S1, S2, S10, S11, S12, S13
#[tokio::test]
async fn every_invariant_of_scheduling_holds_in_the_invented_agency() {
    let app = App::start().await;
    let planted = plant_small(&app, 7).await;
    let rows = app.rows();
    let counted = rows
        .read(|conn| {
            let sessions: i64 = sessions::table.count().get_result(conn)?;
            let people: i64 = people::table.count().get_result(conn)?;
            Ok((people as usize, sessions as usize))
        })
        .await;
    assert_eq!((planted.people, planted.sessions), counted);
    assert_eq!(planted.sessions, 9 * (12 + 13));
    assert_claims_are_sound(&rows).await;
    assert_history_is_complete(&rows).await;
    // what the rules say of everything that lies ahead is what was meant to be wrong, and nothing else
    let wrong: Vec<String> = rows
        .read(|conn| {
            let rules = session_problems::table.select(session_problems::rule).distinct();
            rules.order(session_problems::rule).load(conn)
        })
        .await;
    assert_eq!(wrong, ["over_capacity", "understaffed"]);
    app.finish().await;
}

#[tokio::test]
async fn each_role_has_something_to_do_in_the_invented_agency() {
    let app = App::start().await;
    plant_small(&app, 7).await;
    let headquarters = known(&app, "远山").await;
    let today = headquarters.get("/today").await.expect(200);
    assert!(!today["decisions"].as_array().unwrap().is_empty());
    let coordinator = known(&app, "青松").await;
    assert!(
        !coordinator.get("/sessions").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let counsellor = known(&app, "小河").await;
    assert!(
        !counsellor
            .get("/sessions?mine=true&from=2026-11-23&to=2026-12-14")
            .await
            .expect(200)["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    // four salons, the taster and the briefing were attended and credited, and the review is asked for
    let trainee = known(&app, "初晴").await;
    let progress = trainee.get("/me/progress").await.expect(200);
    let progress = &progress["items"][0];
    let gate = &progress["phases"][0]["gate"];
    assert_eq!(gate["state"], "in_review", "{progress}");
    assert!(progress["ledger"].as_array().unwrap().len() >= 6);
    let supervisor = known(&app, "白桦").await;
    let waiting = supervisor.get("/gates/to-sign").await.expect(200);
    assert!(!waiting["items"].as_array().unwrap().is_empty(), "{waiting}");
    app.finish().await;
}

#[tokio::test]
async fn the_same_seed_plants_the_same_agency_and_another_one_plants_another() {
    let mut agencies = BTreeMap::new();
    for (name, seed) in [("first", 7), ("again", 7), ("other", 8)] {
        let app = App::start().await;
        plant_small(&app, seed).await;
        agencies.insert(name, described(&app).await);
        app.finish().await;
    }
    assert_eq!(agencies["first"], agencies["again"]);
    assert_ne!(agencies["first"], agencies["other"]);
}

// safety 60
#[tokio::test]
async fn an_agency_is_never_planted_where_somebody_lives() {
    let world = World::new().await;
    world.person(Role::Member).await;
    let refused = plant(&world.application, Scale::new(Size::Small, 1), 7).await.unwrap();
    assert_eq!(refused, None);
    let count: i64 = world.rows().read(|conn| sessions::table.count().get_result(conn)).await;
    assert_eq!(count, 0);
    world.finish().await;
    // the twin: an empty one, and then not again
    let app = App::start().await;
    plant_small(&app, 7).await;
    let again = plant(&app.application, Scale::new(Size::Small, 1), 7).await.unwrap();
    assert_eq!(again, None);
    app.finish().await;
}
