//! The HTTP kit: bodies, queries, paths, pages, sheets, problem documents, request log, health. It knows no domain.
//!
//! A failure leaves as `application/problem+json` (RFC 9457) with the stable `code` of the table in `error.rs`.

pub use crate::field;

/// Where the HTTP library logs what happens to its connections.
pub const HTTP_LOG: &str = "actix_http";

pub mod assets;
pub mod address;
pub mod bearer;
pub mod cover;
pub mod descriptors;
pub mod device_time;
pub mod doors;
pub mod json;
pub mod listen;
pub mod methods;
pub mod metrics;
pub mod openapi;
pub mod page;
pub mod path;
pub mod places;
pub mod problem;
pub mod query;
pub mod refusals;
pub mod request_log;
pub mod sheet;
pub mod takeover;
pub mod watched;
pub mod health;
