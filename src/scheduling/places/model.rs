//! How places are booked, and what becomes of somebody who wants one.

use crate::scheduling::roles::Place;
use crate::text_enum;

text_enum! {
    /// How places to take part are booked.
    pub BookingMode {
        /// Nobody books: whoever comes is welcome.
        Open = "open",
        /// Until it is full, and not after.
        Block = "block",
        /// Until it is full, then on the waiting list.
        Overflow = "overflow",
        /// On the waiting list always; staff choose from it.
        Waitlist = "waitlist",
    }
}

impl BookingMode {
    /// Whether somebody can wait for a place.
    pub fn has_list(self) -> bool {
        matches!(self, BookingMode::Overflow | BookingMode::Waitlist)
    }

    /// Whether free places are offered without anybody choosing.
    pub fn offers(self) -> bool {
        matches!(self, BookingMode::Overflow | BookingMode::Block)
    }
}

text_enum! {
    /// Where somebody is who wants a place.
    pub RegistrationState {
        Waitlisted = "waitlisted",
        /// A place is kept for them until the offer runs out.
        Offered = "offered",
        /// They have a place.
        Confirmed = "confirmed",
        /// The offer was not answered in time.
        Expired = "expired",
        Declined = "declined",
        CancelledByPerson = "cancelled_by_person",
        CancelledByStaff = "cancelled_by_staff",
    }
}

impl RegistrationState {
    /// States of somebody who still waits.
    pub const WAITING: [RegistrationState; 2] = [RegistrationState::Waitlisted, RegistrationState::Offered];

    pub fn is_waiting(self) -> bool {
        Self::WAITING.contains(&self)
    }
}

text_enum! {
    /// Why somebody who waits was passed over.
    pub SkipReason {
        /// No account in use, or no role any more with which one takes part here.
        NotHere = "not_here",
        OnStaff = "on_staff",
        HasPlace = "has_place",
        /// Another session, place or offer at that time.
        Busy = "busy",
        /// Not planned together with somebody there; only for whoever may know that.
        KeepApart = "keep_apart",
        /// It starts too soon for an offer: somebody has to ask them.
        NearStart = "near_start",
    }
}

/// Put first by staff.
pub const FIRST: i64 = 1;
/// Asked in the order in which people came.
pub const IN_TURN: i64 = 2;

/// How a type of session is booked in a studio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookingRule {
    pub mode: BookingMode,
    /// Members see it among the coming groups and may book it.
    pub is_listed: bool,
    /// How many may be there on each practice place.
    pub observers: i64,
    pub co_leads: i64,
    pub leads: i64,
}

impl BookingRule {
    /// How many such places a session with this capacity has.
    pub fn limit(&self, place: Place, capacity: i64) -> i64 {
        match place {
            Place::Participant => capacity,
            Place::Observer => self.observers,
            Place::CoLead => self.co_leads,
            Place::Lead => self.leads,
        }
    }

    /// Of a type that nobody has set anything for.
    pub const UNSET: BookingRule = BookingRule {
        mode: BookingMode::Block,
        is_listed: false,
        observers: 0,
        co_leads: 0,
        leads: 0,
    };
}

/// What fills a place does with the next one who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A place is kept for them, and they are asked.
    Offer,
    /// They have just asked for it, so it is theirs.
    Confirm,
    Skip(SkipReason),
    /// A place is free for them, but only somebody's question can give it: it starts too soon.
    Ask,
}

/// The rule of promotion for one who waits while a place is free. A place for which somebody has to be asked is not given to
/// whoever comes after them.
pub fn next_step(verdict: Option<SkipReason>, is_asking_now: bool, is_near_start: bool) -> Step {
    match verdict {
        Some(reason) => Step::Skip(reason),
        None if is_asking_now => Step::Confirm,
        None if is_near_start => Step::Ask,
        None => Step::Offer,
    }
}
