//! What PostgreSQL asks to run again. SQLite has one writer, so nothing of this can happen there.

use super::tables::*;
use crate::support::database::is_postgres;
use crate::support::product::{Code, Error, db};
use diesel::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier};
use std::time::Duration;

#[tokio::test]
async fn a_real_deadlock_is_cured_by_running_again() {
    if !is_postgres() {
        return;
    }
    let mut tables = Tables::new().await;
    tables.add_rooms(&["a", "b"]).await;
    let (both_hold_one, runs) = (Arc::new(Barrier::new(2)), Arc::new(AtomicUsize::new(0)));
    let mut writes = tokio::task::JoinSet::new();
    for (first, second) in [("a", "b"), ("b", "a")] {
        let (db, barrier, runs) = (tables.db.clone(), both_hold_one.clone(), runs.clone());
        writes.spawn(async move {
            db.write_or(move |tx| {
                diesel::sql_query("SET LOCAL deadlock_timeout = '50ms'").execute(tx.conn())?;
                post(tx, first, "x")?;
                if runs.fetch_add(1, SeqCst) < 2 {
                    barrier.wait();
                }
                Ok::<_, db::Error>(post(tx, second, "x")?)
            })
            .await
        });
    }
    for answer in writes.join_all().await {
        answer.expect("both succeed in the end");
    }
    assert!(runs.load(SeqCst) > 2, "there was a deadlock");
    assert_eq!(
        (tables.seqs("a").await, tables.seqs("b").await),
        (vec![1, 2], vec![1, 2])
    );
    assert_eq!(tables.received().len(), 4, "the run that was undone sent nothing");
}

#[tokio::test]
async fn write_skew_is_cured_where_a_closure_asks_for_serializable() {
    if !is_postgres() {
        return;
    }
    let tables = Tables::new().await;
    tables.add_rooms(&["a", "b"]).await;
    let (both_have_read, runs) = (Arc::new(Barrier::new(2)), Arc::new(AtomicUsize::new(0)));
    let mut writes = tokio::task::JoinSet::new();
    for room in ["a", "b"] {
        let (db, barrier, runs) = (tables.db.clone(), both_have_read.clone(), runs.clone());
        writes.spawn(async move {
            // At most one message over both rooms.
            db.write_or(move |tx| {
                diesel::sql_query("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE").execute(tx.conn())?;
                let count: i64 = test_messages::table.count().get_result(tx.conn())?;
                if runs.fetch_add(1, SeqCst) < 2 {
                    barrier.wait();
                }
                if count > 0 {
                    return Err(Refusal::No);
                }
                Ok(post(tx, room, "only one")?)
            })
            .await
        });
    }
    let answers = writes.join_all().await;
    assert_eq!(answers.iter().filter(|a| a.is_ok()).count(), 1, "{answers:?}");
    assert_eq!(
        answers.iter().filter(|a| matches!(a, Err(Refusal::No))).count(),
        1,
        "{answers:?}"
    );
    assert!(runs.load(SeqCst) > 2);
}

/// Tries end; the answer then says that it is worth to come back.
#[tokio::test]
async fn what_stays_curable_is_busy_in_the_end() {
    if !is_postgres() {
        return;
    }
    let tables = Tables::new().await;
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = runs.clone();
    let answer = tables.db.write(move |tx| {
        counted.fetch_add(1, SeqCst);
        let raise = "DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = 'serialization_failure'; END $$";
        Ok::<_, Error>(diesel::sql_query(raise).execute(tx.conn()).map(|_| ())?)
    });
    let refused = tokio::time::timeout(Duration::from_secs(5), answer)
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(refused.code, Code::Busy);
    assert_eq!(runs.load(SeqCst), 8);
}
