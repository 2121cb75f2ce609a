//! A block, the spans of its days, and what is free of them.

use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::ids::{BlockId, PersonId, RoomId};
use crate::local_time::{END_OF_DAY, at_minute, zone};
use crate::scheduling::slot::Span;
use crate::text_enum;
use jiff::civil::Date;

text_enum! {
    /// Why a room is not to be had.
    pub BlockKind {
        Repair = "repair",
        /// Somebody else has it.
        Lent = "lent",
    }
}

/// A room that is not to be had on some dates.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::db::schema::room_blocks)]
pub struct Block {
    pub id: BlockId,
    /// A hall stands for all its parts.
    pub room_id: RoomId,
    pub kind: BlockKind,
    /// `YYYY-MM-DD`; both dates are included.
    pub from_date: String,
    pub to_date: String,
    /// Minutes of each date; all day when absent.
    pub from_minute: Option<i64>,
    pub to_minute: Option<i64>,
    /// In a few words, for those who plan.
    pub note: String,
    pub created_by: PersonId,
    pub created_at: Millis,
    pub ended_at: Option<Millis>,
}

impl Block {
    /// The span of each of its days on the wall of a zone.
    pub fn days(&self, zone_name: &str) -> Result<Vec<Span>> {
        let zone = zone(zone_name)?;
        let date = |text: &str| text.parse::<Date>().map_err(Error::internal);
        let (mut day, last) = (date(&self.from_date)?, date(&self.to_date)?);
        let mut days = vec![];
        while day <= last {
            days.push(Span {
                from_at: at_minute(&zone, day, self.from_minute.unwrap_or(0))?,
                to_at: at_minute(&zone, day, self.to_minute.unwrap_or(END_OF_DAY))?,
            });
            day = day.tomorrow().map_err(Error::internal)?;
        }
        // on a day whose clocks jump, a span may be empty
        days.retain(|span| span.from_at < span.to_at);
        Ok(days)
    }
}

/// The parts of `wanted` that none of the spans takes.
pub(crate) fn free_parts(wanted: Span, taken: &[Span]) -> Vec<Span> {
    let mut taken = taken.to_vec();
    taken.sort_by_key(|span| span.from_at);
    let mut free = vec![];
    let mut from_at = wanted.from_at;
    for span in taken {
        let to_at = span.from_at.min(wanted.to_at);
        if from_at < to_at {
            free.push(Span { from_at, to_at });
        }
        from_at = from_at.max(span.to_at);
    }
    if from_at < wanted.to_at {
        free.push(Span {
            from_at,
            to_at: wanted.to_at,
        });
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(from_at: i64, to_at: i64) -> Span {
        Span { from_at, to_at }
    }

    #[test]
    fn what_is_free_lies_between_what_is_taken() {
        assert_eq!(free_parts(span(0, 100), &[]), [span(0, 100)]);
        assert_eq!(
            free_parts(span(0, 100), &[span(20, 30), span(90, 120)]),
            [span(0, 20), span(30, 90)]
        );
        assert_eq!(free_parts(span(0, 100), &[span(-5, 100)]), []);
    }

    proptest! {
        #[test]
        fn free_and_taken_are_the_whole_and_disjoint(taken in proptest::collection::vec((0i64..100, 1i64..30), 0..6)) {
            let taken: Vec<Span> = taken.into_iter().map(|(from, length)| span(from, from + length)).collect();
            let free = free_parts(span(10, 90), &taken);
            for at in 10..90 {
                let is_in = |spans: &[Span]| spans.iter().any(|span| span.from_at <= at && at < span.to_at);
                prop_assert_ne!(is_in(&free), is_in(&taken));
            }
        }
    }
}
