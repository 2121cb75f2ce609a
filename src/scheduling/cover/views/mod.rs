//! What somebody sees of cover: on the page of a session, in the inbox of a coordinator, and what they are asked themselves.

mod asked;
mod candidates;
mod inbox;
mod of_session;

pub(crate) use asked::{AskedOfMe, asked_of_me};
pub(crate) use candidates::{CoverCandidateView, cover_candidates};
pub(crate) use inbox::{CoverInboxLine, cover_inbox};
pub(crate) use of_session::{SessionCover, session_cover};
