//! Blocks: a room that is closed for repair or lent out, on each date of a range, all day or in some hours.
//!
//! A block claims its room like a session does, cut into claims of one day each. Sessions that stand in its time keep their claims, because
//! a claim is never taken away from anybody: the block claims what is free at once, and the rest when the session has been moved or
//! cancelled (`claims::actions::fill_blocks`). Until then the session is a problem (`room_blocked`) that somebody moves, cancels or
//! knowingly keeps. Nothing new can be planned in the block, because the rules read the block itself and not its claims.

pub(crate) mod actions;
pub(crate) mod http;
pub(crate) mod model;
pub(crate) mod store;
pub(crate) mod views;
