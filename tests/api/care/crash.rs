//! I20: a call that was acknowledged has exactly one row and its job; one that was not has neither.

use crate::support::database::TestDatabase;
use crate::support::product::{
    Error,
    db::{self, Conn, Db},
};
use crate::support::world::HelpRoom;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::json;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

#[derive(QueryableByName, Debug, PartialEq)]
struct Counts {
    #[diesel(sql_type = BigInt)]
    calls: i64,
    #[diesel(sql_type = BigInt)]
    turns: i64,
}

async fn counts(help: &HelpRoom) -> Counts {
    let sql = "SELECT (SELECT count(*) FROM escalations) AS calls,
        (SELECT count(*) FROM jobs WHERE kind = 'page_people') AS turns";
    let read = help
        .world
        .db
        .read(move |conn| Ok::<_, Error>(diesel::sql_query(sql).get_result::<Counts>(conn)?));
    read.await.unwrap()
}

/// Lets every write of a paging job fail, or no longer.
async fn sabotage(help: &HelpRoom, is_on: bool) {
    let write = help.db.write(move |tx| {
        let sql: &[&str] = match (tx.conn(), is_on) {
            (Conn::Sqlite(_), true) => &[
                "CREATE TRIGGER no_turns BEFORE INSERT ON jobs WHEN NEW.kind = 'page_people'
                BEGIN SELECT RAISE(ABORT, 'no_turns'); END",
            ],
            (Conn::Sqlite(_), false) => &["DROP TRIGGER no_turns"],
            (Conn::Pg(_), true) => &[
                "CREATE FUNCTION no_turns() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN RAISE EXCEPTION 'no_turns'; END $$",
                "CREATE TRIGGER no_turns BEFORE INSERT ON jobs FOR EACH ROW
                    WHEN (NEW.kind = 'page_people') EXECUTE FUNCTION no_turns()",
            ],
            (Conn::Pg(_), false) => &["DROP TRIGGER no_turns ON jobs", "DROP FUNCTION no_turns"],
        };
        for statement in sql {
            diesel::sql_query(*statement).execute(tx.conn())?;
        }
        Ok::<_, Error>(())
    });
    write.await.unwrap();
}

// I20
#[tokio::test]
async fn without_its_job_there_is_no_call() {
    let help = HelpRoom::open().await;
    sabotage(&help, true).await;
    help.member
        .post("/escalations", help.call_body("cid-of-the-tap"))
        .await
        .problem("internal");
    assert_eq!(counts(&help).await, Counts { calls: 0, turns: 0 });
    sabotage(&help, false).await;
    // the client tries again with the same id
    help.member
        .post("/escalations", help.call_body("cid-of-the-tap"))
        .await
        .expect(201);
    assert_eq!(counts(&help).await, Counts { calls: 1, turns: 1 });
    help.pass_minutes(0).await;
    assert_eq!(help.asked_counts().await, [1, 0, 0, 0]);
    // the next turn cannot be written: the one before is undone with it, and is done once when it can be
    sabotage(&help, true).await;
    help.pass_minutes(3).await;
    assert_eq!(help.asked_counts().await, [1, 0, 0, 0]);
    sabotage(&help, false).await;
    help.pass_minutes(1).await;
    assert_eq!(
        help.asked_counts().await,
        [1, 1, 0, 0],
        "tried again, and nobody was asked twice"
    );
    help.finish().await;
}

#[tokio::test]
async fn a_turn_that_runs_twice_asks_once() {
    let help = HelpRoom::open().await;
    help.call_for_help(&help.member, "cid-of-the-tap").await;
    help.pass_minutes(0).await;
    let again = help.db.write(|tx| {
        let sql = "UPDATE jobs SET state = 'waiting', finished_at = NULL WHERE kind = 'page_people' AND state = $1";
        Ok::<_, Error>(diesel::sql_query(sql).bind::<Text, _>("done").execute(tx.conn())?)
    });
    assert_eq!(again.await.unwrap(), 1);
    help.pass_minutes(0).await;
    assert_eq!(help.asked_counts().await, [1, 0, 0, 0]);
    assert_eq!(counts(&help).await, Counts { calls: 1, turns: 2 });
    help.finish().await;
}

// I20: whoever is cut off in the middle of asking tries again, and it is one call
#[tokio::test]
async fn an_answer_that_is_lost_leaves_one_call() {
    let help = HelpRoom::open().await;
    for round in 0..20 {
        let (member, call) = (help.member.clone(), help.call_body("cid-of-the-tap"));
        let asking = tokio::spawn(async move { member.post("/escalations", call).await });
        for _ in 0..round {
            tokio::task::yield_now().await;
        }
        asking.abort();
    }
    help.call_for_help(&help.member, "cid-of-the-tap").await;
    assert_eq!(counts(&help).await, Counts { calls: 1, turns: 1 });
    help.finish().await;
}

const URL: &str = "TONGXING_CARE_URL";
/// So many calls are acknowledged before the child is killed.
const ENOUGH: usize = 40;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = BigInt)]
    turns: i64,
}

// I20: kill -9 of the server while people ask, at whatever it is just doing
#[tokio::test]
async fn every_acknowledged_call_survives_kill_9_with_its_job() {
    let database = TestDatabase::new().await;
    let url = database.url.clone();
    let told = tokio::task::spawn_blocking(move || ask_until_killed(&url))
        .await
        .unwrap();
    let db = Db::open(&database.url).await.unwrap();
    let read = db.read_or(|conn| {
        let sql = "SELECT id, (SELECT count(*) FROM jobs WHERE kind = 'page_people'
            AND payload LIKE '%' || escalations.id || '%') AS turns FROM escalations";
        Ok::<_, db::Error>(diesel::sql_query(sql).load::<Row>(conn)?)
    });
    let rows = read.await.unwrap();
    for row in &rows {
        assert_eq!(row.turns, 1, "a call without its job, or with two: {}", row.id);
    }
    for id in &told {
        let found = rows.iter().filter(|row| row.id == *id).count();
        assert_eq!(found, 1, "an acknowledged call is there once: {id}");
    }
    assert!(told.len() >= ENOUGH);
    db.close().await;
}

/// Starts this test program again as a server that is asked for help, kills it, and returns the calls that it acknowledged.
fn ask_until_killed(url: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "care::crash::a_child_that_is_asked_until_it_is_killed",
            "--ignored",
            "--nocapture",
        ])
        .env(URL, url)
        .env("TMPDIR", folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut told = vec![];
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        // the last line may have been cut
        if let Some(id) = line.unwrap().split("ACK ").nth(1).filter(|id| id.len() == 36) {
            told.push(id.to_owned());
        }
        if told.len() == ENOUGH {
            child.kill().unwrap(); // SIGKILL; what is in the pipe is still read
        }
    }
    child.wait().unwrap();
    told
}

#[tokio::test]
#[ignore = "the child of the test above"]
async fn a_child_that_is_asked_until_it_is_killed() {
    let Ok(url) = std::env::var(URL) else { return };
    let help = HelpRoom::open_with(|config| config.database_url = url.into()).await;
    for number in 0.. {
        let call = help.call_for_help(&help.member, &format!("cid-of-tap-{number}")).await;
        let id = call["id"].as_str().unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "ACK {id}").unwrap();
        out.flush().unwrap();
        drop(out);
        // somebody comes, so that the next tap is another call
        help.duty
            .post(&format!("/escalations/{id}/acknowledge"), json!({}))
            .await
            .expect(200);
    }
}
