//! Cohorts: intakes of trainees, who belongs to them, who leads them, and their chat room.
//!
//! A **cohort** is an intake that follows one programme version over planned dates. An **enrolment** is one person's membership of a
//! cohort: in which state it is, and which phase is open. Training moves it; classes, invitations and chat rooms only ask who belongs.
//! A **place** is what a lead, trainer or mentor holds in a cohort; it is not a role.
//!
//! In reading order: `cohort`, `membership`, `places`, `chat_room`.
//!
//! What always holds:
//! - places are counted under the lock of the cohort's row, whatever door somebody comes in by;
//! - whoever loses the right to hold a place loses the place in the same transaction;
//! - a trainee sits in the cohort's chat room only with their consent to online rooms (safety 14, 15).

pub mod access;
pub mod api;
pub(crate) mod chat_room;
pub mod cohort;
pub(crate) mod hooks;
pub mod http;
pub mod import;
pub(crate) mod membership;
pub mod places;
