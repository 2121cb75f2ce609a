//! An invented agency of the size of a real one, to measure with and to try things out in: a year or more of sessions in all
//! districts, with claims, staff, places, attendance and history, intakes in training, and what waits for a decision.
//!
//! Places, intakes and credit are planted by the actions that people use. Sessions are written in bulk, as rows that those
//! actions would have left, because ten years of them would take hours one by one; a test checks the rows against the
//! invariants of scheduling. Who, when and where follow from the seed alone; identifiers follow from the application's own
//! source of randomness.

mod cohorts;
mod people;
mod places;
mod rows;
mod scale;
mod sessions;
mod timetable;

pub use scale::{Scale, Size};

use crate::accounts::access::Caller;
use crate::accounts::{Context, api as accounts};
use crate::app::Application;
use crate::chance::Chance;
use crate::clock::{Clock, DAY, Millis};
use crate::demo::{CAST, Part};
use crate::error::Result;
use crate::ids::{LoginId, PersonId};
use crate::local_time::{self, DEFAULT_ZONE, add_days, date_in, instant, week_of};
use crate::scheduling::cover::actions::request::request_cover;
use crate::scheduling::problems::actions::find_problems;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use places::Place;

/// Those of the demo's cast who live in the agency too, one of each role, so that `demo` opens it and prints their sign-ins.
const KNOWN: [&str; 6] = ["远山", "青松", "白桦", "小河", "初晴", "木棉"];

/// How much there is afterwards, for whoever asked for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Planted {
    pub people: usize,
    pub sessions: usize,
}

/// What the steps share. The clock is moved through the years while the past is written.
struct Agency<'a> {
    app: &'a Application,
    scale: Scale,
    /// Decides who, when and where; identifiers come from the application.
    chance: Chance,
    clock: Clock,
    zone: TimeZone,
    monday: Date,
}

impl Agency<'_> {
    /// The date so many weeks from this week's Monday; 1 is Monday.
    fn date(&self, week: i64, weekday: i64) -> Result<Date> {
        add_days(self.monday, week * 7 + weekday - 1)
    }

    /// Moves the clock to a wall time, but never beyond now.
    fn at(&self, date: Date, hour: i8, minute: i8) -> Result<Millis> {
        let at = instant(&self.zone, date.at(hour, minute, 0, 0))?;
        self.clock.set(at.min(self.app.clock.now()));
        Ok(at)
    }

    /// The context in which somebody acts, at the time of the clock.
    fn context(&self, person: &PersonId) -> Context {
        let caller = Caller {
            person: person.clone(),
            login: LoginId::mint(&self.app.clock, &self.app.chance),
            expires_at: self.app.clock.now() + DAY,
        };
        Context {
            db: self.app.db.with_clock(&self.clock),
            ..self.app.context(caller)
        }
    }
}

/// Those of the demo's cast who live in the agency.
pub fn known() -> impl Iterator<Item = &'static Part> {
    CAST.iter().filter(|part| KNOWN.contains(&part.name))
}

/// Plants the agency; nothing if somebody lives in the database already.
pub async fn plant(app: &Application, scale: Scale, seed: u64) -> Result<Option<Planted>> {
    if app.db.read(accounts::has_people).await? {
        return Ok(None);
    }
    let (monday, _) = week_of(date_in(DEFAULT_ZONE, app.clock.now())?)?;
    let agency = Agency {
        app,
        scale,
        chance: Chance::seeded(seed),
        clock: Clock::fixed(app.clock.now()),
        zone: local_time::zone(DEFAULT_ZONE)?,
        monday,
    };
    agency.at(agency.date(scale.first_week() - 1, 1)?, 9, 0)?;
    let venues = places::plant(&agency).await?;
    let (places, people) = people::plant(&agency, venues).await?;
    let mut intakes = vec![];
    for year in (0..scale.years).rev() {
        intakes.extend(cohorts::open(&agency, &places, year).await?);
    }
    let written = sessions::plant(&agency, &places, &intakes).await?;
    cohorts::finish(&agency, &places, &intakes).await?;
    people::end(&agency, &places).await?;
    agency.clock.set(app.clock.now());
    find_problems(&app.db).await?;
    for (place, session, person) in written.uncovered {
        let coordinator = agency.context(&places[place].coordinator);
        request_cover(&coordinator, session, Some(person), true).await?;
    }
    app.jobs.run_due().await?;
    Ok(Some(Planted {
        people,
        sessions: written.count,
    }))
}

/// The staff of a district and its places.
type Places = Vec<Place>;
