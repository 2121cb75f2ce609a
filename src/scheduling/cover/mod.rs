//! Cover: somebody cannot come to a session, and another takes over (M1).
//!
//! A **cover request** is about one assignment. It is `open` until somebody is asked, then `offered`; the first yes is applied at once,
//! in one transaction that judges and claims as the staffing door does. There is no step of approval: at ten to seven no coordinator
//! sits at a desk, whoever is asked was found fit by the rules, and a coordinator who disagrees can staff the session anew. Otherwise it
//! ends as `cancelled` (they can come after all, are off the session anyway, or the session is off) or `expired` (it has begun).
//!
//! Invariants:
//! - Whoever cannot come stays responsible, with the assignment and its claim, until the request is `applied`.
//! - At most one request is open for an assignment, and exactly one yes is applied (S1); everybody else is answered `cover_filled`.
//! - Whoever a list calls free is accepted when they say yes at once (S14): both judge the session as it would be.
//! - There is no reason anywhere. A no is shown to nobody and forgotten when the request ends; only that nobody is left to be asked shows.
//! - An asked person sees time, studio, role and kind of session, and no name or title. Emails say only that there is something new.
//! - Nobody hears of what happens after they were covered: requests of the next person are about that person.
//!
//! A request and its asks are written under the lock of its session. Open pages of those concerned get the hint `cover`.

pub(crate) mod access;
pub mod actions;
pub(crate) mod closing;
pub(crate) mod fit;
pub(crate) mod http;
pub(crate) mod jobs;
pub mod model;
pub(crate) mod notices;
pub(crate) mod outline;
pub(crate) mod store;
pub(crate) mod views;
