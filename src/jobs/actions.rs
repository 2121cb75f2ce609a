//! What can happen to a job.

use super::model::{Failure, Job, NewJob, Policy, TOPIC};
use super::store;
use crate::chance::Chance;
use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::ids::JobId;
use bytes::Bytes;
use diesel::result::QueryResult;

/// Writes a job in the caller's transaction and wakes the runner after the commit. False if its key is taken.
pub fn enqueue(tx: &mut Tx<'_>, job: &NewJob) -> QueryResult<bool> {
    let is_new = {
        let (id, now) = (tx.mint(), tx.now());
        store::insert_job(tx.conn(), &id, now, job)
    }?;
    if is_new {
        tx.after_commit(wake());
    }
    Ok(is_new)
}

/// Makes a dead job due again.
pub fn revive(tx: &mut Tx<'_>, id: &JobId, now: Millis) -> Result<()> {
    match store::update_revived(tx.conn(), id, now)? {
        0 => Err(Error::not_found()),
        _ => {
            tx.after_commit(wake());
            Ok(())
        }
    }
}

fn wake() -> Event {
    Event {
        topic: TOPIC.into(),
        number: 0,
        body: Bytes::new(),
    }
}

/// Takes what is due; the claim is committed when this returns.
pub(super) async fn claim(db: &Db, now: Millis, lease: Millis, limit: usize) -> Result<Vec<Job>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    if limit == 0
        || !db
            .read(move |conn| store::is_anything_due(conn, now).map_err(Error::from))
            .await?
    {
        return Ok(vec![]);
    }
    db.write(move |tx| Ok(store::claim_jobs(tx.conn(), now, now + lease, limit)?))
        .await
}

/// Marks the end of a try.
pub(super) async fn settle(db: &Db, job: Job, end: Result<(), Failure>, at: &Mark<'_>) -> Result<()> {
    let (now, keeps_row) = (at.now, at.keeps_row);
    let (id, kind, tries) = (job.id.clone(), job.kind.clone(), job.tries);
    let is_held = match end {
        Ok(()) => {
            db.write(move |tx| {
                Ok(if keeps_row {
                    store::update_done(tx.conn(), &job, now)?
                } else {
                    store::delete_done(tx.conn(), &job)?
                })
            })
            .await?
        }
        Err(Failure::Later(cause)) if job.tries < at.policy.max_tries => {
            let run_at = now + at.policy.wait(job.tries, at.chance);
            tracing::warn!(%id, kind, tries, run_at, cause = %Chain(&cause), "a job failed and will be tried again");
            let error = cause.to_string();
            db.write(move |tx| Ok(store::update_waiting(tx.conn(), &job, run_at, &error)?))
                .await?
        }
        Err(Failure::Later(cause) | Failure::Never(cause)) => {
            tracing::error!(%id, kind, tries, cause = %Chain(&cause), "a job was given up");
            let error = cause.to_string();
            db.write(move |tx| Ok(store::update_dead(tx.conn(), &job, now, &error)?))
                .await?
        }
    };
    if is_held == 0 {
        tracing::warn!(%id, kind, tries, "a job ended after its lease; the later try counts");
    }
    Ok(())
}

/// With what a try is marked.
pub(super) struct Mark<'a> {
    pub now: Millis,
    pub keeps_row: bool,
    pub policy: &'a Policy,
    pub chance: &'a Chance,
}

/// Writes the next run of something recurring, unless somebody did.
pub(super) async fn plan(db: &Db, job: NewJob) -> Result<()> {
    db.write(move |tx| Ok(enqueue(tx, &job).map(|_| ())?)).await
}

/// Removes jobs that were done long ago.
pub(super) async fn sweep(db: &Db, before: Millis) -> Result<()> {
    db.write(move |tx| Ok(store::delete_finished(tx.conn(), before).map(|_| ())?))
        .await
}

/// An error with its causes, for the log.
struct Chain<'a>(&'a Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = std::error::Error::source(self.0);
        while let Some(next) = cause {
            write!(f, ": {next}")?;
            cause = next.source();
        }
        Ok(())
    }
}
