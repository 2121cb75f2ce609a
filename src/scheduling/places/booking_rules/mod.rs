//! How places of a type of session are booked, and how many practise: rows, by type and studio. The defaults ship in a file.

pub(crate) mod actions;
pub(crate) mod defaults;
pub(crate) mod http;
pub(crate) mod views;
