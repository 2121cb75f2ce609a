//! Every query on `jobs`.

use super::model::{Counts, DeadJob, Job, NewJob, State};
use crate::clock::Millis;
use crate::db::schema::jobs;
use crate::db::{Conn, dialect};
use crate::ids::JobId;
use crate::native;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

/// False if the key is taken.
pub(super) fn insert_job(conn: &mut Conn, id: &JobId, now: Millis, job: &NewJob) -> QueryResult<bool> {
    let row = (
        jobs::id.eq(id),
        jobs::kind.eq(job.kind),
        jobs::payload.eq(job.payload.to_string()),
        jobs::run_at.eq(job.run_at.unwrap_or(now)),
        jobs::tries.eq(0),
        jobs::state.eq(State::Waiting),
        jobs::dedup_key.eq(job.dedup_key.as_deref()),
        jobs::created_at.eq(now),
    );
    let insert = diesel::insert_into(jobs::table).values(row);
    let rows = match job.dedup_key {
        // The plain statement is prepared once for each connection, the other one anew for each job.
        None => insert.execute(conn)?,
        Some(_) => native!(conn, |c| insert.on_conflict(jobs::dedup_key).do_nothing().execute(c))?,
    };
    Ok(rows == 1)
}

#[derive(QueryableByName)]
struct Claimed {
    #[diesel(sql_type = Text)]
    id: JobId,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    payload: String,
    #[diesel(sql_type = BigInt)]
    run_at: Millis,
    #[diesel(sql_type = BigInt)]
    tries: i64,
}

/// Whether `claim_jobs` would find something; asked on a reading connection first.
pub(super) fn is_anything_due(conn: &mut Conn, now: Millis) -> QueryResult<bool> {
    let waiting = jobs::table.filter(jobs::state.eq(State::Waiting).and(jobs::run_at.le(now)));
    let lapsed = jobs::table.filter(jobs::state.eq(State::Running).and(jobs::lease_until.le(now)));
    Ok(diesel::select(diesel::dsl::exists(waiting)).get_result(conn)?
        || diesel::select(diesel::dsl::exists(lapsed)).get_result(conn)?)
}

/// Takes up to `limit` jobs that are due, the longest due first.
pub(super) fn claim_jobs(conn: &mut Conn, now: Millis, lease_until: Millis, limit: i64) -> QueryResult<Vec<Job>> {
    let locked = dialect::for_update_skip_locked(conn);
    let (waiting, running) = (State::Waiting, State::Running);
    let query = format!(
        "UPDATE jobs SET state = '{running}', tries = tries + 1, lease_until = $1 WHERE id IN (
             SELECT id FROM jobs
             WHERE (state = '{waiting}' AND run_at <= $2) OR (state = '{running}' AND lease_until <= $2)
             ORDER BY run_at, id LIMIT $3{locked})
         RETURNING id, kind, payload, run_at, tries"
    );
    let rows = diesel::sql_query(query)
        .bind::<BigInt, _>(lease_until)
        .bind::<BigInt, _>(now)
        .bind::<BigInt, _>(limit)
        .load::<Claimed>(conn)?;
    let mut claimed: Vec<Job> = rows
        .into_iter()
        .map(|row| Job {
            id: row.id,
            kind: row.kind,
            payload: serde_json::from_str(&row.payload).unwrap_or_default(),
            run_at: row.run_at,
            tries: row.tries,
        })
        .collect();
    claimed.sort_by(|a, b| (a.run_at, &a.id).cmp(&(b.run_at, &b.id)));
    Ok(claimed)
}

/// The row of a claim that still holds: a job whose lease ran out belongs to a later try.
macro_rules! held {
    ($job:expr) => {
        jobs::table.filter(
            jobs::id
                .eq(&$job.id)
                .and(jobs::state.eq(State::Running))
                .and(jobs::tries.eq($job.tries)),
        )
    };
}

pub(super) fn update_done(conn: &mut Conn, job: &Job, now: Millis) -> QueryResult<usize> {
    diesel::update(held!(job))
        .set((
            jobs::state.eq(State::Done),
            jobs::lease_until.eq(None::<Millis>),
            jobs::finished_at.eq(now),
        ))
        .execute(conn)
}

pub(super) fn delete_done(conn: &mut Conn, job: &Job) -> QueryResult<usize> {
    diesel::delete(held!(job)).execute(conn)
}

pub(super) fn update_waiting(conn: &mut Conn, job: &Job, run_at: Millis, error: &str) -> QueryResult<usize> {
    diesel::update(held!(job))
        .set((
            jobs::state.eq(State::Waiting),
            jobs::lease_until.eq(None::<Millis>),
            jobs::run_at.eq(run_at),
            jobs::last_error.eq(error),
        ))
        .execute(conn)
}

pub(super) fn update_dead(conn: &mut Conn, job: &Job, now: Millis, error: &str) -> QueryResult<usize> {
    diesel::update(held!(job))
        .set((
            jobs::state.eq(State::Dead),
            jobs::lease_until.eq(None::<Millis>),
            jobs::finished_at.eq(now),
            jobs::last_error.eq(error),
        ))
        .execute(conn)
}

/// Dead jobs become due again, with all their tries.
pub(super) fn update_revived(conn: &mut Conn, id: &JobId, now: Millis) -> QueryResult<usize> {
    diesel::update(jobs::table.filter(jobs::id.eq(id).and(jobs::state.eq(State::Dead))))
        .set((
            jobs::state.eq(State::Waiting),
            jobs::tries.eq(0),
            jobs::run_at.eq(now),
            jobs::finished_at.eq(None::<Millis>),
        ))
        .execute(conn)
}

pub(super) fn delete_finished(conn: &mut Conn, before: Millis) -> QueryResult<usize> {
    diesel::delete(jobs::table.filter(jobs::state.eq(State::Done).and(jobs::finished_at.lt(before)))).execute(conn)
}

/// The jobs that were given up, the latest first.
pub fn list_dead(conn: &mut Conn, limit: i64) -> QueryResult<Vec<DeadJob>> {
    let rows = jobs::table
        .filter(jobs::state.eq(State::Dead))
        .order((jobs::finished_at.desc(), jobs::id.desc()))
        .limit(limit)
        .select((
            jobs::id,
            jobs::kind,
            jobs::tries,
            jobs::last_error,
            jobs::created_at,
            jobs::finished_at,
        ))
        .load::<(JobId, String, i64, Option<String>, Millis, Option<Millis>)>(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, kind, tries, last_error, created_at, finished_at)| DeadJob {
            id,
            kind,
            tries,
            last_error,
            created_at,
            finished_at,
        })
        .collect())
}

/// How many jobs stand where.
pub fn counts(conn: &mut Conn, now: Millis) -> QueryResult<Counts> {
    let waiting = || jobs::table.filter(jobs::state.eq(State::Waiting));
    Ok(Counts {
        due: waiting().filter(jobs::run_at.le(now)).count().get_result(conn)?,
        later: waiting().filter(jobs::run_at.gt(now)).count().get_result(conn)?,
        running: jobs::table
            .filter(jobs::state.eq(State::Running))
            .count()
            .get_result(conn)?,
        dead: jobs::table
            .filter(jobs::state.eq(State::Dead))
            .count()
            .get_result(conn)?,
    })
}
