//! Qualifications with an end: a coordinator says until which day one holds, and sessions after it that the person leads are named.
//! The rows themselves belong to `accounts`; a session asks for its own day (S12).

pub mod actions;
pub(crate) mod http;
