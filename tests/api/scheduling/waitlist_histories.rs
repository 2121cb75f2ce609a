//! S3 to S5 over random histories. The oracle is written from the rule and knows nothing of the product's code: who is eligible
//! is what the test itself has arranged.

use super::waitlist::Salon;
use crate::support::person::Person;
use crate::support::product::{
    Chance, HOUR, MINUTE,
    db::schema::{notices, registration_events, registrations, session_participants, sessions},
};
use diesel::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;

/// One who wants a place: priority, since when, id, who, state.
type Row = (i64, i64, String, String, String);

#[derive(Clone, Debug, PartialEq, Eq)]
struct State {
    capacity: i64,
    starts_at: i64,
    confirmed: i64,
    rows: Vec<Row>,
}

impl State {
    async fn read(salon: &Salon) -> State {
        let id = salon.path.trim_start_matches("/sessions/").to_owned();
        let read = salon.studio.rows.read(move |conn| {
            let (capacity, starts_at) = sessions::table
                .find(&id)
                .select((sessions::capacity, sessions::starts_at))
                .first(conn)?;
            let confirmed = session_participants::table
                .filter(session_participants::session_id.eq(&id))
                .filter(session_participants::place.eq("participant"))
                .count()
                .get_result(conn)?;
            let rows = registrations::table
                .filter(registrations::session_id.eq(&id))
                .filter(registrations::state.eq_any(["waitlisted", "offered"]))
                .select((
                    registrations::priority,
                    registrations::joined_at,
                    registrations::id,
                    registrations::person_id,
                    registrations::state,
                ))
                .load::<Row>(conn)?;
            Ok(State {
                capacity,
                starts_at,
                confirmed,
                rows,
            })
        });
        let mut state = read.await;
        state.rows.sort();
        state
    }

    fn of<'a>(&'a self, wanted: &'a str) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().filter(move |row| row.4 == wanted)
    }

    fn free(&self) -> i64 {
        self.capacity - self.confirmed - self.of("offered").count() as i64
    }
}

struct History {
    salon: Salon,
    people: Vec<Person>,
    /// Who can never have a place: kept apart from the lead.
    barred: Vec<String>,
    chance: Chance,
    seen: BTreeMap<&'static str, usize>,
}

impl History {
    async fn new(seed: u64) -> History {
        let salon = Salon::with_places(2).await;
        let people = salon.members(9).await;
        let mut barred = vec![];
        for person in &people[..2] {
            let pair = format!("/people/{}/keep-apart/{}", person.id, salon.studio.counsellors[0]);
            salon.coordinator.put(&pair, json!({})).await.expect(200);
            barred.push(person.id.clone());
        }
        History {
            salon,
            people,
            barred,
            chance: Chance::seeded(seed),
            seen: BTreeMap::new(),
        }
    }

    fn dice(&self, sides: u64) -> u64 {
        self.chance.below(sides)
    }

    /// Somebody who has an offer, or else whoever came up.
    async fn asked(&self, other: &Person) -> Person {
        let state = State::read(&self.salon).await;
        let id = state.of("offered").next().map(|row| row.3.clone());
        let asked = self.people.iter().find(|person| Some(&person.id) == id.as_ref());
        asked.unwrap_or(other).clone()
    }

    /// Something happens; refusals are part of it, faults are not.
    async fn step(&mut self) {
        let salon = &self.salon;
        let person = self.people[self.dice(self.people.len() as u64) as usize].clone();
        let (what, status) = match self.dice(15) {
            0..=4 => ("book", salon.book(&person).await.status),
            5 => ("leave", person.delete(&salon.door()).await.status),
            6..=7 => ("accept", salon.answer(&self.asked(&person).await, true).await.status),
            8..=10 => ("decline", salon.answer(&self.asked(&person).await, false).await.status),
            11 => {
                let capacity = self.dice(5) as i64;
                (
                    "capacity",
                    salon.set_booking(json!({"capacity": capacity})).await.status,
                )
            }
            12 => {
                let choice = ["first", "in_turn", "give", "offer"][self.dice(4) as usize];
                let path = format!("{}/places/{}", salon.path, person.id);
                (
                    "choose",
                    salon.coordinator.post(&path, json!({"choice": choice})).await.status,
                )
            }
            13 => {
                salon.world.clock.advance((1 + self.dice(20) as i64) * HOUR / 2);
                salon.world.run_jobs().await;
                ("time", 200)
            }
            _ => {
                let date = ["2026-12-04", "2026-12-05"][self.dice(2) as usize];
                salon.shift(date, "18:30").await;
                ("move", 200)
            }
        };
        assert!(status < 500, "{what}: {status}");
        *self
            .seen
            .entry(if status < 300 { what } else { "refused" })
            .or_default() += 1;
    }

    async fn check(&self, before: &State, trace: &str) {
        let after = State::read(&self.salon).await;
        let taken = after.confirmed + after.of("offered").count() as i64;
        // S3
        assert!(
            taken <= after.capacity || after.of("offered").count() == 0,
            "{trace}: {after:?}"
        );
        let is_lowered = after.confirmed > after.capacity;
        assert!(!is_lowered || after.of("offered").count() == 0, "{trace}: {after:?}");
        assert!(
            after.confirmed <= after.capacity || after.confirmed <= before.confirmed,
            "{trace}: nobody is added above the places"
        );
        // nobody who may not be there got a place or an offer
        for row in after.of("offered") {
            assert!(!self.barred.contains(&row.3), "{trace}: {after:?}");
        }
    }

    async fn check_filled(&self, trace: &str) {
        // two sweeps: the second changes nothing (S4)
        self.salon.sweep().await;
        let filled = State::read(&self.salon).await;
        self.salon.world.run_jobs().await;
        let again = State::read(&self.salon).await;
        assert_eq!(filled, again, "{trace}");
        let eligible: Vec<&Row> = filled
            .of("waitlisted")
            .filter(|row| !self.barred.contains(&row.3))
            .collect();
        let is_near = filled.starts_at - self.salon.world.clock.now() < 24 * HOUR;
        assert!(
            is_near || filled.free() <= 0 || eligible.is_empty(),
            "{trace}: a place is free (S4): {filled:?}"
        );
    }

    /// S5: of those who could have had it, the first in the order was asked.
    fn check_order(&self, before: &State, after: &State, trace: &str) {
        let was_waiting = |id: &str| before.of("waitlisted").any(|row| row.2 == id);
        for offered in after.of("offered").filter(|row| was_waiting(&row.2)) {
            for passed in after.of("waitlisted").filter(|row| was_waiting(&row.2)) {
                let is_sooner = (passed.0, passed.1, &passed.2) < (offered.0, offered.1, &offered.2);
                assert!(
                    !is_sooner || self.barred.contains(&passed.3),
                    "{trace}: {passed:?} came before {offered:?}"
                );
            }
        }
    }
}

// S3, S4, S5
#[tokio::test]
async fn places_are_never_overfilled_left_empty_or_given_out_of_turn() {
    let mut seen: BTreeMap<&'static str, usize> = BTreeMap::new();
    for seed in 0..8 {
        let mut history = History::new(seed).await;
        history.salon.shift("2026-12-04", "18:30").await;
        for number in 0..60 {
            let before = State::read(&history.salon).await;
            let steps = history.seen.clone();
            history.step().await;
            let trace = format!("seed {seed}, step {number}, {:?}", history.seen);
            history.check(&before, &trace).await;
            let is_chosen = history.seen.get("choose") != steps.get("choose");
            let after = State::read(&history.salon).await;
            if !is_chosen {
                history.check_order(&before, &after, &trace);
            }
            history.salon.world.clock.advance(MINUTE);
            if number % 5 == 0 {
                history.check_filled(&trace).await;
            }
        }
        check_history(&history.salon).await;
        for (what, count) in std::mem::take(&mut history.seen) {
            *seen.entry(what).or_default() += count;
        }
        history.salon.finish().await;
    }
    for what in [
        "book", "leave", "accept", "decline", "capacity", "choose", "time", "move", "refused",
    ] {
        assert!(
            seen.get(what).is_some_and(|count| *count > 3),
            "{what} is hardly tried: {seen:?}"
        );
    }
}

/// S13: a line of the last moment of each registration says its state, and each offer is one notice.
async fn check_history(salon: &Salon) {
    let (states, lines, told) = salon
        .studio
        .rows
        .read(|conn| {
            let states: Vec<(String, String)> = registrations::table
                .select((registrations::id, registrations::state))
                .load(conn)?;
            let lines: Vec<(String, i64, String)> = registration_events::table
                .select((
                    registration_events::registration_id,
                    registration_events::at,
                    registration_events::state,
                ))
                .load(conn)?;
            let told: i64 = notices::table
                .filter(notices::kind.eq("place_offered"))
                .count()
                .get_result(conn)?;
            Ok((states, lines, told))
        })
        .await;
    for (id, state) in states {
        let own = || lines.iter().filter(|line| line.0 == id);
        let last = own().map(|line| line.1).max();
        let is_said = own().any(|line| Some(line.1) == last && line.2 == state);
        assert!(is_said, "{id} is {state}: {:?}", own().collect::<Vec<_>>());
    }
    let offers = lines.iter().filter(|line| line.2 == "offered").count() as i64;
    assert_eq!(offers, told);
}

// a member who was made inactive, or lost the role, is passed over and keeps nobody from a place (S4)
#[tokio::test]
async fn promotion_goes_past_whoever_can_no_longer_come() {
    let salon = Salon::with_places(1).await;
    let people = salon.members(4).await;
    salon.book(&people[0]).await.expect(200);
    for person in &people[1..] {
        salon.book(person).await.expect(202);
    }
    let deactivate = format!("/people/{}/deactivate", people[1].id);
    salon.coordinator.post(&deactivate, json!({})).await.expect(200);
    people[0].delete(&salon.door()).await.expect(204);
    assert_eq!(salon.state(&people[2]).await, "offered");
    let view = salon.places(&salon.coordinator).await;
    assert_eq!(view["waiting"][0]["skip_reason"], "not_here");
    salon.finish().await;
}
