//! The real application on port 0 with a database of its own.

use super::contract::contract;
use super::database::{Held, TestDatabase};
use super::person::Person;
use crate::support::product::{
    Application, Chance, Clock, Config, Keys, Millis, Parts,
    db::{self, Db},
    jobs,
};
use serde_json::Value;
use std::net::SocketAddr;

/// Monday 2026-11-23, 10:00 in Shanghai.
pub const NOW: Millis = 1_795_399_200_000;

/// A running product and what a test needs to look inside.
pub struct App {
    pub address: SocketAddr,
    pub db: Db,
    pub clock: Clock,
    pub chance: Chance,
    pub keys: Keys,
    pub client: reqwest::Client,
    pub inside: Application,
    server: actix_web::dev::ServerHandle,
    database: TestDatabase,
}

impl App {
    /// Starts with the default settings.
    pub async fn start() -> App {
        App::start_with(|_| {}).await
    }

    /// Starts with settings of the test's own.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> App {
        App::start_on(TestDatabase::new().await, Keys::for_tests(), Clock::fixed(NOW), change).await
    }

    /// Starts on a database, with keys and a clock of the test's own.
    pub async fn start_on(database: TestDatabase, keys: Keys, clock: Clock, change: impl FnOnce(&mut Config)) -> App {
        let mut config = Config {
            listen: "127.0.0.1:0".into(),
            smtp_url: Some("memory:".into()),
            workers: 2,
            ..Config::default()
        };
        config.database_url = database.url.clone().into();
        change(&mut config);
        let chance = Chance::seeded(1);
        let parts = Parts {
            config,
            clock: clock.clone(),
            chance: chance.clone(),
            keys: keys.clone(),
        };
        let inside = Application::build(parts).await.expect("the application builds");
        let (address, server, handle) = inside.serve().expect("the application listens");
        tokio::spawn(server);
        let client = reqwest::Client::builder().build().expect("a client");
        let db = inside.db.clone();
        App {
            address,
            db,
            clock,
            chance,
            keys,
            client,
            inside,
            server: handle,
            database,
        }
    }

    /// Somebody else holds the database until this is dropped.
    pub fn hold_the_database(&self) -> Box<dyn Send> {
        self.database.hold()
    }

    /// Runs statements past the product, as an administrator could: one text for SQLite, one for PostgreSQL.
    pub fn execute(&self, sqlite: &str, postgres: &str) {
        self.database.execute(sqlite, postgres).expect("the statements run");
    }

    /// Somebody else is in the middle of a change.
    pub fn begin(&self, statements: &str) -> Held {
        self.database.begin(statements)
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Somebody who has not signed in.
    pub fn stranger(&self) -> Person {
        Person::stranger(self)
    }

    /// Does all durable work that is due by the clock; how many tries that took.
    pub async fn run_jobs(&self) -> usize {
        self.inside.jobs.run_due().await.expect("the jobs run")
    }

    /// Ends the application; fails if durable work is stuck: everything that is due must be possible to do, and nothing may
    /// be held by a runner that is gone.
    pub async fn finish(self) {
        drop(self.leave().await);
    }

    /// Ends the application and hands its database to whoever goes on with it.
    pub async fn leave(self) -> TestDatabase {
        self.inside.drain().await;
        self.server.stop(true).await;
        self.run_jobs().await;
        let now = self.clock.now();
        let counts = self
            .db
            .read_or(move |conn| Ok::<_, db::Error>(jobs::counts(conn, now)?));
        let counts = counts.await.expect("the jobs can be counted");
        assert_eq!((counts.due, counts.running), (0, 0), "work is left: {counts:?}");
        self.inside.stop(None).await;
        self.database
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
    pub json: Value,
}

impl Answer {
    /// Reads a response to its end and holds it to the API document.
    pub async fn read(response: reqwest::Response) -> Answer {
        Answer::read_of(None, response).await
    }

    /// Reads what a method was answered.
    pub async fn read_of(method: Option<&reqwest::Method>, response: reqwest::Response) -> Answer {
        let path = response.url().path().to_owned();
        let answer = Answer::read_unseen(response).await;
        if let Some(breach) = contract().breach(method, &path, &answer) {
            panic!("an answer is not what the API document says: {breach}");
        }
        answer
    }

    /// Reads a response of something else to its end.
    async fn read_unseen(response: reqwest::Response) -> Answer {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("a readable body");
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer {
            status,
            headers,
            text,
            json,
        }
    }

    /// Fails unless the status is `status`; hands back the JSON.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json
    }

    /// Fails unless this is a problem document with this code; hands it back.
    #[track_caller]
    pub fn problem(self, code: &str) -> Value {
        assert_eq!(self.json["code"], code, "{} {}", self.status, self.text);
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert_eq!(self.json["status"], self.status);
        assert!(
            self.json["request_id"].as_str().is_some_and(|id| !id.is_empty()),
            "{}",
            self.text
        );
        self.json
    }
}
