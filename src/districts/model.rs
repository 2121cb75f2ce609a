//! Districts, service points, studios, rooms, opening hours; the values refuse nonsense.

pub use super::calendar_days::model::region;
pub use super::hours::model::{Minute, OpeningException, OpeningHours, OpeningRule, OpeningSet, hours, rules};

use crate::clock::{DAY, Millis};
use crate::error::{Error, Result};
use crate::field;
use crate::ids::{DistrictId, RoomId, ServicePointId, StudioId};
use crate::local_time;
use unicode_normalization::UnicodeNormalization;

/// A district of the city.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct District {
    pub id: DistrictId,
    pub name: String,
    /// Whether the agency has a station there.
    pub has_station: bool,
    /// The IANA zone that new studios start with.
    pub zone: String,
    /// The number of the duty worker, shown on the crisis card.
    pub duty_phone: Option<String>,
    pub created_at: Millis,
}

/// A sub-district service point.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct ServicePoint {
    pub id: ServicePointId,
    pub district_id: DistrictId,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct Studio {
    pub id: StudioId,
    pub district_id: DistrictId,
    pub name: String,
    /// The IANA zone of its wall clocks.
    pub zone: String,
    /// Whether new sessions may be planned there.
    pub is_active: bool,
    pub created_at: Millis,
    /// Whose public holidays it keeps, such as `CN`.
    pub region: String,
    pub closes_on_public_days: bool,
}

/// The region of a studio in whose district none says another.
pub const DEFAULT_REGION: &str = "CN";

/// What the online room of a studio is called in lists that name rooms.
pub const ONLINE_ROOM: &str = "线上 Online";

/// A room of a studio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    pub id: RoomId,
    pub studio_id: StudioId,
    pub name: String,
    /// How many people it holds, 1 to 1000.
    pub capacity: i64,
    /// What it has: words for people, not codes.
    pub features: Vec<String>,
    /// Whether new sessions may be planned there.
    pub is_active: bool,
    /// No place: it is never taken and never full.
    pub is_online: bool,
    /// The rooms that it is made of, if it is a hall that divides.
    pub parts: Vec<RoomId>,
}

/// A name of 1 to 80 characters in one spelling (NFKC), so that full-width letters do not make a second one.
pub fn name(field: &str, text: &str) -> Result<String> {
    field::text(field, &text.nfkc().collect::<String>(), 1, 80)
}

/// An IANA zone that the time library knows.
pub fn zone(text: &str) -> Result<String> {
    let zone = local_time::zone(text).ok();
    zone.and_then(|zone| zone.iana_name().map(str::to_owned))
        .ok_or_else(|| Error::field("zone", "not_allowed"))
}

/// A duty number: digits, spaces and `+ - ( )`; empty is none.
pub fn duty_phone(text: &str) -> Result<Option<String>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let is_number =
        text.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c)) && text.chars().any(|c| c.is_ascii_digit());
    if !is_number {
        return Err(Error::field("duty_phone", "not_allowed"));
    }
    field::text("duty_phone", text, 3, 40).map(Some)
}

/// 1 to 1000 people.
pub fn capacity(count: i64) -> Result<i64> {
    field::number("capacity", count, 1, 1000)
}

/// At most 20 features of 1 to 40 characters, each once.
pub fn features(list: &[String]) -> Result<Vec<String>> {
    if list.len() > 20 {
        return Err(Error::field("features", "too_long"));
    }
    let mut features: Vec<String> = vec![];
    for feature in list {
        let feature = field::text("features", &feature.nfkc().collect::<String>(), 1, 40)?;
        if !features.contains(&feature) {
            features.push(feature);
        }
    }
    Ok(features)
}

/// The date a month before, in UTC: old enough for any zone.
pub fn a_month_before(now: Millis) -> String {
    let then = jiff::Timestamp::from_millisecond(now - 31 * DAY).unwrap_or_default();
    then.to_zoned_datetime(jiff::tz::TimeZone::UTC).date().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_refuse_nonsense() {
        assert_eq!(zone("Asia/Shanghai").unwrap(), "Asia/Shanghai");
        for text in ["", "Shanghai", "UTC+8", "../etc/passwd"] {
            assert!(zone(text).is_err(), "{text}");
        }
        assert_eq!(
            duty_phone(" +86 21 5555-0101 ").unwrap().as_deref(),
            Some("+86 21 5555-0101")
        );
        assert_eq!(duty_phone(" ").unwrap(), None);
        assert!(duty_phone("call me").is_err());
        assert_eq!(name("name", " Ａ室 ").unwrap(), "A室");
        assert_eq!(features(&["投影".into(), " 投影".into()]).unwrap(), ["投影"]);
        assert_eq!(Minute::parse("to", "24:00").unwrap(), Minute(1440));
        assert!(Minute::parse("to", "9:00").is_err());
    }
}
