use super::tables::*;
use crate::support::product::db::{self, dialect};
use diesel::prelude::*;

#[derive(Debug, PartialEq)]
enum Claim {
    Taken,
}

async fn claim(db: db::Db, name: String, from: i64, to: i64) -> Result<Result<(), Claim>, db::Error> {
    db.write_or(move |tx| {
        let row = (
            test_claims::id.eq(&name),
            test_claims::starts_at.eq(from),
            test_claims::ends_at.eq(to),
        );
        let inserted: Result<usize, diesel::result::Error> =
            tx.attempt(|tx| diesel::insert_into(test_claims::table).values(row).execute(tx.conn()));
        match inserted {
            Ok(_) => {
                tx.after_commit(event("claims", 0));
                Ok(Ok(()))
            }
            Err(e) if dialect::violates(&e, "test_claims_overlap") => Ok(Err(Claim::Taken)),
            Err(e) => Err(e.into()),
        }
    })
    .await
}

#[tokio::test]
async fn of_forty_overlapping_claims_exactly_one_stands() {
    let mut tables = Tables::new().await;
    let mut claims = tokio::task::JoinSet::new();
    for n in 0..40 {
        claims.spawn(claim(tables.db.clone(), format!("c{n}"), 100 - n, 200 + n));
    }
    let answers: Vec<_> = claims
        .join_all()
        .await
        .into_iter()
        .map(|a| a.expect("an answer"))
        .collect();
    assert_eq!(answers.iter().filter(|a| a.is_ok()).count(), 1);
    assert_eq!(answers.iter().filter(|a| **a == Err(Claim::Taken)).count(), 39);
    assert_eq!(tables.received().len(), 1);
    let rows = tables
        .db
        .read_or(|conn| Ok::<i64, db::Error>(test_claims::table.count().get_result(conn)?));
    assert_eq!(rows.await.unwrap(), 1);
}

#[tokio::test]
async fn adjacent_half_open_spans_all_fit() {
    let tables = Tables::new().await;
    let mut claims = tokio::task::JoinSet::new();
    for n in 0..10 {
        claims.spawn(claim(tables.db.clone(), format!("c{n}"), n * 60, (n + 1) * 60));
    }
    for answer in claims.join_all().await {
        assert_eq!(answer.expect("an answer"), Ok(()));
    }
}
