//! Training: cohorts, the ledger, reviews. The invariants are those of `src/training/mod.rs`.

mod approvals;
mod by_hand;
mod cohorts;
mod doors;
mod consent;
mod evidence;
mod gates;
mod home;
mod ledger;
mod line;
mod offers;
mod programme;
mod qualified;
mod reopened;
mod rests;
mod returning;
mod sight;
pub mod world;
