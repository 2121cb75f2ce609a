//! Leave: from, to, wholly or only from leading. It has no reason.
//!
//! A leave is judged and claims nothing: it blocks with an override. Over sessions on which somebody is already, the answer names
//! those that it hits, and their rows in `session_problems` stay until somebody else is found or the leave is withdrawn
//! (scheduling 9, case 15). Only the person and the coordinators and supervisors of their districts ever see one; everywhere else
//! somebody is "not available".

pub mod actions;
pub(crate) mod http;
pub(crate) mod store;
