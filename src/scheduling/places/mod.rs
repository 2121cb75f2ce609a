//! Places: members and trainees book one to take part, trainees also to practise; who finds none waits, is offered one, and
//! accepts or declines.
//!
//! **Who is expected by name is a row of `session_participants`, and nothing else says so.** A `registration` says how somebody
//! came to such a place, or not: waitlisted → offered → confirmed, expired or declined; confirmed or waiting → cancelled by the
//! person or by staff. Whether they came is attendance.
//!
//! How places are booked is data (`booking_rules`, by type and studio; a session may differ): whoever comes is welcome, until
//! it is full, with a waiting list behind, or by the waiting list alone, from which staff choose. The limits of practice places
//! are columns of the same row; which of them a phase allows comes from the programme (`phases`).
//!
//! `actions::fill` gives free places to those who wait. It runs after everything that can free one, and every five minutes.
//! - S3: confirmed and offered places are never more than there are, except where the number was lowered below the confirmed ones;
//!   then nobody is offered one until there is room again.
//! - S4: after it no place is free while somebody eligible waits, where places are offered at all. Twice is once.
//! - S5: the order is priority, then since when, then id, past those who cannot have it now; why not is stored with them.
//!
//! An offer is open for a day, near the start for four hours, never through the night; in the last eight hours nobody is offered
//! anything, and staff ask people themselves: no place is confirmed without somebody's yes (`offer_times`).

pub(crate) mod access;
pub(crate) mod actions;
pub(crate) mod booking_rules;
pub(crate) mod eligibility;
pub(crate) mod http;
pub(crate) mod jobs;
pub(crate) mod model;
pub(crate) mod notices;
pub(crate) mod offer_times;
pub(crate) mod offers;
pub(crate) mod phases;
pub(crate) mod staff_view;
pub(crate) mod store;
pub(crate) mod views;
