//! The demo world: an invented agency, planted by the same actions that people use, so that it can never show what the
//! product would refuse. Everybody in it is invented (safety 6).
//!
//! [`plant`] fills an empty database and leaves any other alone. Days are counted from the Monday of the present week.

pub mod agency;
mod availability;
mod cast;
mod cover;
mod closing;
mod duty;
mod places;
mod series;
mod talk;
mod training;
mod waiting;
mod weeks;

pub use cast::{CAST, PASSPHRASE, Part, SECRET};

use crate::accounts::Context;
use crate::accounts::access::Caller;
use crate::app::Application;
use crate::clock::{Clock, DAY, MINUTE, Millis};
use crate::error::{Error, Result};
use crate::ids::{DistrictId, LoginId, PersonId, RoomId, StudioId};
use crate::local_time::{self, DEFAULT_ZONE, add_days, date_in, instant, week_of};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::HashMap;

/// What the scenes share: people and places by name, and a clock that the planting moves through the weeks.
struct Stage<'a> {
    app: &'a Application,
    clock: Clock,
    zone: TimeZone,
    today: Date,
    monday: Date,
    people: HashMap<&'static str, PersonId>,
    districts: HashMap<String, DistrictId>,
    studios: HashMap<String, StudioId>,
    rooms: HashMap<(String, String), RoomId>,
}

impl Stage<'_> {
    fn person(&self, name: &str) -> Result<PersonId> {
        self.people.get(name).cloned().ok_or_else(|| missing(name))
    }

    fn district(&self, name: &str) -> Result<DistrictId> {
        self.districts.get(name).cloned().ok_or_else(|| missing(name))
    }

    fn studio(&self, name: &str) -> Result<StudioId> {
        self.studios.get(name).cloned().ok_or_else(|| missing(name))
    }

    fn room(&self, studio: &str, room: &str) -> Result<RoomId> {
        self.rooms
            .get(&(studio.into(), room.into()))
            .cloned()
            .ok_or_else(|| missing(room))
    }

    /// A caller for a person of the demo, with a login that belongs to no device.
    fn caller(&self, name: &str) -> Result<Caller> {
        Ok(Caller {
            person: self.person(name)?,
            login: LoginId::mint(&self.app.clock, &self.app.chance),
            expires_at: self.app.clock.now() + DAY,
        })
    }

    /// The context in which somebody acts, at the time of the stage.
    fn context(&self, name: &str) -> Result<Context> {
        Ok(Context {
            db: self.app.db.with_clock(&self.clock),
            ..self.app.context(self.caller(name)?)
        })
    }

    /// The date so many weeks and days from this week's Monday.
    fn date(&self, week: i64, weekday: i64) -> Result<Date> {
        add_days(self.monday, week * 7 + weekday - 1)
    }

    /// Moves the clock of the stage to a wall time.
    fn at(&self, date: Date, hour: i8, minute: i8) -> Result<Millis> {
        let at = instant(&self.zone, date.at(hour, minute, 0, 0))?;
        self.clock.set(at);
        Ok(at)
    }
}

fn missing(name: &str) -> Error {
    Error::internal(format!("the demo world has no {name}"))
}

/// The second factor as it is typed into an authenticator.
pub fn secret_text() -> Result<String> {
    crate::accounts::api::base32(SECRET)
}

/// Those of the cast who live in the database: all of them in the demo world, one of each role in an [`agency`].
pub async fn list_present(app: &Application) -> Result<Vec<&'static Part>> {
    app.db
        .read(|conn| {
            let mut present = vec![];
            for part in CAST {
                if crate::accounts::api::find_by_nickname(conn, part.name)?.is_some() {
                    present.push(part);
                }
            }
            Ok(present)
        })
        .await
}

/// Plants the demo world if nobody lives in the database yet; whether it did.
pub async fn plant(app: &Application) -> Result<bool> {
    let is_inhabited = app
        .db
        .read(|conn| crate::accounts::api::find_by_nickname(conn, CAST[0].name))
        .await?
        .is_some();
    if is_inhabited {
        return Ok(false);
    }
    let zone = local_time::zone(DEFAULT_ZONE)?;
    let today = date_in(DEFAULT_ZONE, app.clock.now())?;
    let (monday, _) = week_of(today)?;
    places::plant(app).await?;
    let people = cast::plant(app).await?;
    let mut stage = Stage {
        app,
        clock: Clock::fixed(app.clock.now() - MINUTE),
        zone,
        today,
        monday,
        people,
        districts: HashMap::new(),
        studios: HashMap::new(),
        rooms: HashMap::new(),
    };
    places::load_ids(&mut stage).await?;
    let cohort = training::plant(&stage).await?;
    weeks::plant(&stage, &cohort).await?;
    waiting::plant(&stage).await?;
    closing::plant(&stage).await?;
    series::plant(&stage).await?;
    app.jobs.run_due().await?;
    training::papers(&stage, &cohort).await?;
    availability::plant(&stage).await?;
    talk::plant(&stage, &cohort).await?;
    duty::plant(&stage).await?;
    cover::plant(&stage).await?;
    app.jobs.run_due().await?;
    Ok(true)
}
