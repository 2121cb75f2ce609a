//! The real application on port 0 with a database of its own.

use super::contract::contract;
use super::database::{OpenTransaction, TestDatabase};
use super::person::Person;
use super::world::Cast;
use crate::support::product::{
    Application, Chance, Clock, Config, Keys, Millis, Parts,
    db::{self, Db},
    jobs,
};
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;

/// Monday 2026-11-23, 10:00 in Shanghai.
pub const NOW: Millis = 1_795_399_200_000;

/// The running application, and the parts that a test reads or changes past its API.
pub struct App {
    pub address: SocketAddr,
    pub db: Db,
    pub clock: Clock,
    pub chance: Chance,
    pub keys: Keys,
    pub client: reqwest::Client,
    pub application: Application,
    pub cast: Arc<Cast>,
    server: actix_web::dev::ServerHandle,
    database: TestDatabase,
}

impl App {
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
        let application = Application::build(parts).await.expect("the application builds");
        let (address, server, handle) = application.serve().expect("the application listens");
        tokio::spawn(server);
        let client = reqwest::Client::builder().build().expect("a client");
        let db = application.db.clone();
        App {
            address,
            db,
            clock,
            chance,
            keys,
            client,
            application,
            cast: database.cast.clone(),
            server: handle,
            database,
        }
    }

    /// Locks the database, as another process would, until the value is dropped.
    pub fn lock_database(&self) -> Box<dyn Send> {
        self.database.lock()
    }

    /// Runs statements past the product, as an administrator could: one text for SQLite, one for PostgreSQL.
    pub fn execute(&self, sqlite: &str, postgres: &str) {
        self.database.execute(sqlite, postgres).expect("the statements run");
    }

    /// Begins a transaction of another process and runs the statements in it.
    pub fn begin(&self, statements: &str) -> OpenTransaction {
        self.database.begin(statements)
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn stranger(&self) -> Person {
        Person::stranger(self)
    }

    /// Runs every job that is due by the clock; gives back the number of tries.
    pub async fn run_jobs(&self) -> usize {
        self.application.jobs.run_due().await.expect("the jobs run")
    }

    /// Stops the application. Fails if jobs are stuck: every due job must succeed, and none may be leased to a runner that is gone.
    pub async fn finish(self) {
        drop(self.stop().await);
    }

    /// Stops the application and returns its database.
    pub async fn stop(self) -> TestDatabase {
        self.application.drain().await;
        self.server.stop(true).await;
        self.run_jobs().await;
        let now = self.clock.now();
        let counts = self
            .db
            .read_or(move |conn| Ok::<_, db::Error>(jobs::counts(conn, now)?));
        let counts = counts.await.expect("the jobs can be counted");
        assert_eq!((counts.due, counts.running), (0, 0), "jobs are left: {counts:?}");
        self.application.stop(None).await;
        self.database
    }
}

/// An answer of the API, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
    pub json: Value,
}

impl Answer {
    /// Reads a response and compares it with the API document.
    pub async fn read(response: reqwest::Response) -> Answer {
        Answer::read_for(None, response).await
    }

    pub async fn read_for(method: Option<&reqwest::Method>, response: reqwest::Response) -> Answer {
        let path = response.url().path().to_owned();
        let answer = Answer::read_unchecked(response).await;
        if let Some(breach) = contract().breach(method, &path, &answer) {
            panic!("an answer is not what the API document says: {breach}");
        }
        answer
    }

    async fn read_unchecked(response: reqwest::Response) -> Answer {
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

    /// Fails unless the status is `status`; gives back the JSON.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json
    }

    /// Fails unless this is a problem document with this code; gives it back.
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
