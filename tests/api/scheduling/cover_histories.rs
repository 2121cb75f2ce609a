//! Random histories of cover: whatever people press, one person holds each part, and the one before stays until another is on it.
//! On an in-process database, for speed.

use super::invariants::{assert_claims_are_sound, assert_history_is_complete};
use crate::support::app::NOW;
use crate::support::database::TestDatabase;
use crate::support::product::{
    Chance, Clock, Code, CounsellorStatus, CoverRequestId, Error, HOUR, PersonId, SessionId,
    db::{
        Db, Limits,
        schema::{assignment_events, assignments, cover_requests, sessions},
    },
    scheduling::{self, CancelReason, Plan, StaffRole},
};
use crate::support::rows::Rows;
use crate::support::world::{Studio, insert_district};
use diesel::prelude::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

#[derive(Clone, Debug)]
enum Op {
    Request { session: usize, person: usize },
    Accept { request: usize, person: usize },
    Decline { request: usize, person: usize },
    CallOff(usize),
    CancelSession(usize),
    Wait,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => (0usize..3, 0usize..5).prop_map(|(session, person)| Op::Request { session, person }),
        5 => (0usize..8, 0usize..5).prop_map(|(request, person)| Op::Accept { request, person }),
        2 => (0usize..8, 0usize..5).prop_map(|(request, person)| Op::Decline { request, person }),
        1 => (0usize..8).prop_map(Op::CallOff),
        1 => (0usize..3).prop_map(Op::CancelSession),
        1 => Just(Op::Wait),
    ]
}

struct Bench {
    studio: Studio,
    sessions: Vec<SessionId>,
    requests: Vec<CoverRequestId>,
}

impl Bench {
    /// Two sessions at the same time, and one right after them, each with a lead and a co-lead.
    async fn new(mut studio: Studio) -> Bench {
        for _ in 0..3 {
            let more = studio.counsellor(CounsellorStatus::Certified).await;
            studio.counsellors.push(more);
        }
        let ctx = studio.context(&studio.coordinator);
        let mut sessions = vec![];
        for (nth, (room, hour)) in [(0, 18), (1, 18), (0, 21)].into_iter().enumerate() {
            let pair = [
                (studio.counsellors[nth * 2 % 4].clone(), StaffRole::Lead),
                (studio.counsellors[nth * 2 % 4 + 1].clone(), StaffRole::CoLead),
            ];
            let plan = Plan {
                type_code: "peer_group_open".into(),
                studio_id: studio.id.clone(),
                room_id: studio.rooms[room].clone(),
                local_date: jiff::civil::date(2026, 11, 25),
                local_start: jiff::civil::time(hour, 0, 0, 0),
                minutes: Some(90),
                title: None,
                people: None,
                note: String::new(),
                cohort_id: None,
                phase_module: None,
                staff: pair.to_vec(),
                publish: true,
                overrides: vec![],
                is_past_meant: false,
            };
            sessions.push(scheduling::plan_session(&ctx, plan).await.expect("a session"));
        }
        Bench {
            studio,
            sessions,
            requests: vec![],
        }
    }

    async fn step(&mut self, op: &Op) {
        let request = |nth: usize| {
            let count = self.requests.len();
            (count > 0).then(|| self.requests[nth % count].clone())
        };
        let context = |person: usize| self.studio.context(&self.studio.counsellors[person]);
        match op {
            Op::Request { session, person } => {
                let id = self.sessions[*session].clone();
                if let Some(id) = answered(scheduling::request_cover(&context(*person), id, None, true).await) {
                    self.requests.push(id);
                }
            }
            Op::Accept { request: nth, person } => {
                let Some(id) = request(*nth) else { return };
                let before = self.holders(&id).await;
                let done = answered(scheduling::accept_cover(&context(*person), id.clone()).await);
                let after = self.holders(&id).await;
                if done.is_none() {
                    assert_eq!(before, after, "a refused yes changes nothing");
                }
            }
            Op::Decline { request: nth, person } => {
                let Some(id) = request(*nth) else { return };
                answered(scheduling::decline_cover(&context(*person), id).await);
            }
            Op::CallOff(nth) => {
                let Some(id) = request(*nth) else { return };
                let ctx = self.studio.context(&self.studio.coordinator);
                answered(scheduling::cancel_cover(&ctx, id).await);
            }
            Op::CancelSession(nth) => {
                let id = self.sessions[*nth].clone();
                let of = id.clone();
                let version: i64 = self
                    .studio
                    .rows
                    .read(move |conn| sessions::table.find(&of).select(sessions::row_version).first(conn))
                    .await;
                let ctx = self.studio.context(&self.studio.coordinator);
                answered(scheduling::cancel_session(&ctx, id, version, CancelReason::NoCover).await);
            }
            Op::Wait => self.studio.rows.clock.advance(HOUR / 2),
        }
    }

    /// Who is on the session of a request.
    async fn holders(&self, request: &CoverRequestId) -> Vec<String> {
        let request = request.clone();
        self.studio
            .rows
            .read(move |conn| {
                let session: SessionId = cover_requests::table
                    .find(&request)
                    .select(cover_requests::session_id)
                    .first(conn)?;
                assignments::table
                    .filter(
                        assignments::session_id
                            .eq(session)
                            .and(assignments::state.ne("withdrawn")),
                    )
                    .order(assignments::person_id)
                    .select(assignments::person_id)
                    .load(conn)
            })
            .await
    }

    /// Each session has one lead and one co-lead; whoever an open request is about is still on it; an assignment has at most one
    /// open request; the history leads to what stands.
    async fn check(&self) {
        let (active, open, events) = self
            .studio
            .rows
            .read(|conn| {
                let active: Vec<(SessionId, PersonId, String)> = assignments::table
                    .filter(assignments::state.ne("withdrawn"))
                    .select((assignments::session_id, assignments::person_id, assignments::role))
                    .load(conn)?;
                let open: Vec<(SessionId, PersonId)> = cover_requests::table
                    .filter(cover_requests::ended_at.is_null())
                    .select((cover_requests::session_id, cover_requests::person_id))
                    .load(conn)?;
                let events: Vec<(SessionId, PersonId, String)> = assignment_events::table
                    .order((assignment_events::at, assignment_events::id))
                    .select((
                        assignment_events::session_id,
                        assignment_events::person_id,
                        assignment_events::kind,
                    ))
                    .load(conn)?;
                Ok((active, open, events))
            })
            .await;
        for session in &self.sessions {
            let mut roles: Vec<&str> = active
                .iter()
                .filter(|row| row.0 == *session)
                .map(|row| row.2.as_str())
                .collect();
            roles.sort_unstable();
            assert_eq!(roles, ["co_lead", "lead"], "one holder for each part");
        }
        for (nth, (session, person)) in open.iter().enumerate() {
            if !self.sessions.contains(session) {
                continue;
            }
            assert!(
                active.iter().any(|row| row.0 == *session && row.1 == *person),
                "whoever cannot come stays responsible"
            );
            assert!(
                !open[..nth].contains(&(session.clone(), person.clone())),
                "one open request"
            );
        }
        for (session, person, _) in active.iter().filter(|row| self.sessions.contains(&row.0)) {
            let came = ["assigned", "took_over"];
            let of_person = |row: &&(SessionId, PersonId, String)| row.0 == *session && row.1 == *person;
            let lines: Vec<&str> = events.iter().filter(of_person).map(|row| row.2.as_str()).collect();
            let count = |wanted: bool| lines.iter().filter(|kind| came.contains(kind) == wanted).count();
            assert_eq!(count(true), count(false) + 1, "{lines:?}");
        }
    }
}

/// What was done, or nothing where it was refused with one of the answers that people get.
fn answered<T>(done: Result<T, Error>) -> Option<T> {
    match done {
        Ok(done) => Some(done),
        Err(error) => {
            let known = [
                Code::CoverFilled,
                Code::CoverTooLate,
                Code::SessionRefused,
                Code::WrongState,
                Code::NotAllowed,
                Code::NotFound,
            ];
            assert!(known.contains(&error.code), "{error}");
            None
        }
    }
}

// S1, S2, S13, M1
#[test]
fn any_history_of_cover_leaves_one_holder_for_each_part() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let clock = Clock::fixed(NOW);
    let (database, db) = runtime.block_on(async {
        let database = TestDatabase::new().await;
        let (events, _) = tokio::sync::mpsc::unbounded_channel();
        let db = Db::start(&database.url, Limits::default(), (&clock, &Chance::seeded(0)), events)
            .await
            .expect("a database");
        (database, db)
    });
    let (chance, cast, count) = (Chance::seeded(12), database.cast.clone(), AtomicUsize::new(1));
    let mut runner = TestRunner::new(Config {
        cases: 24,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&proptest::collection::vec(op(), 4..30), |ops| {
        runtime.block_on(async {
            clock.set(NOW);
            let rows = Rows {
                db: db.clone(),
                clock: clock.clone(),
                chance: chance.clone(),
                cast: cast.clone(),
            };
            let district = insert_district(&rows, &format!("{} 区", count.fetch_add(1, SeqCst))).await;
            let mut bench = Bench::new(Studio::plant(&rows, &district).await).await;
            for op in &ops {
                bench.step(op).await;
                bench.check().await;
            }
            assert_claims_are_sound(&bench.studio.rows).await;
            assert_history_is_complete(&bench.studio.rows).await;
        });
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    runtime.block_on(db.close());
    drop(database);
}
