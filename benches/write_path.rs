//! How many durable writes a second, by the number of senders: `cargo bench --bench write_path`.
//!
//! One write is what sending a message costs: the room's head row is moved on and locked, the message, its search row and a
//! job are inserted, one commit. SQLite in a temporary folder (`TMPDIR` decides the disk); PostgreSQL where
//! `TONGXING_TEST_PG_DURABLE_URL` says (`eval "$(.ci/postgres start durable)"`). Prints a table in Markdown.
#![allow(missing_docs)] // the table below makes public items

use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Text};
use serde_json::json;
use std::fs::File;
use std::io::Write;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::unbounded_channel;
use tokio::task::JoinSet;
use tongxing::chance::Chance;
use tongxing::clock::Clock;
use tongxing::db::{self, Db, Limits, Tx, migrate};
use tongxing::event::Event;
use tongxing::jobs::{self, NewJob};

const ROW: Duration = Duration::from_millis(2_500);
const ROOMS: usize = 64;

diesel::table! {
    bench_messages (id) { id -> Text, room_id -> Text, seq -> BigInt, body -> Text, created_at -> BigInt, }
}

const SQLITE: &str = "
    CREATE TABLE bench_rooms (id TEXT PRIMARY KEY NOT NULL, last_seq INTEGER NOT NULL) STRICT;
    CREATE TABLE bench_messages (id TEXT PRIMARY KEY NOT NULL, room_id TEXT NOT NULL REFERENCES bench_rooms (id),
        seq INTEGER NOT NULL, body TEXT NOT NULL, created_at INTEGER NOT NULL, UNIQUE (room_id, seq)) STRICT;
    CREATE VIRTUAL TABLE bench_search USING fts5 (id UNINDEXED, body);";

const POSTGRES: &str = "
    CREATE TABLE bench_rooms (id TEXT PRIMARY KEY, last_seq BIGINT NOT NULL) WITH (fillfactor = 50);
    CREATE TABLE bench_messages (id TEXT PRIMARY KEY, room_id TEXT NOT NULL REFERENCES bench_rooms (id),
        seq BIGINT NOT NULL, body TEXT NOT NULL, created_at BIGINT NOT NULL, UNIQUE (room_id, seq));
    CREATE TABLE bench_search (id TEXT NOT NULL, body tsvector NOT NULL);
    CREATE INDEX bench_search_idx ON bench_search USING gin (body);";

/// Diesel prepares no UPDATE of its own making twice; one of ours it does.
#[derive(QueryId)]
struct BumpHead {
    room: String,
}

impl<DB: Backend> QueryFragment<DB> for BumpHead
where
    String: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE bench_rooms SET last_seq = last_seq + 1 WHERE id = ");
        out.push_bind_param::<Text, _>(&self.room)?;
        out.push_sql(" RETURNING last_seq");
        Ok(())
    }
}

impl Query for BumpHead {
    type SqlType = BigInt;
}

impl<C> RunQueryDsl<C> for BumpHead {}

#[derive(QueryId)]
struct InsertSearch {
    is_postgres: bool,
    id: String,
    body: String,
}

impl<DB: Backend> QueryFragment<DB> for InsertSearch
where
    String: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("INSERT INTO bench_search (id, body) VALUES (");
        out.push_bind_param::<Text, _>(&self.id)?;
        out.push_sql(if self.is_postgres {
            ", to_tsvector('simple', "
        } else {
            ", ("
        });
        out.push_bind_param::<Text, _>(&self.body)?;
        out.push_sql("))");
        Ok(())
    }
}

impl<C> RunQueryDsl<C> for InsertSearch {}

#[derive(Clone)]
struct Sender {
    clock: Clock,
    is_postgres: bool,
}

impl Sender {
    fn send(&self, tx: &mut Tx<'_>, room: &str) -> Result<i64, db::Error> {
        let id = tx.mint::<String>();
        let body = "We meet on Thursday at seven, the usual room; bring the worksheet of last week.";
        let conn = tx.conn();
        let seq = BumpHead { room: room.into() }.get_result::<i64>(conn)?;
        diesel::insert_into(bench_messages::table)
            .values((
                bench_messages::id.eq(&id),
                bench_messages::room_id.eq(room),
                bench_messages::seq.eq(seq),
                bench_messages::body.eq(body),
                bench_messages::created_at.eq(self.clock.now()),
            ))
            .execute(conn)?;
        InsertSearch {
            is_postgres: self.is_postgres,
            id: id.clone(),
            body: body.into(),
        }
        .execute(conn)?;
        let job = NewJob::new("bench", json!({ "message": id }));
        jobs::enqueue(tx, &job.at(i64::MAX))?;
        tx.after_commit(Event {
            topic: room.into(),
            number: seq,
            body: bytes::Bytes::new(),
        });
        Ok(seq)
    }
}

/// Senders write one after the other until the row's time is over; prints the row.
async fn measure(name: &str, url: &str, rooms: usize, senders: usize) {
    let (out, mut events) = unbounded_channel();
    let db = Db::start(url, Limits::default(), (&Clock::system(), &Chance::system()), out)
        .await
        .expect("the database opens");
    let listening = tokio::spawn(async move { while events.recv().await.is_some() {} });
    let sender = Sender {
        clock: Clock::system(),
        is_postgres: url.starts_with("postgres"),
    };
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for n in 0..senders {
        let (db, sender, room) = (db.clone(), sender.clone(), format!("room-{}", n % rooms));
        tasks.spawn(async move {
            let mut took = vec![];
            while start.elapsed() < ROW {
                let (sender, room, began) = (sender.clone(), room.clone(), Instant::now());
                db.write_or(move |tx| sender.send(tx, &room)).await.expect("a write");
                took.push(began.elapsed());
            }
            took
        });
    }
    let mut took: Vec<Duration> = tasks.join_all().await.into_iter().flatten().collect();
    let elapsed = start.elapsed();
    took.sort();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1_000.0;
    let rate = took.len() as f64 / elapsed.as_secs_f64();
    println!(
        "| {name} | {rooms} | {senders} | {rate:.0} | {:.2} | {:.1} | {:.0} | {} |",
        at(0.5),
        at(0.99),
        at(1.0),
        db.stats().again
    );
    db.close().await;
    drop(db);
    let _ = listening.await;
}

fn add_rooms(conn: &mut impl SimpleConnection) {
    for n in 0..ROOMS {
        conn.batch_execute(&format!(
            "INSERT INTO bench_rooms (id, last_seq) VALUES ('room-{n}', 0)"
        ))
        .expect("a room");
    }
}

/// A new database for each row, so that none pays for the rows before it.
async fn on_sqlite(rooms: usize, senders: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("bench.db").display().to_string();
    let url = format!("sqlite:{path}");
    migrate::migrate(&url).expect("the migrations run");
    let mut conn = SqliteConnection::establish(&path).expect("the file opens");
    conn.batch_execute(SQLITE).expect("the tables");
    add_rooms(&mut conn);
    drop(conn);
    measure("SQLite", &url, rooms, senders).await;
}

async fn on_postgres(server: &str, rooms: usize, senders: usize) {
    let (base, _) = server.rsplit_once('/').expect("a URL with a database name");
    let mut admin = PgConnection::establish(server).expect("the server answers");
    let recreate = [
        "DROP DATABASE IF EXISTS tongxing_bench WITH (FORCE)",
        "CREATE DATABASE tongxing_bench",
    ];
    for sql in recreate {
        admin.batch_execute(sql).expect("an empty database");
    }
    let url = format!("{base}/tongxing_bench");
    migrate::migrate(&url).expect("the migrations run");
    let mut conn = PgConnection::establish(&url).expect("the database opens");
    conn.batch_execute(POSTGRES).expect("the tables");
    add_rooms(&mut conn);
    drop(conn);
    measure("PostgreSQL", &url, rooms, senders).await;
    admin.batch_execute(recreate[0]).expect("the end");
}

/// What the disk itself takes, since everything here waits for it.
fn print_disk() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut file = File::create(folder.path().join("probe")).expect("a file");
    let mut took: Vec<Duration> = (0..300)
        .map(|_| {
            file.write_all(&[7; 4_096]).expect("a page");
            let began = Instant::now();
            file.sync_data().expect("fdatasync");
            began.elapsed()
        })
        .collect();
    took.sort();
    let ms = |duration: Duration| duration.as_secs_f64() * 1_000.0;
    println!(
        "fdatasync of 4 KiB: p50 {:.2} ms, p99 {:.2} ms\n",
        ms(took[150]),
        ms(took[297])
    );
}

#[tokio::main]
async fn main() {
    print_disk();
    println!("| database | rooms | senders | writes/s | p50 ms | p99 ms | max ms | run again |");
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    let rows = [
        (ROOMS, 1),
        (ROOMS, 8),
        (ROOMS, 64),
        (ROOMS, 512),
        (1, 8),
        (1, 64),
        (1, 512),
    ];
    for (rooms, senders) in rows {
        on_sqlite(rooms, senders).await;
    }
    match std::env::var("TONGXING_TEST_PG_DURABLE_URL") {
        Ok(server) => {
            for (rooms, senders) in rows {
                on_postgres(&server, rooms, senders).await;
            }
        }
        Err(_) => eprintln!("no TONGXING_TEST_PG_DURABLE_URL: PostgreSQL is not measured"),
    }
}
