//! Scheduling: the right people in the right room at the right time, and nobody in two places at once.
//!
//! A **session** is one planned gathering; a **series** makes many of them by a rule and changes them together. A session
//! **claims** its room (with some minutes on either side) and the time of everybody on its staff; the database itself
//! excludes overlapping claims, whatever the code believes. **Staff** hold assignments (lead, co-lead, …); trainees and members
//! hold **places**. The **sheet** says who came.
//!
//! Intent is wall-clock time in the studio's zone; facts are instants. A session lasts its minutes on the time line, also
//! over a change of the clocks.
//!
//! One folder for each noun, in reading order: `slot`, `roles`, `types`; `rules`, which judge a
//! proposal over gathered facts without a query and return every reason; `planning_rules`, which are rows; `availability`, `leave`,
//! `standby`, `ceilings` and `qualifications` of people; `claims` and `overrides`; `validation`, which gathers
//! the facts; `blocks` of rooms; `sessions`; `staffing`, `cover`, `confirmations`, `places`, `keep_apart`, `attendance`,
//! `debriefs`; `calendar`, `calendar_work`, `series`, `problems`, `decisions`; `notices`, `reminders` and `import`. In a folder,
//! `actions` lock, validate and write, `views` read for a screen, `store` has every query.
//!
//! Invariants:
//! - S1: the active claims of a room or person never overlap.
//! - S2: a published session has exactly the claims that its room, staff and practice places imply; a draft, a cancelled
//!   or a skipped one has none.
//! - S6, S7: the calendar UID is born with the session; SEQUENCE rises with each change of time or status, never with words.
//! - A session in a hall claims every part of it. A session online claims no room, and needs no door that is open.
//! - S10: a session is put inside the studio's opening hours, or carries an override with a reason and a name; when the hours
//!   change later, it stays and stands in `session_problems` until somebody moves, cancels or knowingly keeps it.
//! - A change is refused only for what it adds or makes worse; what stood before comes back as a warning. An override is of one
//!   rule, about one subject, of one session, as large as it was then, and ends with the next change of what it was given for.
//! - What judges a change is read after its locks: the studio's before rooms and hours, the people's before people and roles.
//! - S13: every change of a session has exactly one line of history, made in the same transaction. People are notified of the result
//!   when its undo time is over, once; nobody is notified of what was undone.
//! - S3 to S5: see `places`.
//! - S14: a refusal gives all its reasons; of other districts it shows only that somebody is busy, and when.

pub mod access;
pub mod api;
pub mod attendance;
pub mod availability;
mod blocks;
pub mod calendar;
mod calendar_work;
pub mod ceilings;
pub(crate) mod claims;
pub mod confirmations;
pub mod cover;
mod crediting;
pub mod debriefs;
mod decisions;
mod events;
pub mod http;
pub mod import;
mod intake;
pub mod jobs;
mod keep_apart;
pub mod leave;
mod notices;
mod overrides;
pub mod places;
pub mod planning_rules;
pub mod problems;
mod reminders;
pub mod qualifications;
pub mod roles;
pub mod rules;
pub mod series;
pub mod sessions;
pub mod slot;
pub mod staffing;
pub mod standby;
pub mod types;
mod validation;
