use super::tables::*;
use crate::support::product::db;

/// PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK and no error: without the guard this would be
/// acknowledged, its event would leave, and no row would exist.
#[tokio::test]
async fn a_swallowed_error_is_refused_and_leaves_no_row_and_no_event() {
    let mut tables = Tables::new().await;
    tables.add_rooms(&["a"]).await;
    let answer = tables.db.write_or(|tx| {
        let seq = bump(tx.conn(), "a")?;
        insert(tx.conn(), "a", seq, "kept?")?;
        let _twin = insert(tx.conn(), "a", seq, "a twin"); // fails, and nobody looks
        tx.after_commit(event("a", seq));
        Ok::<_, db::Error>(seq)
    });
    assert!(matches!(answer.await, Err(db::Error::Swallowed)));
    assert!(tables.seqs("a").await.is_empty());
    assert!(tables.received().is_empty());
    assert_eq!(
        tables
            .db
            .write_or(|tx| Ok::<_, db::Error>(post(tx, "a", "next")?))
            .await
            .unwrap(),
        1,
        "the writer goes on"
    );
}

#[tokio::test]
async fn a_swallowed_error_among_others_refuses_only_its_own() {
    let mut tables = Tables::new().await;
    tables.add_rooms(&["a"]).await;
    let mut writes = tokio::task::JoinSet::new();
    for n in 0..30 {
        let db = tables.db.clone();
        writes.spawn(async move {
            db.write_or(move |tx| {
                let seq = post(tx, "a", &format!("m{n}"))?;
                if n % 10 == 3 {
                    let _twin = insert(tx.conn(), "a", seq, "a twin");
                }
                Ok::<_, db::Error>(seq)
            })
            .await
        });
    }
    let answers = writes.join_all().await;
    let swallowed = answers
        .iter()
        .filter(|a| matches!(a, Err(db::Error::Swallowed)))
        .count();
    assert_eq!((swallowed, answers.iter().filter(|a| a.is_ok()).count()), (3, 27));
    assert_eq!(tables.seqs("a").await, (1..=27).collect::<Vec<_>>());
    assert_eq!(tables.received().len(), 27);
}

#[tokio::test]
async fn an_error_is_recovered_from_inside_an_attempt() {
    let mut tables = Tables::new().await;
    tables.add_rooms(&["a", "b"]).await;
    let answer = tables.db.write_or(|tx| {
        let seq = post(tx, "a", "outer")?;
        let twin: Result<(), db::Error> = tx.attempt(|tx| {
            post(tx, "b", "inner")?;
            insert(tx.conn(), "a", seq, "a twin")?;
            Ok(())
        });
        assert!(twin.is_err());
        let kept: Result<i64, db::Error> = tx.attempt(|tx| Ok(post(tx, "b", "second inner")?));
        assert_eq!(kept.unwrap(), 1, "the number of the first inner part is free again");
        Ok::<_, db::Error>(seq)
    });
    assert_eq!(answer.await.unwrap(), 1);
    assert_eq!(tables.bodies().await, ["outer", "second inner"]);
    assert_eq!(
        tables.received(),
        [event("a", 1), event("b", 1)],
        "the events of the failed part are gone"
    );
}

/// An attempt that fails inside an attempt that succeeds, and the other way round.
#[tokio::test]
async fn attempts_nest() {
    let mut tables = Tables::new().await;
    tables.add_rooms(&["a"]).await;
    let answer = tables.db.write_or(|tx| {
        let outer: Result<i64, db::Error> = tx.attempt(|tx| {
            let seq = post(tx, "a", "one")?;
            let inner: Result<i64, db::Error> = tx.attempt(|tx| {
                post(tx, "a", "two")?;
                Err(db::Error::Busy)
            });
            assert!(inner.is_err());
            Ok(seq)
        });
        let lost: Result<i64, db::Error> = tx.attempt(|tx| {
            let kept: Result<i64, db::Error> = tx.attempt(|tx| Ok(post(tx, "a", "three")?));
            kept?;
            insert(tx.conn(), "nowhere", 1, "no such room")?;
            Ok(0)
        });
        assert!(lost.is_err());
        outer
    });
    assert_eq!(answer.await.unwrap(), 1);
    assert_eq!(tables.bodies().await, ["one"]);
    assert_eq!(tables.received(), [event("a", 1)]);
}
