//! The queries of places.

mod bookings;
mod registrations;
mod rules;

pub use bookings::*;
pub use registrations::*;
pub use rules::*;
