//! The crisis card: whom to call, as data of the region, with the day of its last review (safety 34, 35).

use super::staffed::DEFAULT_ZONE;
use super::store;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::DistrictId;
use jiff::{Timestamp, ToSpan as _};
use serde::Serialize;

/// A card that was not reviewed for this many days is stale.
const REVIEW_DAYS: i64 = 180;

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct InBoth {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A number to call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CrisisLine {
    /// Whose it is.
    pub name: InBoth,
    /// The number.
    pub number: String,
    /// When somebody answers.
    pub hours: InBoth,
}

/// Whom to call now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CrisisCard {
    /// The region that the numbers are for.
    pub region: String,
    /// The numbers, in the order in which to try them.
    pub lines: Vec<CrisisLine>,
    /// The district's own number of the person on duty.
    #[schema(required = true)]
    pub duty_phone: Option<String>,
    /// When a person last checked the numbers.
    pub reviewed_on: String,
    /// Too long ago.
    pub is_stale: bool,
    /// What this is not.
    pub disclaimer: InBoth,
}

/// The card for a district; without one, the card for everywhere.
pub fn card(conn: &mut Conn, district: Option<&DistrictId>, now: Millis) -> Result<CrisisCard> {
    let duty = match district {
        Some(district) => store::help::find_duty(conn, district)?,
        None => None,
    };
    let (zone, duty_phone) = duty.unwrap_or_else(|| (DEFAULT_ZONE.to_owned(), None));
    let (card, lines) = store::help::find_card(conn, district)?.ok_or_else(Error::not_found)?;
    let (region, reviewed_on, zh, en) = card;
    let is_stale = is_stale(&reviewed_on, now, &zone);
    let line = |(zh, en, number, hours_zh, hours_en)| CrisisLine {
        name: InBoth { zh, en },
        number,
        hours: InBoth {
            zh: hours_zh,
            en: hours_en,
        },
    };
    Ok(CrisisCard {
        region,
        lines: lines.into_iter().map(line).collect(),
        duty_phone,
        reviewed_on,
        is_stale,
        disclaimer: InBoth { zh, en },
    })
}

fn is_stale(reviewed_on: &str, now: Millis, zone: &str) -> bool {
    let today = || Some(Timestamp::from_millisecond(now).ok()?.in_tz(zone).ok()?.date());
    let last = || {
        reviewed_on
            .parse::<jiff::civil::Date>()
            .ok()?
            .checked_add(REVIEW_DAYS.days())
            .ok()
    };
    match (today(), last()) {
        (Some(today), Some(last)) => today > last,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // safety 34
    #[test]
    fn a_card_is_stale_on_the_day_after_half_a_year() {
        let at = |text: &str| {
            text.parse::<jiff::ZonedDateTime>()
                .unwrap()
                .timestamp()
                .as_millisecond()
        };
        assert!(!is_stale(
            "2026-06-01",
            at("2026-11-28T23:59[Asia/Shanghai]"),
            DEFAULT_ZONE
        ));
        assert!(is_stale(
            "2026-06-01",
            at("2026-11-29T00:00[Asia/Shanghai]"),
            DEFAULT_ZONE
        ));
        assert!(is_stale("not a date", 0, DEFAULT_ZONE));
    }
}
