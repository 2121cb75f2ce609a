//! Training: cohorts, the ledger, reviews. The invariants are those of `src/training/mod.rs`.

mod approvals;
mod cohort_places;
mod cohorts;
mod consent;
mod evidence;
mod gates;
mod home_district;
mod ledger;
mod manual_credit;
pub mod offers;
mod pauses;
mod programme;
mod qualified;
mod reopened;
mod resuming;
mod visibility;
mod whole_line;
