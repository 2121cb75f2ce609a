//! Get help: somebody asks, a person on duty comes, and what happened is written down and closed.
//!
//! An **escalation** is one call for help from a chat room or a session, by anybody who has a place there. It follows the
//! **chain** of its district: who holds the room, who is on **duty**, the district's lead, headquarters. Whoever was asked and
//! says "I am coming" stops it; each step that nobody answers in its minutes makes the next one be asked. A **duty shift** says
//! who is on duty, from and to. An **incident** is what is written down afterwards, read by few, and closed.
//!
//! Invariants:
//! - I20: an acknowledged call has exactly one row, and the job that asks the first step is of the same transaction; the same
//!   client id gives the same call, and one place has at most one unanswered call of a person;
//! - each turn of a call happens once, however often its job runs, and none after somebody is coming; the last step is asked
//!   again until somebody is (safety 33);
//! - what leaves the house says nothing of it (safety 47 to 50); nothing but a human tap asks a person (safety 36);
//! - the note of a call and the text of an incident are sealed, and reading one writes the audit in the same transaction (16);
//! - who sees how much of an incident is decided in one place, `access.rs` (safety 8), and another district's does not exist (9);
//! - severity 1 is not closed by its reporter, nor before the talk with everybody involved (safety 38).

mod access;
pub mod api;
mod call;
mod duty;
mod follow_up;
pub mod http;
mod incident;
pub mod jobs;
mod model;
mod notify;
mod row_lock;
mod store;
