//! Somebody who owns the database, and not the key file, writes the audit anew (safety 18).

use super::AuditLog;
use crate::support::product::{
    Chance, DAY, Keys,
    audit::{self, Kept, KeptHead, Line, Report},
    db::{
        self, Conn,
        schema::{audit_entries, audit_heads},
    },
    rotate,
};
use diesel::prelude::*;
use sha2::{Digest, Sha256};

const NO_GUARDS: &str = "SELECT 1";

/// The hash that the first version of the chain had, which everybody can compute.
fn plain_hash(seq: i64, prev: &[u8], line: &Line) -> Vec<u8> {
    let mut sha = Sha256::new();
    let mut field = |bytes: &[u8]| {
        sha.update((bytes.len() as u64).to_be_bytes());
        sha.update(bytes);
    };
    field(b"tongxing audit 1");
    field(prev);
    field(&seq.to_be_bytes());
    field(line.id.as_str().as_bytes());
    field(&line.at.to_be_bytes());
    match &line.actor_id {
        Some(actor) => {
            field(b"some");
            field(actor.as_bytes());
        }
        None => field(b"none"),
    }
    for part in [&line.verb, &line.subject_kind, &line.subject_id, &line.detail] {
        field(part.as_bytes());
    }
    sha.finalize().to_vec()
}

/// Chains every line anew without a key, as the first version did, and says so in the head. `with_seal` leaves the head's own seal.
fn chain_plainly(conn: &mut Conn, with_seal: bool) -> QueryResult<()> {
    let mut lines = audit::page_entries(conn, None, 1_000)?;
    lines.sort_by(|a, b| a.id.cmp(&b.id));
    diesel::update(audit_entries::table)
        .set((
            audit_entries::seq.eq(None::<i64>),
            audit_entries::prev_hash.eq(None::<Vec<u8>>),
            audit_entries::hash.eq(None::<Vec<u8>>),
        ))
        .execute(conn)?;
    let (mut seq, mut hash) = (0, vec![0; 32]);
    for line in &lines {
        seq += 1;
        let own = plain_hash(seq, &hash, line);
        diesel::update(audit_entries::table.find(&line.id))
            .set((
                audit_entries::seq.eq(seq),
                audit_entries::prev_hash.eq(&hash),
                audit_entries::hash.eq(&own),
            ))
            .execute(conn)?;
        hash = own;
    }
    diesel::update(audit_heads::table)
        .set((audit_heads::seq.eq(seq), audit_heads::hash.eq(&hash)))
        .execute(conn)?;
    if !with_seal {
        diesel::update(audit_heads::table)
            .set((
                audit_heads::seal.eq(None::<Vec<u8>>),
                audit_heads::keyed_from.eq(None::<i64>),
            ))
            .execute(conn)?;
    }
    Ok(())
}

impl AuditLog {
    async fn forge(&self, with_seal: bool) {
        let write = self
            .db
            .write_or(move |tx| Ok::<_, db::Error>(chain_plainly(tx.conn(), with_seal)?));
        write.await.expect("an owner can do anything");
    }
}

fn place(report: &Report) -> Option<i64> {
    report.broken.as_ref().map(|broken| broken.seq)
}

#[tokio::test]
async fn a_changed_line_is_found_though_every_hash_was_computed_anew() {
    for with_seal in [true, false] {
        let log = AuditLog::new().await;
        log.acts(1, 5).await;
        audit::seal(&log.db, &log.keys).await.unwrap();
        log.tamper("UPDATE audit_entries SET actor_id = NULL WHERE seq = 2");
        log.forge(with_seal).await;
        let report = log.verify().await;
        assert!(report.broken.is_some(), "with seal: {with_seal}");
        // and what comes later is not chained to it as if nothing had happened
        log.act("s6").await;
        audit::seal(&log.db, &log.keys).await.unwrap_err();
        assert!(log.verify().await.broken.is_some());
    }
}

#[tokio::test]
async fn a_cut_tail_is_found_though_the_head_was_put_back() {
    let log = AuditLog::new().await;
    log.acts(1, 6).await;
    audit::seal(&log.db, &log.keys).await.unwrap();
    log.tamper(
        "DELETE FROM audit_entries WHERE seq > 4;
         UPDATE audit_heads SET seq = 4, hash = (SELECT hash FROM audit_entries WHERE seq = 4)",
    );
    let report = log.verify().await;
    assert_eq!((report.sound, place(&report)), (4, Some(5)));
}

#[tokio::test]
async fn an_older_state_as_a_whole_is_found_by_a_saved_head() {
    let log = AuditLog::new().await;
    log.acts(1, 3).await;
    audit::seal(&log.db, &log.keys).await.unwrap();
    let early = KeptHead::parse(&format!("3-{}", log.verify().await.head)).unwrap();
    // what the head row was then, as an old copy of the database has it
    log.tamper("CREATE TABLE old_heads AS SELECT * FROM audit_heads");
    log.acts(4, 6).await;
    audit::seal(&log.db, &log.keys).await.unwrap();
    let late = KeptHead::parse(&format!("2026-11-23T02:00:00Z 6-{}", log.verify().await.head)).unwrap();
    for kept in [&early, &late] {
        let report = log.verify_with(Some(kept.clone())).await;
        assert_eq!((report.broken, report.kept), (None, Some(Kept::Held)));
    }
    log.tamper_again(
        "DELETE FROM audit_entries WHERE seq > 3;
         UPDATE audit_heads SET seq = (SELECT seq FROM old_heads), hash = (SELECT hash FROM old_heads),
             keyed_from = (SELECT keyed_from FROM old_heads), seal = (SELECT seal FROM old_heads);
         DROP TABLE old_heads",
    );
    let report = log.verify_with(Some(late)).await;
    assert_eq!(
        (report.broken, report.kept),
        (None, Some(Kept::Cut)),
        "a state of ours, and too short"
    );
    let mut other = early.clone();
    other.hash[0] ^= 1;
    assert_eq!(log.verify_with(Some(other)).await.kept, Some(Kept::Other));
    assert_eq!(log.verify_with(Some(early)).await.kept, Some(Kept::Held));
    for nonsense in ["", "3", "x-00", "3-00", "-1-00", &format!("3-{}", "zz".repeat(32))] {
        assert_eq!(KeptHead::parse(nonsense), None, "{nonsense}");
    }
}

#[tokio::test]
async fn lines_of_another_key_are_not_ours() {
    let log = AuditLog::new().await;
    log.acts(1, 3).await;
    audit::seal(&log.db, &log.keys).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let other = Keys::create(&folder.path().join("keys.toml"), false, &Chance::seeded(9)).unwrap();
    let now = log.clock.now();
    let read = log
        .db
        .read_or(move |conn| Ok::<_, db::Error>(audit::verify(conn, &other, now, None)?));
    assert_eq!(place(&read.await.unwrap()), Some(1));
}

/// An audit that was chained before there was a key, with a key file that has just got one.
async fn from_before() -> (AuditLog, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let (path, key) = (
        folder.path().join("keys.toml"),
        "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc",
    );
    let text = format!("signing = \"{key}\"\nhashing = \"{key}\"\nis_demo = false\n\n[fields]\n1 = \"{key}\"\n");
    std::fs::write(&path, text).unwrap();
    let mut log = AuditLog::new().await;
    rotate(&path, log.clock.now(), 0, &log.chance).unwrap();
    log.keys = Keys::load(&path, &log.chance).unwrap();
    log.keys.turn(log.clock.now());
    log.acts(1, 4).await;
    log.tamper(NO_GUARDS);
    log.forge(false).await;
    (log, folder)
}

#[tokio::test]
async fn an_audit_from_before_the_key_is_adopted_once_and_reports_it() {
    let (log, _folder) = from_before().await;
    assert_eq!(log.verify().await.broken, None, "it is sound as it was");
    log.acts(5, 6).await;
    log.clock.advance(1_000);
    assert_eq!(
        audit::seal(&log.db, &log.keys).await.unwrap(),
        3,
        "two acts and the change-over"
    );
    let report = log.verify().await;
    assert_eq!((report.sound, report.broken), (7, None));
    let lines = log
        .db
        .read_or(|conn| Ok::<_, db::Error>(audit::page_entries(conn, None, 1)?));
    let last = &lines.await.unwrap()[0];
    assert_eq!(last.verb, "audit_taken_over");
    assert!(last.detail.contains("\"lines\":4"), "{}", last.detail);
    // from here on the lines of before are held by the key too
    log.tamper_again("UPDATE audit_entries SET verb = 'else' WHERE seq = 2");
    log.forge(false).await;
    assert!(
        log.verify().await.broken.is_none(),
        "without the seal, and within the time, it looks like one from before"
    );
    log.clock.advance(31 * DAY);
    assert!(log.verify().await.broken.is_some(), "after it, never again");
    audit::seal(&log.db, &log.keys).await.unwrap_err();
}

#[tokio::test]
async fn an_older_chain_that_does_not_match_or_comes_too_late_is_not_adopted() {
    let (log, _folder) = from_before().await;
    log.tamper_again("UPDATE audit_entries SET verb = 'else' WHERE seq = 2");
    audit::seal(&log.db, &log.keys).await.unwrap_err();
    let (log, _folder) = from_before().await;
    log.clock.advance(31 * DAY);
    audit::seal(&log.db, &log.keys).await.unwrap_err();
    assert!(log.verify().await.broken.is_some());
}

#[tokio::test]
async fn the_audit_head_is_written_to_a_file_outside() {
    let log = AuditLog::new().await;
    log.acts(1, 2).await;
    audit::seal(&log.db, &log.keys).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("heads.txt");
    audit::keep_head(&log.db, Some(&file)).await.unwrap();
    log.acts(3, 3).await;
    audit::seal(&log.db, &log.keys).await.unwrap();
    audit::keep_head(&log.db, Some(&file)).await.unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let kept: Vec<KeptHead> = text
        .lines()
        .map(|line| KeptHead::parse(line).expect("a head"))
        .collect();
    assert_eq!(kept.iter().map(|kept| kept.seq).collect::<Vec<_>>(), [2, 3]);
    for head in kept {
        assert_eq!(log.verify_with(Some(head)).await.kept, Some(Kept::Held));
    }
}
