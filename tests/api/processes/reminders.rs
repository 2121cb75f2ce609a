//! Reminders across `kill -9`: exactly once for each person and session.

use super::killed::local;
use crate::support::deployment::Deployment;
use crate::support::product::{
    Clock, Error, HOUR, MINUTE, PersonId, Role,
    db::{Db, schema::notices},
    jobs::{self, NewJob},
};
use crate::support::world::{World, merge, session_path};
use diesel::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;

const STUDIOS: usize = 8;

/// How many reminders each person has.
async fn reminded(db: &Db) -> BTreeMap<PersonId, i64> {
    let read = db.read(|conn| {
        let rows: Vec<PersonId> = notices::table
            .filter(notices::kind.eq("session_reminder"))
            .select(notices::person_id)
            .load(conn)?;
        Ok::<_, Error>(rows)
    });
    let mut counts = BTreeMap::new();
    for person in read.await.expect("notices") {
        *counts.entry(person).or_default() += 1;
    }
    counts
}

/// The job that sends what is due, as the clock would bring it.
async fn ask_for_reminders(db: &Db) {
    db.write(|tx| {
        jobs::enqueue(tx, &NewJob::new("scheduling.send_reminders", json!({})))?;
        Ok::<_, Error>(())
    })
    .await
    .expect("the job");
}

/// Sessions of several studios that start in an hour, each with staff and two members; planned five hours ago.
async fn plant(world: &World, now: i64) -> usize {
    let (date, start) = local(now + HOUR);
    let mut people = 0;
    for _ in 0..STUDIOS {
        let studio = world.neighbouring_studio().await;
        let coordinator = studio.coordinator(world).await;
        for nth in 0..2 {
            let mut other = json!({"type": "salon", "room_id": studio.rooms[nth]});
            let staff = json!([{"person_id": studio.counsellors[nth], "role": "lead"}]);
            merge(&mut other, json!({"staff": staff}));
            let session = studio.plan_session(&coordinator, &date, &start, other).await;
            people += 1;
            for _ in 0..2 {
                let member = world.signed_in(&studio.with_role(Role::Member).await).await;
                let door = format!("{}/places/me", session_path(&session));
                member.post(&door, json!({})).await.expect(200);
                people += 1;
            }
        }
    }
    // what they are notified of as added is sent, so that nothing waits before the reminder
    world.clock.advance(10 * MINUTE);
    world.run_jobs().await;
    ask_for_reminders(&world.db).await;
    people
}

#[tokio::test]
async fn a_reminder_is_sent_once_whatever_is_killed_in_between() {
    let now = Clock::system().now();
    let planting = async |world: &World| plant(world, now).await;
    let (deployment, people) = Deployment::after_at(Clock::fixed(now - 5 * HOUR), planting).await;
    let db = Db::open(&deployment.database.url).await.expect("the database opens");
    let mut node = deployment.start().await;
    // as soon as the first are reminded: the others may be written, half written, or not begun
    while reminded(&db).await.is_empty() {
        tokio::task::yield_now().await;
    }
    node.kill().await;
    let at_the_kill = reminded(&db).await.len();
    assert!(at_the_kill > 0);
    // the killed job holds its claim for a while; the next of them goes on where it ended
    ask_for_reminders(&db).await;
    let mut node = deployment.start().await;
    while reminded(&db).await.len() < people {
        tokio::task::yield_now().await;
    }
    node.kill().await;
    let all = reminded(&db).await;
    assert_eq!(all.len(), people);
    assert!(all.values().all(|count| *count == 1), "{all:?}");
    db.close().await;
}
