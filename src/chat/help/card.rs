//! The crisis card: whom to call, as data of the region, with the day of its last review (safety 34, 35).

pub use crate::chat::crisis_cards::model::{CrisisLine, InBoth};
use crate::chat::store;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::DistrictId;
use crate::local_time::{DEFAULT_ZONE, add_days, date_in};
use serde::Serialize;

/// A card that was not reviewed for this many days is stale.
const REVIEW_DAYS: i64 = 180;

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
    Ok(CrisisCard {
        region,
        lines: lines.into_iter().map(CrisisLine::from).collect(),
        duty_phone,
        reviewed_on,
        is_stale,
        disclaimer: InBoth { zh, en },
    })
}

impl From<store::help::LineRow> for CrisisLine {
    fn from((zh, en, number, hours_zh, hours_en): store::help::LineRow) -> Self {
        CrisisLine {
            name: InBoth { zh, en },
            number,
            hours: InBoth {
                zh: hours_zh,
                en: hours_en,
            },
        }
    }
}

/// A card as those who keep it see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct KeptCard {
    pub region: String,
    /// For everywhere that has no card of its own.
    pub is_default: bool,
    /// The numbers, in the order in which to try them.
    pub lines: Vec<CrisisLine>,
    /// What this is not.
    pub disclaimer: InBoth,
    /// When a person last checked the numbers.
    pub reviewed_on: String,
    pub is_stale: bool,
    /// The districts that have this card.
    pub district_ids: Vec<DistrictId>,
}

pub fn kept_cards(conn: &mut Conn, now: Millis) -> Result<Vec<KeptCard>> {
    let rows = store::cards::list_cards(conn)?;
    let card = |row: store::cards::KeptRow| KeptCard {
        is_stale: is_stale(&row.reviewed_on, now, DEFAULT_ZONE),
        region: row.region,
        is_default: row.is_default,
        lines: row.lines.into_iter().map(CrisisLine::from).collect(),
        disclaimer: row.disclaimer,
        reviewed_on: row.reviewed_on,
        district_ids: row.districts,
    };
    Ok(rows.into_iter().map(card).collect())
}

/// Regions whose card is too old, of those that these districts have (safety 34).
pub fn stale_regions(conn: &mut Conn, districts: &[DistrictId], now: Millis) -> Result<Vec<String>> {
    let mut cards = kept_cards(conn, now)?;
    let has_own = |district: &DistrictId, cards: &[KeptCard]| {
        cards
            .iter()
            .any(|card| !card.is_default && card.district_ids.contains(district))
    };
    let needs_default = districts.iter().any(|district| !has_own(district, &cards));
    cards.retain(|card| {
        let is_ours = districts.iter().any(|district| card.district_ids.contains(district));
        card.is_stale && (is_ours || (card.is_default && needs_default))
    });
    Ok(cards.into_iter().map(|card| card.region).collect())
}

/// Today, as it is written on a card.
pub fn today(now: Millis) -> Result<String> {
    Ok(date_in(DEFAULT_ZONE, now)?.to_string())
}

fn is_stale(reviewed_on: &str, now: Millis, zone: &str) -> bool {
    let last = || add_days(reviewed_on.parse().ok()?, REVIEW_DAYS).ok();
    match (date_in(zone, now), last()) {
        (Ok(today), Some(last)) => today > last,
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
