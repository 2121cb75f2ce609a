//! The verbs. Each is one transaction: look and lock, judge, write, one line of history, one event.
//!
//! Locks are taken in one order: the session, then the studio, then people by id, then claims by kind, id and start. So
//! two transactions that want the same rooms and people wait for each other, and never crosswise. Whatever a verb decides by
//! is read after the lock of what it belongs to: rooms and hours after the studio, people and their roles after the people.

mod attendance;
mod change;
mod course;
mod debrief;
mod default_types;
mod forget;
mod notices;
mod old;
mod places;
mod plan;
mod problems;
mod series;
mod shift;
mod staff;
mod withdrawal;

pub use attendance::{Choice, Entry, Recording, Verdict, Who, decide_attendance, record_attendance};
pub(super) use attendance::{counted_now, read_sheet, read_waiting};
pub use change::{Beside, insert_imported};
pub use course::{close, deliver, reopen, run, unrun};
pub use debrief::{read_debriefs, write_debrief};
pub use default_types::plant_default_types;
pub use forget::{DEBRIEF_KEPT, Forgotten, KEPT, forget};
pub use notices::{TELL_NEWS, tell_news};
pub use old::{MOST_AT_ONCE, OldSession, ReopenedSession, close_old, reopen_many};
pub use places::{book_place, give_back_place};
pub use plan::{Checked, check_session, edit_session, plan_session, publish_session};
pub(super) use problems::refresh;
pub use problems::{find_problems, keep_session};
pub use series::{Refused, Repeat, Repeated, plan_series};
pub use shift::{cancel_session, move_session, restore_session, say_not_held};
pub use staff::staff_session;
pub use withdrawal::withdraw_from_work;
