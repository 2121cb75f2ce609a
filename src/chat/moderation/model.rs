//! The nouns and values of moderation.

use crate::chat::model::SeatRole;
use crate::clock::{DAY, MINUTE, Millis, SECOND};
use crate::error::{Code, Error, Result};
use crate::ids::{ActId, ChatRoomId, MessageId, PersonId, SeatId};
use crate::text_enum;

/// How long the words of an appeal are kept if nobody decides.
pub const APPEALS_KEPT: Millis = 365 * DAY;

/// Messages of one member that may wait for a look at the same time.
pub const HELD_AT_MOST: i64 = 3;
/// The slowest room: one message an hour.
pub const SLOW_SECONDS: i64 = 3_600;

text_enum! {
    /// What can be done.
    pub Verb as "ActVerb" {
        /// A message is no longer shown.
        Hide = "hide",
        /// It is shown again.
        Show = "show",
        /// One message in so many seconds.
        Slow = "slow",
        /// Only who holds the room may write.
        Pause = "pause",
        /// Everybody may write again.
        Resume = "resume",
        /// Nobody writes and nobody is let in.
        Lock = "lock",
        /// The room is open again.
        Unlock = "unlock",
        /// A member may not write for a while.
        Mute = "mute",
        Unmute = "unmute",
        /// What a member writes waits for a look.
        Hold = "hold",
        /// It no longer does.
        Unhold = "unhold",
        /// A member is taken out.
        Remove = "remove",
        /// They are let in again.
        Return = "return",
        /// The first step of the ladder: a friendly word.
        Feedback = "feedback",
        /// The second: a warning.
        Warning = "warning",
        /// The third: two weeks away from the member rooms of the district,
        Away2Weeks = "away_2_weeks",
        Away1Month = "away_1_month",
        AwayPermanent = "away_permanent",
        /// A step of the ladder is taken back.
        Back = "back",
        /// Flags have silenced an author until somebody has looked.
        ReadOnly = "read_only",
        Reopen = "reopen",
        /// A review leaves a flagged message as it is.
        Keep = "keep",
        /// A review takes a message out.
        TakeOut = "take_out",
        /// A review lets a held message into the room.
        Release = "release",
        /// A review does not let it in.
        Refuse = "refuse",
    }
}

text_enum! {
    /// Why. The interface has the words in both languages.
    pub Reason as "ActReason" {
        /// Against the group's agreement.
        Agreement = "agreement",
        /// Could tell others who somebody is.
        Privacy = "privacy",
        Hurtful = "hurtful",
        /// Holds details that may be hard for others.
        Details = "details",
        /// Offers or sells something.
        Offer = "offer",
        /// Does not belong in this room.
        OffTopic = "off_topic",
        /// Somebody is worried about the writer.
        Worried = "worried",
        /// The room needs a pause.
        Calm = "calm",
        /// To keep somebody safe.
        Safety = "safety",
        /// The group is over.
        Over = "over",
        /// The matter is settled.
        Settled = "settled",
        /// It should not have been done.
        Mistake = "mistake",
        /// Several people flagged it.
        Flagged = "flagged",
    }
}

text_enum! {
    /// Why a message is not shown.
    pub HiddenBy {
        /// Who holds the room has hidden it.
        Facilitator = "facilitator",
        /// Several people flagged it; nobody has looked yet.
        Flags = "flags",
        /// A review has taken it out.
        Review = "review",
    }
}

/// The steps of the ladder, from the first (safety 42).
pub const LADDER: [Verb; 5] = [
    Verb::Feedback,
    Verb::Warning,
    Verb::Away2Weeks,
    Verb::Away1Month,
    Verb::AwayPermanent,
];

/// The step that is proposed after this one; after the last comes the last again.
pub fn next_step(step: Option<Verb>) -> Verb {
    let at = step.and_then(|step| LADDER.iter().position(|known| *known == step));
    LADDER[at.map_or(0, |at| (at + 1).min(LADDER.len() - 1))]
}

/// The step before this one; before the first there is none.
pub fn step_before(step: Verb) -> Option<Verb> {
    let at = LADDER.iter().position(|known| *known == step)?;
    at.checked_sub(1).map(|at| LADDER[at])
}

impl Verb {
    /// How long a step of the ladder keeps somebody away; none for steps that do not.
    pub fn days_away(self) -> Option<Millis> {
        match self {
            Verb::Away2Weeks => Some(14 * DAY),
            Verb::Away1Month => Some(30 * DAY),
            Verb::AwayPermanent => Some(Millis::MAX),
            _ => None,
        }
    }

    pub fn is_on_message(self) -> bool {
        matches!(self, Verb::Hide | Verb::Show)
    }

    /// Concerns the whole room.
    pub fn is_on_room(self) -> bool {
        matches!(
            self,
            Verb::Slow | Verb::Pause | Verb::Resume | Verb::Lock | Verb::Unlock
        )
    }

    /// Who holds a room may do it; the others belong to reviews and thresholds.
    pub fn is_a_tool(self) -> bool {
        let on_member = matches!(
            self,
            Verb::Mute | Verb::Unmute | Verb::Hold | Verb::Unhold | Verb::Remove
        );
        self.is_on_message() || self.is_on_room() || on_member || LADDER.contains(&self)
    }

    /// The person concerned may ask a supervisor to look at it.
    pub fn is_open_to_appeal(self) -> bool {
        use Verb::{Hide, Hold, Mute, ReadOnly, Refuse, Remove, TakeOut};
        matches!(self, Hide | Mute | Hold | Remove | ReadOnly | TakeOut | Refuse) || LADDER.contains(&self)
    }
}

impl Reason {
    /// What a person may say when they do this or flag that.
    pub fn is_for_people(self) -> bool {
        self != Reason::Flagged
    }
}

/// What holds in a room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct RoomRules {
    /// Seconds between two messages of one member; 0 is no limit.
    pub slow_seconds: i64,
    /// Only who holds the room may write.
    pub is_paused: bool,
    /// Nobody writes and nobody is let in.
    pub is_locked: bool,
}

/// What holds for a person in a room; times are 0 where nothing was set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemberRules {
    /// May not write until then.
    pub muted_until: Millis,
    /// What they write waits for a look until then.
    pub held_until: Millis,
    /// Their last message in a slow room.
    pub last_at: Millis,
    /// Silenced by flags since then.
    pub read_only_at: Option<Millis>,
    /// When somebody last looked at that.
    pub looked_at: Millis,
}

/// Whether a message goes to the room or waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Open,
    /// To a reviewer first.
    NeedsReview,
}

/// Whether a member may write now (I23). Who holds the room is stopped by nothing but its lock.
pub fn may_write(room: RoomRules, member: MemberRules, role: SeatRole, now: Millis) -> Result<Way> {
    let closed = |why: &str| Err(Error::from(Code::ReadOnly).with("why", why));
    if room.is_locked {
        return closed("locked");
    }
    if role == SeatRole::Facilitator {
        return Ok(Way::Open);
    }
    if member.muted_until > now {
        return Err(Error::from(Code::Muted).with("until", member.muted_until));
    }
    if member.read_only_at.is_some() {
        return closed("review");
    }
    if room.is_paused {
        return closed("paused");
    }
    let free_at = member.last_at + room.slow_seconds * SECOND;
    if room.slow_seconds > 0 && free_at > now {
        return Err(Error::from(Code::SlowMode).retry_after(free_at - now));
    }
    Ok(if member.held_until > now {
        Way::NeedsReview
    } else {
        Way::Open
    })
}

/// Something that was done.
#[derive(Clone, Debug)]
pub struct Act {
    pub id: ActId,
    pub room: ChatRoomId,
    pub verb: Verb,
    pub reason: Reason,
    /// By whom; nobody for the thresholds.
    pub actor: Option<PersonId>,
    pub on: Option<(PersonId, SeatId)>,
    pub message: Option<MessageId>,
    /// Until when it holds.
    pub until: Option<Millis>,
    pub at: Millis,
    /// Its place in the room's log.
    pub seq: i64,
}

/// Where somebody stands on the ladder of a district.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rung {
    /// The last step that was taken.
    pub step: Option<Verb>,
    /// Away from member rooms until then.
    pub away_until: Millis,
}

/// What a facilitator asks for.
#[derive(Clone, Debug)]
pub struct NewMeasure {
    pub verb: Verb,
    pub reason: Reason,
    pub seat: Option<SeatId>,
    pub message: Option<MessageId>,
    /// For how long, for `mute` and `hold`.
    pub minutes: Option<i64>,
    /// How slow, for `slow`.
    pub seconds: Option<i64>,
}

impl NewMeasure {
    /// The end of a mute or hold that begins now: a fixed choice of lengths.
    pub fn until(&self, now: Millis) -> Result<Millis> {
        let choices: &[i64] = match self.verb {
            Verb::Hold => &[15, 60, 1_440],
            _ => &[5, 15, 60],
        };
        match self.minutes {
            Some(minutes) if choices.contains(&minutes) => Ok(now + minutes * MINUTE),
            Some(_) => Err(Error::field("minutes", "not_allowed")),
            None => Err(Error::field("minutes", "required")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_ladder_goes_up_one_step_at_a_time_and_stays_at_its_end() {
        let mut step = None;
        for expected in LADDER {
            step = Some(next_step(step));
            assert_eq!(step, Some(expected));
        }
        assert_eq!(next_step(step), Verb::AwayPermanent);
        assert_eq!(step_before(Verb::Warning), Some(Verb::Feedback));
        assert_eq!(step_before(Verb::Feedback), None);
        assert_eq!(step_before(Verb::Mute), None);
    }

    #[test]
    fn a_mute_has_one_of_three_lengths() {
        // safety 42
        let mut measure = NewMeasure {
            verb: Verb::Mute,
            reason: Reason::Calm,
            seat: None,
            message: None,
            minutes: Some(15),
            seconds: None,
        };
        assert_eq!(measure.until(1_000).unwrap(), 1_000 + 15 * MINUTE);
        measure.minutes = Some(16);
        assert!(measure.until(0).is_err());
        measure.minutes = None;
        assert!(measure.until(0).is_err());
    }

    fn code(result: Result<Way>) -> Option<Code> {
        result.err().map(|error| error.code)
    }

    proptest! {
        // I23: whatever else holds, a muted member does not write, and who holds the room always does unless it is locked
        #[test]
        fn who_may_write(slow in 0..3_600i64, paused: bool, locked: bool, muted in 0..10_000_000i64, held in 0..10_000_000i64,
                         last in 0..10_000_000i64, read_only in proptest::option::of(0..1_000i64), now in 0..10_000_000i64) {
            let room = RoomRules { slow_seconds: slow, is_paused: paused, is_locked: locked };
            let member = MemberRules { muted_until: muted, held_until: held, last_at: last, read_only_at: read_only, looked_at: 0 };
            let facilitator = may_write(room, member, SeatRole::Facilitator, now);
            prop_assert_eq!(facilitator.is_ok(), !locked);
            match may_write(room, member, SeatRole::Participant, now) {
                Ok(way) => {
                    prop_assert!(!locked && !paused && muted <= now && read_only.is_none());
                    prop_assert!(slow == 0 || last + slow * SECOND <= now);
                    prop_assert_eq!(way == Way::NeedsReview, held > now);
                }
                Err(error) if error.code == Code::SlowMode => {
                    // the wait is exact: one millisecond less is refused, then it goes
                    let wait = error.retry_after_ms.unwrap();
                    prop_assert_eq!(code(may_write(room, member, SeatRole::Participant, now + wait - 1)), Some(Code::SlowMode));
                    prop_assert!(may_write(room, member, SeatRole::Participant, now + wait).is_ok());
                }
                Err(error) => prop_assert!(locked || paused || muted > now || read_only.is_some(), "{:?}", error),
            }
        }
    }
}
