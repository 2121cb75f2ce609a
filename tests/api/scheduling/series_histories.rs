//! Any history of single changes and changes of the series leaves each date as a model of a few lines says (S8). On an
//! in-process database, for speed.

use super::invariants::{assert_claims_are_sound, assert_history_is_complete};
use crate::support::app::NOW;
use crate::support::database::TestDatabase;
use crate::support::product::{
    Chance, Clock, DAY, SessionId,
    db::{
        Db, Limits,
        schema::{series, sessions},
    },
    scheduling::{
        self, CancelReason, EditScope, Extension, NewSeries, OffDays, OnConflict, Plan, Recurrence, Reschedule,
        RuleEnd, SeriesChanges, SeriesEdit, SessionEdit,
    },
};
use crate::support::rows::Rows;
use crate::support::world::{Studio, insert_district};
use diesel::prelude::*;
use jiff::civil::time;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Field {
    Title(u8),
    /// Hours after noon.
    Start(i8),
    People(i64),
}

#[derive(Clone, Copy, Debug)]
enum Op {
    One(usize, Field),
    This(usize, Field),
    Later(usize, Field),
    All(Field),
    Cancel(usize),
    Extend,
    Week,
}

fn field() -> impl Strategy<Value = Field> {
    prop_oneof![
        (0u8..3).prop_map(Field::Title),
        (0i8..4).prop_map(Field::Start),
        (1i64..4).prop_map(Field::People),
    ]
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        3 => (0usize..8, field()).prop_map(|(which, field)| Op::One(which, field)),
        1 => (0usize..8, field()).prop_map(|(which, field)| Op::This(which, field)),
        3 => (0usize..8, field()).prop_map(|(which, field)| Op::Later(which, field)),
        3 => field().prop_map(Op::All),
        1 => (0usize..8).prop_map(Op::Cancel),
        1 => Just(Op::Extend),
        1 => Just(Op::Week),
    ]
}

/// The values that can be changed: title, start, people.
type Values = [i64; 3];

fn slot_of(field: Field) -> (usize, i64) {
    match field {
        Field::Title(title) => (0, i64::from(title)),
        Field::Start(hour) => (1, i64::from(hour)),
        Field::People(people) => (2, people),
    }
}

#[derive(Clone, Debug)]
struct Known {
    values: Values,
    own: [bool; 3],
    is_cancelled: bool,
    week: i64,
}

/// The rule of S8 in a few lines.
struct Model {
    series: Values,
    dates: Vec<Known>,
    /// Mondays that have passed; a date is on the Tuesday after its Monday.
    week: i64,
}

impl Model {
    fn is_open(&self, at: usize) -> bool {
        !self.dates[at].is_cancelled && self.dates[at].week >= self.week
    }

    fn set_one(&mut self, at: usize, field: Field) {
        let (slot, value) = slot_of(field);
        let usual = self.series[slot];
        let date = &mut self.dates[at];
        // a change to what is there already is no change
        if date.values[slot] != value {
            date.values[slot] = value;
            date.own[slot] = value != usual;
        }
    }

    fn set_many(&mut self, from: usize, field: Field) {
        let (slot, value) = slot_of(field);
        for at in from..self.dates.len() {
            if self.is_open(at) && !self.dates[at].own[slot] {
                self.dates[at].values[slot] = value;
            }
        }
        self.series[slot] = value;
    }
}

fn title(value: i64) -> String {
    format!("Group {value}")
}

fn hour(value: i64) -> jiff::civil::Time {
    time(12 + value as i8, 0, 0, 0)
}

struct Bench {
    studio: Studio,
    series: crate::support::product::SeriesId,
    ids: Vec<SessionId>,
    model: Model,
}

impl Bench {
    async fn version(&self) -> i64 {
        let id = self.series.clone();
        let read = self
            .studio
            .rows
            .read(move |conn| series::table.find(&id).select(series::row_version).first(conn));
        read.await
    }

    /// Every date in the order of its key: id, version, title, start, people.
    async fn rows(&self) -> Vec<(SessionId, i64, String, String, Option<i64>, String)> {
        let id = self.series.clone();
        let read = self.studio.rows.read(move |conn| {
            sessions::table
                .filter(sessions::series_id.eq(&id))
                .order(sessions::occurrence_key)
                .select((
                    sessions::id,
                    sessions::row_version,
                    sessions::title,
                    sessions::local_start,
                    sessions::people,
                    sessions::local_date,
                ))
                .load(conn)
        });
        read.await
    }

    async fn edit_many(&mut self, scope: EditScope, field: Field) {
        let ctx = self.studio.context(&self.studio.coordinator);
        let mut changes = SeriesChanges::default();
        match field {
            Field::Title(value) => changes.title = Some(title(value.into())),
            Field::Start(value) => changes.local_start = Some(hour(value.into())),
            Field::People(value) => changes.people = Some(value),
        }
        let edit = SeriesEdit {
            row_version: self.version().await,
            scope,
            changes,
            overrides: vec![],
            leaves_clashing: false,
            seen: None,
        };
        let shown = scheduling::edit_series(&ctx, self.series.clone(), edit.clone(), true).await;
        let before = self.rows().await;
        let done = scheduling::edit_series(&ctx, self.series.clone(), edit, false)
            .await
            .expect("it fits");
        let after = self.rows().await;
        // the dry run listed exactly the rows that have changed
        let mut changed: Vec<_> = before
            .iter()
            .zip(&after)
            .filter(|(was, is)| was.1 != is.1)
            .map(|(was, _)| was.0.clone())
            .collect();
        let ids = |rows: &[scheduling::RowChange]| -> Vec<SessionId> {
            let mut ids: Vec<_> = rows.iter().map(|row| row.session_id.clone()).collect();
            ids.sort();
            ids
        };
        changed.sort();
        assert_eq!(ids(&shown.expect("a dry run").rows), changed);
        assert_eq!(ids(&done.rows), changed);
    }

    async fn step(&mut self, op: Op) {
        let ctx = self.studio.context(&self.studio.coordinator);
        match op {
            Op::Week => {
                self.studio.rows.clock.advance(7 * DAY);
                self.model.week += 1;
            }
            Op::Extend => {
                let extension = Extension {
                    row_version: self.version().await,
                    end: RuleEnd::Count(1),
                    publish: true,
                };
                scheduling::extend_series(&ctx, self.series.clone(), extension, false)
                    .await
                    .expect("one more");
                let last = self.model.dates.last().map_or(0, |date| date.week);
                self.model.dates.push(Known {
                    values: self.model.series,
                    own: [false; 3],
                    is_cancelled: false,
                    week: (last + 1).max(self.model.week),
                });
                self.ids = self.rows().await.into_iter().map(|row| row.0).collect();
            }
            Op::All(field) => {
                self.edit_many(EditScope::All, field).await;
                self.model.set_many(0, field);
            }
            Op::Later(which, field) => {
                let at = which % self.ids.len();
                self.edit_many(EditScope::Later(self.ids[at].clone()), field).await;
                self.model.set_many(at, field);
            }
            Op::This(which, field) => {
                let at = which % self.ids.len();
                self.edit_many(EditScope::This(self.ids[at].clone()), field).await;
                if self.model.is_open(at) {
                    self.model.set_one(at, field);
                }
            }
            Op::Cancel(which) | Op::One(which, _) if !self.model.is_open(which % self.ids.len()) => {}
            Op::Cancel(which) => {
                let at = which % self.ids.len();
                let version = self.rows().await[at].1;
                scheduling::cancel_session(&ctx, self.ids[at].clone(), version, CancelReason::Room)
                    .await
                    .expect("it stands");
                self.model.dates[at].is_cancelled = true;
            }
            Op::One(which, field) => {
                let at = which % self.ids.len();
                let row = self.rows().await[at].clone();
                let edit = |title, people| SessionEdit {
                    row_version: row.1,
                    title,
                    note: None,
                    people,
                };
                let id = self.ids[at].clone();
                match field {
                    Field::Title(value) => {
                        scheduling::edit_session(&ctx, id, edit(Some(title(value.into())), None)).await
                    }
                    Field::People(value) => scheduling::edit_session(&ctx, id, edit(None, Some(value))).await,
                    Field::Start(value) => {
                        let shift = Reschedule {
                            row_version: row.1,
                            local_date: row.5.parse().expect("a date"),
                            local_start: hour(value.into()),
                            room_id: None,
                            minutes: None,
                            overrides: vec![],
                            is_past_meant: false,
                        };
                        scheduling::move_session(&ctx, id, shift).await
                    }
                }
                .expect("it fits");
                self.model.set_one(at, field);
            }
        }
        let found: Vec<_> = self.rows().await.into_iter().map(|row| (row.2, row.3, row.4)).collect();
        let expected: Vec<_> = self
            .model
            .dates
            .iter()
            .map(|date| {
                let start = hour(date.values[1]);
                (
                    title(date.values[0]),
                    format!("{:02}:00", start.hour()),
                    Some(date.values[2]),
                )
            })
            .collect();
        assert_eq!(found, expected, "after {op:?}");
    }
}

async fn bench(studio: Studio) -> Bench {
    let ctx = studio.context(&studio.coordinator);
    let plan = Plan {
        type_code: "peer_group_open".into(),
        studio_id: studio.id.clone(),
        room_id: studio.rooms[0].clone(),
        local_date: jiff::civil::date(2026, 12, 1),
        local_start: hour(0),
        minutes: Some(60),
        title: Some(title(0)),
        people: Some(1),
        note: String::new(),
        cohort_id: None,
        phase_module: None,
        staff: vec![(studio.counsellors[0].clone(), scheduling::StaffRole::Lead)],
        publish: true,
        overrides: vec![],
        is_past_meant: false,
    };
    let new = NewSeries {
        plan,
        name: None,
        rule: Recurrence::parse("FREQ=WEEKLY;COUNT=6").expect("a rule"),
        off_days: OffDays::Keep,
        on_conflict: OnConflict::Skip,
    };
    let made = scheduling::plan_series(&ctx, new, false).await.expect("a series");
    let dates = (1..=6).map(|week| Known {
        values: [0, 0, 1],
        own: [false; 3],
        is_cancelled: false,
        week,
    });
    Bench {
        series: made.series.expect("a series"),
        ids: made.created,
        model: Model {
            series: [0, 0, 1],
            dates: dates.collect(),
            week: 0,
        },
        studio,
    }
}

// S1, S2, S8, S13
#[test]
fn any_history_leaves_each_date_as_the_rule_says() {
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
        cases: 32,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&proptest::collection::vec(op(), 1..16), |ops| {
        runtime.block_on(async {
            clock.set(NOW);
            let rows = Rows {
                db: db.clone(),
                clock: clock.clone(),
                chance: chance.clone(),
                cast: cast.clone(),
            };
            let district = insert_district(&rows, &format!("{} 区", count.fetch_add(1, SeqCst))).await;
            let mut bench = bench(Studio::plant(&rows, &district).await).await;
            for op in ops {
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
