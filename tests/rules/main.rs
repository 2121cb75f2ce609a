//! The house rules of `docs/ARCHITECTURE.md`, checked by reading the source. Each rule prints file, line, rule and reason,
//! and is itself tested with a good and a bad sample: a check that cannot fail is no check.
#![allow(clippy::unwrap_used)]

mod answers;
mod circles;
mod consents;
mod dependencies;
mod layering;
mod modules;
mod names;
mod paths;
mod queries;
mod schemas;
mod refused_data;
mod requirements;
mod sizes;
mod source;
mod tables;
mod comments;
mod literals;
mod reads;
