use super::tables::*;
use crate::support::database::is_postgres;
use crate::support::product::{
    Code, Error,
    db::{self, Limits},
};
use diesel::prelude::*;
use std::time::{Duration, Instant};

/// SQLite takes back the whole transaction when the disk is full, whatever savepoint it is in.
#[tokio::test]
async fn a_full_disk_fails_the_write_that_needs_room_and_no_other() {
    if is_postgres() {
        return; // its server has a disk of its own
    }
    let mut tables = Tables::new().await;
    tables.add_rooms(&["a"]).await;
    let limit = tables
        .db
        .write_or(|tx| Ok::<_, db::Error>(diesel::sql_query("PRAGMA max_page_count = 40").execute(tx.conn())?));
    limit.await.unwrap();
    let mut writes = tokio::task::JoinSet::new();
    for n in 0..40 {
        let db = tables.db.clone();
        writes.spawn(async move {
            let body = if n % 10 == 4 {
                "x".repeat(400_000)
            } else {
                format!("m{n}")
            };
            (
                n,
                db.write_or(move |tx| Ok::<_, db::Error>(post(tx, "a", &body)?)).await,
            )
        });
    }
    for (n, answer) in writes.join_all().await {
        assert_eq!(answer.is_ok(), n % 10 != 4, "{n}: {answer:?}");
    }
    assert_eq!(tables.seqs("a").await, (1..=36).collect::<Vec<_>>());
    assert_eq!(tables.received().len(), 36);
}

/// Another process that holds the file, such as somebody's shell.
#[tokio::test]
async fn a_locked_database_answers_busy_and_serves_again_afterwards() {
    if is_postgres() {
        return; // the same as a slow lock holder, which the test of retries has
    }
    let tables = Tables::new().await;
    tables.add_rooms(&["a"]).await;
    let path = tables.database.url.trim_start_matches("sqlite:").to_owned();
    let mut shell = SqliteConnection::establish(&path).unwrap();
    diesel::connection::SimpleConnection::batch_execute(&mut shell, "BEGIN IMMEDIATE").unwrap();
    let start = Instant::now();
    let mut writes = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let db = tables.db.clone();
        writes.spawn(async move { db.write(|tx| Ok::<_, Error>(post(tx, "a", "x")?)).await });
    }
    for answer in writes.join_all().await {
        let refused = answer.unwrap_err();
        assert_eq!(refused.code, Code::Busy);
        assert_eq!(refused.retry_after_ms, Some(1_000));
    }
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "the whole group waits, not each of it"
    );
    drop(shell);
    assert_eq!(
        tables.db.write(|tx| Ok::<_, Error>(post(tx, "a", "x")?)).await.unwrap(),
        1
    );
}

#[tokio::test]
async fn reads_wait_for_their_turn_and_then_give_up() {
    let tables = Tables::with(Limits {
        readers: 1,
        read_wait: Duration::from_millis(100),
        ..Limits::default()
    })
    .await;
    let db = tables.db.clone();
    let slow = tokio::spawn(async move {
        db.read_or(|_| {
            std::thread::sleep(Duration::from_millis(400));
            Ok::<_, db::Error>(())
        })
        .await
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let refused = tables.db.read_or(|_| Ok::<_, db::Error>(())).await;
    assert!(matches!(refused, Err(db::Error::Busy)));
    slow.await.unwrap().unwrap();
    tables.db.read_or(|_| Ok::<_, db::Error>(())).await.unwrap();
}

#[tokio::test]
async fn closing_finishes_what_is_queued_and_refuses_what_comes_later() {
    let mut tables = Tables::new().await;
    tables.add_rooms(&["a"]).await;
    let mut writes = tokio::task::JoinSet::new();
    for n in 0..50 {
        let db = tables.db.clone();
        writes.spawn(async move {
            db.write_or(move |tx| Ok::<_, db::Error>(post(tx, "a", &format!("m{n}"))?))
                .await
        });
    }
    while tables.db.stats().settled < 2 {
        tokio::task::yield_now().await;
    }
    tables.db.close().await;
    let (done, refused): (Vec<_>, Vec<_>) = writes.join_all().await.into_iter().partition(Result::is_ok);
    assert!(
        refused.iter().all(|r| matches!(r, Err(db::Error::Down(_)))),
        "{refused:?}"
    );
    assert_eq!(tables.received().len(), done.len());
    assert!(tables.db.write_or(|_| Ok::<_, db::Error>(())).await.is_err());
    assert!(tables.db.read_or(|_| Ok::<_, db::Error>(())).await.is_err());
    let again = Tables::over(tables.database, Limits::default()).await;
    assert_eq!(again.seqs("a").await, (1..=done.len() as i64).collect::<Vec<_>>());
}
