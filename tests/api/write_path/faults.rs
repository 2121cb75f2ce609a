use super::world::*;
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
    let mut world = World::new().await;
    world.add_rooms(&["a"]).await;
    let limit = world
        .db
        .write_or(|tx| Ok::<_, db::Error>(diesel::sql_query("PRAGMA max_page_count = 40").execute(tx.conn())?));
    limit.await.unwrap();
    let mut writes = tokio::task::JoinSet::new();
    for n in 0..40 {
        let db = world.db.clone();
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
    assert_eq!(world.seqs("a").await, (1..=36).collect::<Vec<_>>());
    assert_eq!(world.heard().len(), 36);
}

/// Another process that holds the file, such as somebody's shell.
#[tokio::test]
async fn a_database_held_by_somebody_else_is_busy_and_serves_again_afterwards() {
    if is_postgres() {
        return; // the same as a slow lock holder, which the test of retries has
    }
    let world = World::new().await;
    world.add_rooms(&["a"]).await;
    let path = world.database.url.trim_start_matches("sqlite:").to_owned();
    let mut shell = SqliteConnection::establish(&path).unwrap();
    diesel::connection::SimpleConnection::batch_execute(&mut shell, "BEGIN IMMEDIATE").unwrap();
    let start = Instant::now();
    let mut writes = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let db = world.db.clone();
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
        world.db.write(|tx| Ok::<_, Error>(post(tx, "a", "x")?)).await.unwrap(),
        1
    );
}

#[tokio::test]
async fn reads_wait_for_their_turn_and_then_give_up() {
    let world = World::with(Limits {
        readers: 1,
        read_wait: Duration::from_millis(100),
        ..Limits::default()
    })
    .await;
    let db = world.db.clone();
    let slow = tokio::spawn(async move {
        db.read_or(|_| {
            std::thread::sleep(Duration::from_millis(400));
            Ok::<_, db::Error>(())
        })
        .await
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let refused = world.db.read_or(|_| Ok::<_, db::Error>(())).await;
    assert!(matches!(refused, Err(db::Error::Busy)));
    slow.await.unwrap().unwrap();
    world.db.read_or(|_| Ok::<_, db::Error>(())).await.unwrap();
}

#[tokio::test]
async fn closing_finishes_what_is_queued_and_refuses_what_comes_later() {
    let mut world = World::new().await;
    world.add_rooms(&["a"]).await;
    let mut writes = tokio::task::JoinSet::new();
    for n in 0..50 {
        let db = world.db.clone();
        writes.spawn(async move {
            db.write_or(move |tx| Ok::<_, db::Error>(post(tx, "a", &format!("m{n}"))?))
                .await
        });
    }
    while world.db.stats().settled < 2 {
        tokio::task::yield_now().await;
    }
    world.db.close().await;
    let (done, refused): (Vec<_>, Vec<_>) = writes.join_all().await.into_iter().partition(Result::is_ok);
    assert!(
        refused.iter().all(|r| matches!(r, Err(db::Error::Down(_)))),
        "{refused:?}"
    );
    assert_eq!(world.heard().len(), done.len());
    assert!(world.db.write_or(|_| Ok::<_, db::Error>(())).await.is_err());
    assert!(world.db.read_or(|_| Ok::<_, db::Error>(())).await.is_err());
    let again = World::over(world.database, Limits::default()).await;
    assert_eq!(again.seqs("a").await, (1..=done.len() as i64).collect::<Vec<_>>());
}
