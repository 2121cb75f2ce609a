//! Training: from a cohort to a certified counsellor, in four phases.
//!
//! A **programme version** says what each phase asks for; it is data and immutable once a cohort uses it. A **cohort** is an
//! intake that follows one version. An **enrolment** is one person's way through it; it survives pauses and transfers. The
//! **ledger** (`credit_entries`) holds what was credited and why; a line is never changed, a correction is a reversal. A
//! **gate** is the review at the end of a phase; it needs the signatures of at least two different people.
//!
//! Only decisions of people and the ledger are stored. Every figure comes from [`progress::evaluate`], a pure function of the version,
//! the ledger, the decisions and the timetable, computed on each read and write. [`ledger::credit`] is the other pure half: from
//! attendance to lines of the ledger.
//!
//! What always holds (the numbers are those of the tests):
//! - T1 credit is the sum of the ledger, and one source credits one person for one requirement once at a time;
//! - T2 only the final attendance matters, not how often it was corrected;
//! - T3 no minute is credited twice, nor beyond the session and its buffers;
//! - T4 a phase is approved only if everything mandatory is met or waived at that moment, by others than the trainee;
//! - T5 phases open in order, one at a time;
//! - T7 pausing and moving to another cohort lose nothing and need no reason;
//! - T8 the best reachable is never below what is there;
//! - T12 a practice place counts only in a phase that has it.
//!
//! The nouns in reading order: `programmes`, `enrolments`, `ledger` (with `manual` and `evidence`),
//! `progress`, `gates` (with `signers` and `approvals`), and `cohorts`, which is training's side of the room of that name.

pub mod access;
pub mod api;
pub mod cohorts;
pub mod enrolments;
pub mod gates;
mod hooks;
pub mod http;
pub mod jobs;
pub mod ledger;
mod notices;
pub mod programmes;
pub mod progress;
