use super::tables::*;
use crate::support::database::is_postgres;
use crate::support::product::{
    db::{self, Limits},
    native,
};
use diesel::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Sixty at once: every third refuses after it wrote, six panic two savepoints deep.
#[tokio::test]
async fn refusals_and_panics_leave_no_trace_among_those_that_stand() {
    let mut tables = Tables::new().await;
    tables.add_rooms(&["a"]).await;
    let runs: Arc<Vec<AtomicUsize>> = Arc::new((0..60).map(|_| AtomicUsize::new(0)).collect());
    let mut writes = tokio::task::JoinSet::new();
    for n in 0..60_usize {
        let (db, runs) = (tables.db.clone(), runs.clone());
        writes.spawn(async move {
            let answer = db.write_or(move |tx| {
                runs[n].fetch_add(1, SeqCst);
                let seq = post(tx, "a", &format!("m{n:02}"))?;
                if n % 3 == 0 {
                    return Err(Refusal::No);
                }
                if n % 10 == 1 {
                    tx.attempt(|tx| tx.attempt(|_| -> Result<(), Refusal> { panic!("in the middle of it") }))?;
                }
                Ok(seq)
            });
            (n, answer.await)
        });
    }
    let answers = writes.join_all().await;
    let mut stored = vec![];
    for (n, answer) in &answers {
        match answer {
            Ok(_) => stored.push(format!("m{n:02}")),
            Err(Refusal::No) => assert_eq!(n % 3, 0),
            Err(Refusal::Db(db::Error::Panicked)) => {
                assert_eq!(n % 10, 1);
                assert_eq!(runs[*n].load(SeqCst), 1, "a closure that panicked is not run again");
            }
            Err(other) => panic!("{n}: {other:?}"),
        }
    }
    stored.sort();
    assert_eq!(stored.len(), 36);
    assert_eq!(tables.bodies().await, stored);
    assert_eq!(tables.seqs("a").await, (1..=36).collect::<Vec<_>>());
    assert_eq!(tables.received().len(), 36);
}

#[tokio::test]
async fn a_deferred_constraint_that_refuses_the_commit_fails_only_its_own() {
    let mut tables = Tables::new().await;
    tables.add_rooms(&["a"]).await;
    let mut writes = tokio::task::JoinSet::new();
    for n in 0..20 {
        let db = tables.db.clone();
        writes.spawn(async move {
            let answer = db.write_or(move |tx| {
                let seq = post(tx, "a", &format!("m{n:02}"))?;
                if n == 7 {
                    let row = test_messages::table.filter(test_messages::seq.eq(seq));
                    diesel::update(row)
                        .set(test_messages::reply_to.eq("nowhere"))
                        .execute(tx.conn())?;
                }
                Ok::<_, db::Error>(seq)
            });
            (n, answer.await)
        });
    }
    for (n, answer) in writes.join_all().await {
        match answer {
            Ok(_) => assert_ne!(n, 7),
            Err(db::Error::Sql(cause)) => {
                assert_eq!(n, 7);
                assert!(db::dialect::violates_foreign_key(&cause), "{cause:?}");
            }
            Err(other) => panic!("{n}: {other:?}"),
        }
    }
    assert_eq!(tables.seqs("a").await, (1..=19).collect::<Vec<_>>());
    assert_eq!(tables.received().len(), 19);
}

#[tokio::test]
async fn a_full_queue_is_busy_and_nothing_of_it_is_done() {
    let mut tables = Tables::with(Limits {
        queue: 4,
        writers: 1,
        ..Limits::default()
    })
    .await;
    tables.add_rooms(&["a"]).await;
    let (started, mut has_started) = tokio::sync::mpsc::unbounded_channel();
    let blocking = tables.db.clone();
    let first = tokio::spawn(async move {
        blocking
            .write_or(move |tx| {
                let _ = started.send(());
                std::thread::sleep(Duration::from_millis(300));
                Ok::<_, db::Error>(post(tx, "a", "first")?)
            })
            .await
    });
    has_started.recv().await;
    let mut writes = tokio::task::JoinSet::new();
    for n in 0..20 {
        let db = tables.db.clone();
        writes.spawn(async move {
            db.write_or(move |tx| Ok::<_, db::Error>(post(tx, "a", &format!("m{n}"))?))
                .await
        });
    }
    let answers = writes.join_all().await;
    first.await.unwrap().unwrap();
    let busy = answers.iter().filter(|a| matches!(a, Err(db::Error::Busy))).count();
    assert_eq!((busy, answers.iter().filter(|a| a.is_ok()).count()), (16, 4));
    assert_eq!(tables.seqs("a").await, (1..=5).collect::<Vec<_>>());
    assert_eq!(tables.received().len(), 5);
    assert_eq!(tables.db.stats().busy, 16);
    assert_eq!(tables.db.stats().queued, 0);
}

/// On SQLite many writes share one commit; a slow one does not hold up a whole queue.
#[tokio::test]
async fn writes_that_wait_are_committed_together_on_sqlite() {
    if is_postgres() {
        return; // there each write has its own transaction
    }
    let tables = Tables::new().await;
    tables.add_rooms(&["a"]).await;
    let order = Arc::new(Mutex::new(vec![]));
    let mut writes = tokio::task::JoinSet::new();
    for n in 0..64 {
        let (db, order) = (tables.db.clone(), order.clone());
        writes.spawn(async move {
            db.write_or(move |tx| {
                if n % 8 == 0 {
                    std::thread::sleep(Duration::from_millis(60)); // more than the slice
                }
                Ok::<_, db::Error>(post(tx, "a", &format!("m{n}"))?)
            })
            .await
            .map(|seq| order.lock().unwrap().push(seq))
        });
    }
    for answer in writes.join_all().await {
        answer.expect("a write");
    }
    let stats = tables.db.stats();
    assert!(stats.groups >= 2, "{stats:?}");
    assert!(stats.groups <= 16, "{stats:?}");
    assert_eq!(tables.seqs("a").await.len(), 64);
}

#[tokio::test]
async fn a_read_cannot_write() {
    let tables = Tables::new().await;
    tables.add_rooms(&["a"]).await;
    let answer = tables
        .db
        .read_or(|conn| Ok::<_, db::Error>(insert(conn, "a", 1, "sneaked in")?));
    assert!(matches!(answer.await, Err(db::Error::Sql(_))));
    assert!(tables.seqs("a").await.is_empty());
}

#[tokio::test]
async fn a_read_that_panics_does_not_spoil_the_next() {
    let tables = Tables::new().await;
    tables.add_rooms(&["a"]).await;
    for _ in 0..40 {
        let answer = tables
            .db
            .read_or(|conn| conn.transaction(|_| -> Result<(), db::Error> { panic!("in the middle of a read") }));
        assert!(matches!(answer.await, Err(db::Error::Panicked)));
    }
    assert!(tables.seqs("a").await.is_empty());
}

#[tokio::test]
async fn native_brings_back_upserts_and_several_rows_at_once() {
    let tables = Tables::new().await;
    let answer = tables.db.write_or(|tx| {
        use diesel::query_dsl::methods::FilterDsl as _;
        let rows: Vec<_> = ["a", "b", "c"].into_iter().map(|id| test_rooms::id.eq(id)).collect();
        native!(tx.conn(), |c| diesel::insert_into(test_rooms::table)
            .values(&rows)
            .execute(c))?;
        let raise = |to: i64| {
            diesel::insert_into(test_rooms::table)
                .values((test_rooms::id.eq("a"), test_rooms::last_seq.eq(to)))
                .on_conflict(test_rooms::id)
                .do_update()
                .set(test_rooms::last_seq.eq(to))
                .filter(test_rooms::last_seq.lt(to))
        };
        let raised = native!(tx.conn(), |c| raise(5).execute(c))?;
        let refused = native!(tx.conn(), |c| raise(3).execute(c))?;
        Ok::<_, db::Error>((raised, refused))
    });
    assert_eq!(answer.await.unwrap(), (1, 0));
}
