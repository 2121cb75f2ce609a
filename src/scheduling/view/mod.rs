//! A session as somebody sees it: the line of a calendar, and the page.

mod line;
mod page;

pub(super) use line::{Lines, briefs};
pub use line::{OwnPart, SessionBrief};
pub use page::SessionView;
pub(super) use page::page;
