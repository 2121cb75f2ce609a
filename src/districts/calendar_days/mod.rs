//! Calendar days: what a government has announced for single dates of a region.
//!
//! A *notice* is the list of one region and year. A day of it is *off* (a public holiday) or *make-up work* (a Saturday or Sunday on
//! which people work); every other date is normal. The list of a year is announced late in the year before, so a date after the last
//! year that is loaded is *provisional*. Notices that ship with the product stand in `public_days.toml`; headquarters imports others, of
//! any country, and changed ones.
//!
//! What a date means for a studio is its *effective day*: a closure, else an exception of the studio, else the public day, else the
//! weekday. A make-up day has the hours of its own weekday, unless the studio has chosen those of another.

mod actions;
mod file;
pub(super) mod http;
pub(super) mod import;
mod json;
pub(crate) mod model;
pub(super) mod store;
pub(super) mod views;

pub use actions::plant_public_days;
