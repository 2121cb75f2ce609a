//! `kill -9` of a process that writes: every acknowledged write is there afterwards, and the numbers are dense.

use super::tables::*;
use crate::support::database::TestDatabase;
use crate::support::product::db::{self, Db, Limits};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

const URL: &str = "TONGXING_CRASH_URL";
const ROOMS: [&str; 4] = ["a", "b", "c", "d"];

#[tokio::test]
async fn every_acknowledged_write_survives_kill_9() {
    let mut tables = Tables::new().await;
    tables.add_rooms(&ROOMS).await;
    let mut acknowledged: Vec<(String, i64)> = vec![];
    for round in 1..=3 {
        tables.db.close().await;
        let url = tables.database.url.clone();
        let told = tokio::task::spawn_blocking(move || write_until_killed(&url, 400 * round));
        acknowledged.extend(told.await.unwrap());
        tables = Tables::over(reopen(tables), Limits::default()).await;
        for room in ROOMS {
            let stored = tables.seqs(room).await;
            assert_eq!(
                stored,
                (1..=stored.len() as i64).collect::<Vec<_>>(),
                "dense numbers in {room}"
            );
            let last = acknowledged
                .iter()
                .filter(|(r, _)| r == room)
                .map(|(_, seq)| *seq)
                .max()
                .unwrap_or(0);
            assert!(
                last <= stored.len() as i64,
                "round {round}: {last} was acknowledged in {room}, {} stand",
                stored.len()
            );
        }
    }
    assert!(acknowledged.len() >= 2_400, "{}", acknowledged.len());
    let mut once = acknowledged.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), acknowledged.len(), "no number was acknowledged twice");
}

fn reopen(tables: Tables) -> TestDatabase {
    tables.database
}

/// Starts this test program again as a child that writes, kills it after `enough` answers, and returns the answers that were given.
fn write_until_killed(url: &str, enough: usize) -> Vec<(String, i64)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "write_path::crash::a_child_that_writes_until_it_is_killed",
            "--ignored",
            "--nocapture",
        ])
        .env(URL, url)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut told = vec![];
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while lines.read_line(&mut line).unwrap() > 0 {
        // The last line may have been cut.
        if let Some(rest) = line.strip_suffix('\n').and_then(|l| l.split("ACK ").nth(1)) {
            let (room, seq) = rest.split_once(' ').unwrap();
            told.push((room.to_owned(), seq.parse().unwrap()));
        }
        if told.len() == enough {
            child.kill().unwrap(); // SIGKILL; what is in the pipe is still read
        }
        line.clear();
    }
    child.wait().unwrap();
    assert!(told.len() >= enough, "the child ended early after {}", told.len());
    told
}

#[tokio::test]
#[ignore = "the child of the test above"]
async fn a_child_that_writes_until_it_is_killed() {
    let Ok(url) = std::env::var(URL) else { return };
    let db = Db::open(&url).await.unwrap();
    let mut senders = tokio::task::JoinSet::new();
    for n in 0..64 {
        let (db, room) = (db.clone(), ROOMS[n % 4]);
        senders.spawn(async move {
            loop {
                let seq = db
                    .write_or(move |tx| Ok::<_, db::Error>(post(tx, room, "x")?))
                    .await
                    .unwrap();
                use std::io::Write;
                let mut out = std::io::stdout().lock();
                writeln!(out, "ACK {room} {seq}").unwrap();
                out.flush().unwrap();
            }
        });
    }
    senders.join_all().await;
}
