//! Availability: when somebody would gladly work, could, or cannot.
//!
//! The usual week is one text with the person (`rules::Available`), which a sheet of counsellors can bring in; single dates stand in a
//! table of their own and replace the week on that date. Both are written by the person, or by a coordinator who was told. It is
//! judged and ranks candidates; it claims nothing, and by the rule that ships it only warns.

pub(crate) mod access;
pub mod actions;
pub(crate) mod http;
pub(crate) mod store;
pub(crate) mod views;
