//! From attendance to credit. Pure, and a function of the final attendance alone: whatever was corrected in between, the same
//! attendance gives the same lines (T2).
//!
//! A participant is credited the minutes present; a practice place also the two buffers of 15 minutes; some sessions give a
//! fixed time. Late and left-early reduce. Sessions are taken in the order of their beginning, and a minute that an earlier
//! session has credited is not credited again (T3).

use crate::clock::{MINUTE, Millis};
use crate::ids::{PersonId, SessionId};
use crate::training::programmes::model::{SeatPlace, Unit, Version};

/// Time before and after a session that a practice place is credited.
pub const BUFFER_MINUTES: i64 = 15;

/// How much of a session somebody must have been there for it to count as one, in per cent.
pub const COUNTS_FROM_PERCENT: i64 = 75;

/// One person's attendance of one session that took place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attended {
    pub session: SessionId,
    pub starts_at: Millis,
    pub ends_at: Millis,
    /// Minutes present, without buffers.
    pub minutes: i64,
    pub place: SeatPlace,
    pub type_code: String,
    /// For which requirement it was planned, by code.
    pub module: Option<String>,
    /// Not in the person's own district.
    pub is_elsewhere: bool,
    /// The phase that was open when the session began; none before the enrolment and after its end.
    pub phase: Option<i64>,
    pub recorder: PersonId,
}

/// A line that the ledger should hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    pub session: SessionId,
    /// Index in `Version::requirements`.
    pub requirement: usize,
    /// In the requirement's unit.
    pub amount: i64,
    pub minutes: i64,
    pub from_at: Millis,
    pub to_at: Millis,
    /// Who recorded the attendance.
    pub recorder: PersonId,
}

/// Which requirement a session credits somebody in this place. The open phase decides; only a session that was planned for a
/// requirement by name also counts for a participant whose gate is still waiting for signatures, or who makes it up later (T12).
pub fn requirement_for(
    version: &Version,
    type_code: &str,
    module: Option<&str>,
    place: SeatPlace,
    is_elsewhere: bool,
    phase: i64,
) -> Option<usize> {
    let fits = |index: &usize| {
        let requirement = &version.requirements[*index];
        let by_name = !place.is_practice() && requirement.is_module(module);
        (requirement.phase == phase || by_name) && requirement.is_given_by(type_code, module, place, is_elsewhere)
    };
    let rank = |index: &usize| {
        let requirement = &version.requirements[*index];
        // planned by name first, then the open phase, then what asks for more, then the order of the programme
        (
            !requirement.is_module(module),
            requirement.phase != phase,
            !requirement.gives.is_elsewhere,
            *index,
        )
    };
    (0..version.requirements.len()).filter(fits).min_by_key(rank)
}

/// How much of a requirement a whole session would give, for what is still to come.
pub fn would_give(version: &Version, requirement: usize, starts_at: Millis, ends_at: Millis, place: SeatPlace) -> i64 {
    match version.requirements[requirement].unit {
        Unit::Count => 1,
        Unit::Minutes => {
            let length = (ends_at - starts_at) / MINUTE;
            full_minutes(version, requirement, length, place)
        }
    }
}

fn full_minutes(version: &Version, requirement: usize, length: i64, place: SeatPlace) -> i64 {
    let buffers = if place.is_practice() { 2 * BUFFER_MINUTES } else { 0 };
    let fixed = version.requirements[requirement].gives.minutes;
    // no more than the session and its buffers, whatever the programme says (T3)
    fixed.map_or(length + buffers, |minutes| minutes.min(length + buffers))
}

/// The lines for one person's attendances.
pub fn settle(version: &Version, attended: &[Attended]) -> Vec<Posting> {
    let mut spans: Vec<_> = attended.iter().filter_map(|a| span(version, a)).collect();
    spans.sort_by(|a, b| (a.from_at, &a.session).cmp(&(b.from_at, &b.session)));
    let mut taken_until = Millis::MIN;
    let mut postings = vec![];
    for mut posting in spans {
        let full = posting.minutes;
        posting.from_at = posting.from_at.max(taken_until);
        posting.minutes = posting.minutes.min((posting.to_at - posting.from_at) / MINUTE);
        let requirement = &version.requirements[posting.requirement];
        let is_enough = match requirement.unit {
            Unit::Minutes => true,
            Unit::Count => posting.minutes * 100 >= posting.amount.max(full) * COUNTS_FROM_PERCENT,
        };
        if posting.minutes > 0 && is_enough {
            posting.amount = match requirement.unit {
                Unit::Minutes => posting.minutes,
                Unit::Count => 1,
            };
            taken_until = posting.to_at;
            postings.push(posting);
        }
    }
    postings
}

/// What one attendance alone would give. `amount` is the full time of the session until [`settle`] replaces it.
fn span(version: &Version, a: &Attended) -> Option<Posting> {
    let requirement = requirement_for(
        version,
        &a.type_code,
        a.module.as_deref(),
        a.place,
        a.is_elsewhere,
        a.phase?,
    )?;
    let length = (a.ends_at - a.starts_at) / MINUTE;
    let full = full_minutes(version, requirement, length, a.place);
    let away = length - a.minutes.clamp(0, length);
    let minutes = full - away;
    let has_buffers = a.place.is_practice() && full > length;
    let lead_in = if has_buffers { (full - length) / 2 } else { 0 };
    let from_at = a.starts_at - lead_in * MINUTE;
    (a.minutes > 0 && minutes > 0).then(|| Posting {
        session: a.session.clone(),
        requirement,
        amount: full,
        minutes,
        from_at,
        to_at: from_at + minutes * MINUTE,
        recorder: a.recorder.clone(),
    })
}

/// The sessions whose credit may depend on `session`: those that touch it, and those that touch these, buffers included. It
/// counts also when nobody attended it any more.
pub fn entangled(attended: &[Attended], session: &SessionId, starts_at: Millis, ends_at: Millis) -> Vec<SessionId> {
    let reach = |starts_at: Millis, ends_at: Millis| {
        let buffer = BUFFER_MINUTES * MINUTE;
        (starts_at - buffer, ends_at + buffer)
    };
    let mut found = vec![session.clone()];
    let mut spans = vec![reach(starts_at, ends_at)];
    loop {
        let touches = |a: &&Attended| {
            let (from, to) = reach(a.starts_at, a.ends_at);
            !found.contains(&a.session) && spans.iter().any(|other| from < other.1 && other.0 < to)
        };
        match attended.iter().find(touches) {
            Some(next) => {
                found.push(next.session.clone());
                spans.push(reach(next.starts_at, next.ends_at));
            }
            None => return found,
        }
    }
}

#[cfg(test)]
mod tests;
