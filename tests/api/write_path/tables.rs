//! Rooms with a dense number, messages in them, and claims that must not overlap.

use crate::support::database::TestDatabase;
use crate::support::product::{
    Chance, Clock, Event,
    db::{self, Conn, Db, Limits, Tx},
};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

diesel::table! {
    test_rooms (id) { id -> Text, last_seq -> BigInt, }
}
diesel::table! {
    test_messages (room_id, seq) { room_id -> Text, seq -> BigInt, body -> Text, reply_to -> Nullable<Text>, }
}
diesel::table! {
    test_claims (id) { id -> Text, starts_at -> BigInt, ends_at -> BigInt, }
}

const SQLITE: &str = "
    CREATE TABLE test_rooms (id TEXT PRIMARY KEY NOT NULL, last_seq INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE TABLE test_messages (
        room_id TEXT NOT NULL REFERENCES test_rooms (id), seq INTEGER NOT NULL, body TEXT NOT NULL,
        reply_to TEXT REFERENCES test_rooms (id) DEFERRABLE INITIALLY DEFERRED, PRIMARY KEY (room_id, seq)) STRICT;
    CREATE TABLE test_claims (id TEXT PRIMARY KEY NOT NULL, starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL) STRICT;
    CREATE TRIGGER test_claims_overlap BEFORE INSERT ON test_claims
    WHEN EXISTS (SELECT 1 FROM test_claims WHERE starts_at < NEW.ends_at AND ends_at > NEW.starts_at)
    BEGIN SELECT RAISE(ABORT, 'test_claims_overlap'); END;";

const POSTGRES: &str = "
    CREATE TABLE test_rooms (id TEXT PRIMARY KEY, last_seq BIGINT NOT NULL DEFAULT 0);
    CREATE TABLE test_messages (
        room_id TEXT NOT NULL REFERENCES test_rooms (id), seq BIGINT NOT NULL, body TEXT NOT NULL,
        reply_to TEXT REFERENCES test_rooms (id) DEFERRABLE INITIALLY DEFERRED, PRIMARY KEY (room_id, seq));
    CREATE TABLE test_claims (id TEXT PRIMARY KEY, starts_at BIGINT NOT NULL, ends_at BIGINT NOT NULL,
        CONSTRAINT test_claims_overlap EXCLUDE USING gist (int8range(starts_at, ends_at) WITH &&));";

/// A database with the tables above, its handle, and what left it after commits.
pub struct Tables {
    pub db: Db,
    pub events: UnboundedReceiver<Event>,
    pub database: TestDatabase,
}

/// What a closure answers: its own no, or the database's.
#[derive(Debug)]
pub enum Refusal {
    No,
    Db(db::Error),
}

impl From<db::Error> for Refusal {
    fn from(cause: db::Error) -> Self {
        Refusal::Db(cause)
    }
}

impl From<diesel::result::Error> for Refusal {
    fn from(cause: diesel::result::Error) -> Self {
        Refusal::Db(cause.into())
    }
}

impl Tables {
    pub async fn new() -> Tables {
        Tables::with(Limits::default()).await
    }

    pub async fn with(limits: Limits) -> Tables {
        let database = TestDatabase::empty().await;
        database.execute(SQLITE, POSTGRES).expect("the tables of the test");
        Tables::over(database, limits).await
    }

    pub async fn over(database: TestDatabase, limits: Limits) -> Tables {
        let (sender, events) = unbounded_channel();
        let db = Db::start(&database.url, limits, (&Clock::fixed(0), &Chance::seeded(0)), sender)
            .await
            .expect("the database opens");
        Tables { db, events, database }
    }

    pub async fn add_rooms(&self, ids: &[&str]) {
        let ids: Vec<String> = ids.iter().map(|id| (*id).into()).collect();
        let added = self.db.write_or(move |tx| {
            for id in &ids {
                diesel::insert_into(test_rooms::table)
                    .values(test_rooms::id.eq(id))
                    .execute(tx.conn())?;
            }
            Ok::<_, db::Error>(())
        });
        added.await.expect("rooms");
    }

    /// Numbers of the messages of a room, in order.
    pub async fn seqs(&self, room: &str) -> Vec<i64> {
        let room = room.to_owned();
        let read = self.db.read_or(move |conn| {
            let query = test_messages::table.filter(test_messages::room_id.eq(room));
            Ok::<_, db::Error>(query.order(test_messages::seq).select(test_messages::seq).load(conn)?)
        });
        read.await.expect("messages")
    }

    pub async fn bodies(&self) -> Vec<String> {
        let read = self.db.read_or(|conn| {
            let query = test_messages::table.order(test_messages::body);
            Ok::<_, db::Error>(query.select(test_messages::body).load(conn)?)
        });
        read.await.expect("messages")
    }

    /// Every event that has left so far.
    pub fn received(&mut self) -> Vec<Event> {
        std::iter::from_fn(|| self.events.try_recv().ok()).collect()
    }
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    last_seq: i64,
}

/// Gives out the room's next number and keeps its row locked to the commit.
pub fn bump(conn: &mut Conn, room: &str) -> QueryResult<i64> {
    diesel::sql_query("UPDATE test_rooms SET last_seq = last_seq + 1 WHERE id = $1 RETURNING last_seq")
        .bind::<Text, _>(room)
        .get_result::<Number>(conn)
        .map(|number| number.last_seq)
}

pub fn insert(conn: &mut Conn, room: &str, seq: i64, body: &str) -> QueryResult<usize> {
    diesel::insert_into(test_messages::table)
        .values((
            test_messages::room_id.eq(room),
            test_messages::seq.eq(seq),
            test_messages::body.eq(body),
        ))
        .execute(conn)
}

pub fn event(room: &str, number: i64) -> Event {
    Event {
        topic: format!("room/{room}"),
        number,
        body: bytes::Bytes::new(),
    }
}

/// The whole of sending a message.
pub fn post(tx: &mut Tx<'_>, room: &str, body: &str) -> QueryResult<i64> {
    let seq = bump(tx.conn(), room)?;
    insert(tx.conn(), room, seq, body)?;
    tx.after_commit(event(room, seq));
    Ok(seq)
}
