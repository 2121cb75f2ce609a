//! Any sequence of plan, publish, move, cancel, restore and staff keeps S1, S2, S13, and is accepted exactly when a
//! model of a few lines accepts it. On an in-process database, for speed.

use super::invariants::{assert_claims_are_sound, assert_history_is_complete};
use crate::support::app::NOW;
use crate::support::database::TestDatabase;
use crate::support::product::{
    Chance, Clock, Code, Error, MINUTE, PersonId, SessionId,
    db::{Db, Limits},
    scheduling::{self, CancelReason, Plan, Reschedule, StaffRole},
};
use crate::support::rows::Rows;
use crate::support::world::{Studio, insert_district};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// A time of day in quarters of an hour from 08:00 on, and a length in quarters.
type When = (i64, i64);

#[derive(Clone, Debug)]
enum Op {
    Plan {
        room: usize,
        when: When,
        staff: Vec<usize>,
        publish: bool,
    },
    Publish(usize),
    Move {
        which: usize,
        room: usize,
        when: When,
    },
    Cancel(usize),
    Restore(usize),
    Staff {
        which: usize,
        staff: Vec<usize>,
    },
    Wait,
}

fn when() -> impl Strategy<Value = When> {
    (0i64..24, 2i64..9)
}

fn staff() -> impl Strategy<Value = Vec<usize>> {
    proptest::sample::subsequence(vec![0usize, 1, 2], 0..=3)
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => (0usize..2, when(), staff(), prop::bool::weighted(0.8))
            .prop_map(|(room, when, staff, publish)| Op::Plan { room, when, staff, publish }),
        1 => (0usize..8).prop_map(Op::Publish),
        3 => (0usize..8, 0usize..2, when()).prop_map(|(which, room, when)| Op::Move { which, room, when }),
        2 => (0usize..8).prop_map(Op::Cancel),
        2 => (0usize..8).prop_map(Op::Restore),
        2 => (0usize..8, staff()).prop_map(|(which, staff)| Op::Staff { which, staff }),
        1 => Just(Op::Wait),
    ]
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Draft,
    Published,
    Cancelled { was_published: bool, at: i64 },
}

#[derive(Clone, Debug)]
struct Known {
    id: SessionId,
    room: usize,
    when: When,
    staff: Vec<usize>,
    state: State,
    version: i64,
}

/// The rules in a few lines: quarters of an hour, 2 between sessions of a room (both buffers), 2 between those of a person.
fn fits(known: &[Known], own: Option<usize>, room: usize, when: When, staff: &[usize]) -> bool {
    known.iter().enumerate().all(|(at, other)| {
        let is_near = when.0 < other.when.0 + other.when.1 + 2 && other.when.0 < when.0 + when.1 + 2;
        let shares = other.room == room || other.staff.iter().any(|person| staff.contains(person));
        Some(at) == own || other.state != State::Published || !is_near || !shares
    })
}

fn date_and_time(when: When) -> (jiff::civil::Date, jiff::civil::Time) {
    let minute = 8 * 60 + when.0 * 15;
    let time = jiff::civil::time((minute / 60) as i8, (minute % 60) as i8, 0, 0);
    (jiff::civil::date(2026, 11, 25), time)
}

struct Bench {
    studio: Studio,
    known: Vec<Known>,
}

impl Bench {
    fn seats(&self, staff: &[usize]) -> Vec<(PersonId, StaffRole)> {
        let roles = [StaffRole::Lead, StaffRole::CoLead, StaffRole::Observer];
        staff
            .iter()
            .enumerate()
            .map(|(nth, who)| (self.studio.counsellors[*who].clone(), roles[nth]))
            .collect()
    }

    async fn step(&mut self, op: &Op) {
        let ctx = self.studio.context(&self.studio.coordinator);
        let now = ctx.now();
        match op {
            Op::Plan {
                room,
                when,
                staff,
                publish,
            } => {
                let (local_date, local_start) = date_and_time(*when);
                let plan = Plan {
                    type_code: "peer_group_open".into(),
                    studio_id: self.studio.id.clone(),
                    room_id: self.studio.rooms[*room].clone(),
                    local_date,
                    local_start,
                    minutes: Some(when.1 * 15),
                    title: None,
                    people: None,
                    note: String::new(),
                    cohort_id: None,
                    phase_module: None,
                    staff: self.seats(staff),
                    publish: *publish,
                    overrides: vec![],
                    is_past_meant: false,
                };
                let done = scheduling::plan_session(&ctx, plan).await;
                let expected = !publish || fits(&self.known, None, *room, *when, staff);
                if let Some(id) = agree(done, expected.then_some(()).ok_or(Code::SessionRefused)) {
                    self.known.push(Known {
                        id,
                        room: *room,
                        when: *when,
                        staff: staff.clone(),
                        state: if *publish { State::Published } else { State::Draft },
                        version: 1,
                    });
                }
            }
            Op::Wait => self.studio.rows.clock.advance(6 * MINUTE),
            Op::Publish(which)
            | Op::Cancel(which)
            | Op::Restore(which)
            | Op::Move { which, .. }
            | Op::Staff { which, .. } => {
                if self.known.is_empty() {
                    return;
                }
                let at = which % self.known.len();
                let session = self.known[at].clone();
                let mut next = session.clone();
                next.version += 1;
                let is_ahead = !matches!(session.state, State::Cancelled { .. });
                let fits = |room, when, staff: &[usize]| fits(&self.known, Some(at), room, when, staff);
                let (allowed, done) = match op {
                    Op::Publish(_) => {
                        next.state = State::Published;
                        let done = scheduling::publish_session(&ctx, session.id.clone(), session.version, false).await;
                        let can = fits(session.room, session.when, &session.staff);
                        (verdict(session.state == State::Draft, can), done)
                    }
                    Op::Cancel(_) => {
                        let was_published = session.state == State::Published;
                        next.state = State::Cancelled { was_published, at: now };
                        let why = CancelReason::Room;
                        let done = scheduling::cancel_session(&ctx, session.id.clone(), session.version, why).await;
                        (verdict(is_ahead, true), done)
                    }
                    Op::Restore(_) => {
                        let done = scheduling::restore_session(&ctx, session.id.clone()).await;
                        match session.state {
                            State::Cancelled { was_published, at } => {
                                next.state = if was_published { State::Published } else { State::Draft };
                                let can = !was_published || fits(session.room, session.when, &session.staff);
                                (verdict(now <= at + 10 * MINUTE, can), done)
                            }
                            _ => (Err(Code::WrongState), done),
                        }
                    }
                    Op::Move { room, when, .. } => {
                        (next.room, next.when) = (*room, *when);
                        let (local_date, local_start) = date_and_time(*when);
                        let shift = Reschedule {
                            row_version: session.version,
                            local_date,
                            local_start,
                            room_id: Some(self.studio.rooms[*room].clone()),
                            minutes: Some(when.1 * 15),
                            overrides: vec![],
                            is_past_meant: false,
                        };
                        let done = scheduling::move_session(&ctx, session.id.clone(), shift).await;
                        let can = session.state == State::Draft || fits(*room, *when, &session.staff);
                        (verdict(is_ahead, can), done)
                    }
                    Op::Staff { staff, .. } => {
                        next.staff.clone_from(staff);
                        let seats = self.seats(staff);
                        let done =
                            scheduling::staff_session(&ctx, session.id.clone(), session.version, seats, vec![]).await;
                        let can = session.state == State::Draft || fits(session.room, session.when, staff);
                        (verdict(is_ahead, can), done)
                    }
                    Op::Plan { .. } | Op::Wait => unreachable!(),
                };
                if agree(done, allowed).is_some() {
                    self.known[at] = next;
                }
            }
        }
    }
}

fn verdict(is_time: bool, fits: bool) -> Result<(), Code> {
    match (is_time, fits) {
        (false, _) => Err(Code::WrongState),
        (true, false) => Err(Code::SessionRefused),
        (true, true) => Ok(()),
    }
}

/// The product says what the model says; what it made, if anything.
fn agree<T>(done: Result<T, Error>, expected: Result<(), Code>) -> Option<T> {
    match (done, expected) {
        (Ok(made), Ok(())) => Some(made),
        (Err(error), Err(code)) => {
            assert_eq!(error.code, code, "{error}");
            // S14: a refusal says why, and each overlap says with what and when
            if code == Code::SessionRefused {
                let reasons = error.more["reasons"].as_array().expect("reasons");
                assert!(!reasons.is_empty());
                for reason in reasons.iter().filter(|reason| reason["severity"] == "block") {
                    assert!(
                        reason["overlap"]["from_at"].is_i64() && reason["other_session"]["id"].is_string(),
                        "{reason}"
                    );
                }
            }
            None
        }
        (Ok(_), Err(code)) => panic!("accepted, but the model says {}", code.slug()),
        (Err(error), Ok(())) => panic!("refused, but the model accepts: {error} {:?}", error.more),
    }
}

// S1, S2, S13, S14
#[test]
fn any_sequence_of_changes_keeps_the_claims_and_the_history_sound() {
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
    let (chance, cast, count) = (Chance::seeded(11), database.cast.clone(), AtomicUsize::new(1));
    let mut runner = TestRunner::new(Config {
        cases: 48,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&proptest::collection::vec(op(), 1..25), |ops| {
        runtime.block_on(async {
            clock.set(NOW);
            let rows = Rows {
                db: db.clone(),
                clock: clock.clone(),
                chance: chance.clone(),
                cast: cast.clone(),
            };
            let district = insert_district(&rows, &format!("{} 区", count.fetch_add(1, SeqCst))).await;
            let studio = Studio::plant(&rows, &district).await;
            let mut bench = Bench { studio, known: vec![] };
            for op in &ops {
                bench.step(op).await;
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
