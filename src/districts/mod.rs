//! Where things happen: districts with their stations and service points, studios, their rooms and opening hours.
//!
//! Words: a *district* belongs to the city; its *station*, if it has one, is named after it. *Service points* are the
//! sub-district places where social workers sit. A *studio* belongs to one district (a district may have several), a
//! *room* is physical and belongs to one studio. *Opening rules* are the hours of a weekday in the studio's own zone,
//! an *opening exception* replaces them on one date: closed, or other hours. A *closure* closes studios for a range of dates. *Calendar
//! days* are public holidays and make-up working days of a region. A *hall* is a room that is made of other rooms; the *online room* of
//! a studio is no place.
//!
//! Invariants:
//! - names are unique within their parent, after NFKC and trimming;
//! - the rules of a set do not overlap, also not over midnight; hours past midnight belong to the date on which they begin;
//! - a set of weekly hours holds from its day until the next set begins;
//! - a date with an exception knows nothing of its weekday's rules; a closed exception outweighs open ones;
//! - a coordinator changes only their own districts; what a person has no role in does not exist for them (safety 9).
//!
//! Other rooms come in through [`api`].

mod access;
pub mod api;
pub(crate) mod calendar_days;
mod closures;
mod district;
mod hours;
pub mod http;
pub mod import;
pub mod model;
mod names;
mod room;
mod store;
mod studio;
