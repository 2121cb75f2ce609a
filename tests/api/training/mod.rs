//! Training: cohorts, the ledger, reviews. The invariants are those of `src/training/mod.rs`.

mod cohorts;
mod consent;
mod evidence;
mod gates;
mod ledger;
mod line;
mod programme;
mod rests;
mod sight;
mod world;
