//! The audit: written with the act, never changed, and a change past the product is found.

mod forgery;
mod security;

use crate::support::database::TestDatabase;
use crate::support::product::{
    Chance, Clock, Code, Error, Keys, PersonId, SECOND,
    audit::{self, AuditSubject, AuditVerb, Entry, KeptHead, Report},
    db::{self, Db, Limits, dialect},
};
use diesel::RunQueryDsl;
use serde_json::json;
use tokio::sync::mpsc::unbounded_channel;

/// A database with an audit and what seals it, without an application.
struct AuditLog {
    db: Db,
    clock: Clock,
    chance: Chance,
    keys: Keys,
    database: TestDatabase,
}

impl AuditLog {
    async fn new() -> AuditLog {
        let database = TestDatabase::new().await;
        let (clock, chance) = (Clock::fixed(1_795_399_200_000), Chance::seeded(3));
        let db = Db::start(
            &database.url,
            Limits::default(),
            (&clock, &chance),
            unbounded_channel().0,
        )
        .await;
        AuditLog {
            db: db.expect("the database opens"),
            clock,
            chance,
            keys: Keys::for_tests(),
            database,
        }
    }

    async fn act(&self, subject: &str) {
        self.clock.advance(SECOND);
        let actor = PersonId::mint(&self.clock, &self.chance);
        let entry =
            Entry::new(Some(&actor), AuditVerb::SignGate, AuditSubject::Enrolment, subject).detail(json!({"phase": 2}));
        let written = self.db.write_or(move |tx| Ok::<_, db::Error>(tx.audit(&entry)?));
        written.await.expect("the entry is written");
    }

    async fn acts(&self, from: usize, to: usize) {
        for n in from..=to {
            self.act(&format!("s{n}")).await;
        }
    }

    async fn verify(&self) -> Report {
        self.verify_with(None).await
    }

    /// Whether the chain still holds a head that was kept.
    async fn verify_with(&self, kept: Option<KeptHead>) -> Report {
        let (keys, now) = (self.keys.clone(), self.clock.now());
        let read = self
            .db
            .read_or(move |conn| Ok::<_, db::Error>(audit::verify(conn, &keys, now, kept.as_ref())?));
        read.await.expect("a report")
    }

    /// Somebody who owns the database takes the guards away and changes it.
    fn tamper(&self, sql: &str) {
        let sqlite = format!(
            "DROP TRIGGER audit_entries_insert; DROP TRIGGER audit_entries_update;
             DROP TRIGGER audit_entries_delete; DROP TRIGGER audit_heads_update; {sql}"
        );
        let postgres = format!(
            "ALTER TABLE audit_entries DISABLE TRIGGER USER; ALTER TABLE audit_heads DISABLE TRIGGER USER; {sql}"
        );
        self.database
            .execute(&sqlite, &postgres)
            .expect("an owner can do anything");
    }
}

impl AuditLog {
    /// The guards are away already.
    fn tamper_again(&self, sql: &str) {
        self.database.execute(sql, sql).expect("an owner can do anything");
    }
}

#[tokio::test]
async fn an_entry_stands_or_falls_with_its_act() {
    let log = AuditLog::new().await;
    let entry = Entry::new(None, AuditVerb::SignGate, AuditSubject::Enrolment, "s1");
    let refused = log.db.write(move |tx| {
        tx.audit(&entry)?;
        Err::<(), Error>(Code::WrongState.into())
    });
    refused.await.unwrap_err();
    assert_eq!(log.verify().await.unsealed, 0);
    log.act("s2").await;
    assert_eq!(log.verify().await.unsealed, 1);
}

#[tokio::test]
async fn sealed_entries_form_a_chain_and_the_tail_is_reported() {
    let log = AuditLog::new().await;
    let empty = log.verify().await;
    assert_eq!((empty.sound, empty.unsealed, empty.broken), (0, 0, None));
    log.acts(1, 250).await; // more than one batch
    assert_eq!(audit::seal(&log.db, &log.keys).await.unwrap(), 250);
    assert_eq!(audit::seal(&log.db, &log.keys).await.unwrap(), 0);
    log.acts(251, 253).await;
    let report = log.verify().await;
    assert_eq!((report.sound, report.unsealed, report.broken), (250, 3, None));
    assert_eq!(audit::seal(&log.db, &log.keys).await.unwrap(), 3);
    let after = log.verify().await;
    assert_eq!((after.sound, after.unsealed, after.broken), (253, 0, None));
    assert_ne!(after.head, report.head);
}

#[tokio::test]
async fn several_that_seal_at_once_make_one_chain() {
    let log = AuditLog::new().await;
    log.acts(1, 60).await;
    let mut seals = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let (db, keys) = (log.db.clone(), log.keys.clone());
        seals.spawn(async move { audit::seal(&db, &keys).await.expect("sealed") });
    }
    assert_eq!(seals.join_all().await.into_iter().sum::<i64>(), 60);
    let report = log.verify().await;
    assert_eq!((report.sound, report.unsealed, report.broken), (60, 0, None));
}

#[tokio::test]
async fn the_database_refuses_to_change_or_delete_an_entry() {
    let log = AuditLog::new().await;
    log.acts(1, 2).await;
    audit::seal(&log.db, &log.keys).await.unwrap();
    log.act("s3").await; // unsealed
    for sql in [
        "UPDATE audit_entries SET verb = 'else' WHERE subject_id = 's1'",
        "UPDATE audit_entries SET verb = 'else' WHERE subject_id = 's3'",
        "UPDATE audit_entries SET actor_id = NULL WHERE subject_id = 's3'",
        "UPDATE audit_entries SET seq = NULL, prev_hash = NULL, hash = NULL WHERE subject_id = 's2'",
        "UPDATE audit_entries SET seq = 9 WHERE subject_id = 's2'",
        "DELETE FROM audit_entries WHERE subject_id = 's1'",
        "DELETE FROM audit_entries WHERE subject_id = 's3'",
        "DELETE FROM audit_heads",
        "UPDATE audit_heads SET seq = 1",
        "INSERT INTO audit_entries (id, seq, at, verb, subject_kind, subject_id, detail, prev_hash, hash)
         SELECT 'x', 3, at, verb, subject_kind, 's4', detail, prev_hash, hash FROM audit_entries WHERE subject_id = 's1'",
    ] {
        let refused = log.db.write_or(move |tx| Ok::<_, db::Error>(diesel::sql_query(sql).execute(tx.conn())?));
        match refused.await {
            Err(db::Error::Sql(cause)) => {
                assert!(dialect::violates(&cause, "audit_entries_append_only"), "{sql}: {cause:?}");
            }
            other => panic!("{sql}: {other:?}"),
        }
    }
    let report = log.verify().await;
    assert_eq!((report.sound, report.unsealed, report.broken), (2, 1, None));
}

#[tokio::test]
async fn a_change_past_the_guards_is_found_at_its_place() {
    for (sql, seq) in [
        ("UPDATE audit_entries SET verb = 'else' WHERE seq = 3", 3),
        ("UPDATE audit_entries SET detail = '{\"phase\":3}' WHERE seq = 5", 5),
        ("UPDATE audit_entries SET at = at + 1 WHERE seq = 1", 1),
        ("UPDATE audit_entries SET actor_id = NULL WHERE seq = 2", 2),
        ("DELETE FROM audit_entries WHERE seq = 4", 4),
        ("DELETE FROM audit_entries WHERE seq = 6", 6),
        (
            "DELETE FROM audit_entries WHERE seq = 4; UPDATE audit_entries SET seq = seq - 1 WHERE seq > 4",
            4,
        ),
        ("UPDATE audit_heads SET seq = 5", 7),
    ] {
        let log = AuditLog::new().await;
        log.acts(1, 6).await;
        audit::seal(&log.db, &log.keys).await.unwrap();
        log.tamper(sql);
        let report = log.verify().await;
        let broken = report.broken.unwrap_or_else(|| panic!("not found: {sql}"));
        assert_eq!((broken.seq, report.sound), (seq, seq - 1), "{sql}");
    }
}

#[tokio::test]
async fn a_page_shows_the_latest_first() {
    let log = AuditLog::new().await;
    log.acts(1, 5).await;
    let subjects = |lines: &[audit::Line]| lines.iter().map(|line| line.subject_id.clone()).collect::<Vec<_>>();
    let first = log
        .db
        .read_or(|conn| Ok::<_, db::Error>(audit::page_entries(conn, None, 2)?))
        .await
        .unwrap();
    assert_eq!(subjects(&first), ["s5", "s4"]);
    let last = first[1].id.clone();
    let second = log
        .db
        .read_or(move |conn| Ok::<_, db::Error>(audit::page_entries(conn, Some(&last), 9)?));
    assert_eq!(subjects(&second.await.unwrap()), ["s3", "s2", "s1"]);
}
