//! A database, a clock that stands, and handlers that record what they did.

use crate::support::database::TestDatabase;
use crate::support::product::{
    Chance, Clock, Code, Error, Event, Millis,
    db::{self, Db, Limits},
    jobs::{self, Counts, Failure, NewJob, Policy, Registry, Runner},
};
use serde_json::json;
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

pub const NOW: Millis = 1_795_399_200_000;

pub struct Queue {
    pub db: Db,
    pub events: UnboundedReceiver<Event>,
    pub clock: Clock,
    done: Arc<Mutex<Vec<String>>>,
    _database: TestDatabase,
}

impl Queue {
    pub async fn new() -> Queue {
        let database = TestDatabase::new().await;
        let (sender, events) = unbounded_channel();
        let (clock, chance) = (Clock::fixed(NOW), Chance::seeded(7));
        let db = Db::start(&database.url, Limits::default(), (&clock, &chance), sender).await;
        Queue {
            db: db.expect("the database opens"),
            events,
            clock,
            done: Arc::default(),
            _database: database,
        }
    }

    pub fn runner(&self, policy: Policy, registry: Registry) -> Runner {
        Runner::new(self.db.clone(), policy, registry)
    }

    /// `record` records its payload, `fail` always fails, `never` can never succeed, `panic` panics.
    pub fn registry(&self) -> Registry {
        let done = self.done.clone();
        Registry::new()
            .on("record", move |job| {
                let done = done.clone();
                async move {
                    let name: String = job.payload()?;
                    done.lock().unwrap().push(name);
                    Ok(())
                }
            })
            .on("fail", |_| async { Err(Error::from(Code::DatabaseDown).into()) })
            .on("never", |_| async { Err(Failure::Never(Error::from(Code::Invalid))) })
            .on("panic", |_| async { panic!("in the middle of a job") })
    }

    pub fn job(&self, kind: &'static str, name: &str) -> NewJob {
        NewJob::new(kind, json!(name))
    }

    /// False if its key was taken.
    pub async fn enqueue(&self, job: NewJob) -> bool {
        let written = self.db.write_or(move |tx| Ok::<_, db::Error>(jobs::enqueue(tx, &job)?));
        written.await.expect("the job is written")
    }

    pub async fn counts(&self) -> Counts {
        let now = self.clock.now();
        let read = self
            .db
            .read_or(move |conn| Ok::<_, db::Error>(jobs::counts(conn, now)?));
        read.await.expect("counts")
    }

    pub fn done(&self) -> Vec<String> {
        self.done.lock().unwrap().clone()
    }
}
