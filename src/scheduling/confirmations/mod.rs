//! Confirm ahead: the evening before, everybody on a session of tomorrow is asked whether they come, and says yes with one press.
//!
//! "Cannot" is a request for cover, without a further question. Silence is no answer: after two hours it shows amber to the
//! coordinators. A yes holds for the start for which it was said; after a move it is asked anew. Each person is asked once for a
//! session and a start, whatever runs twice. The notice stands in the inbox at once; its neutral email respects quiet hours.

pub mod actions;
pub(crate) mod http;
pub(crate) mod store;
