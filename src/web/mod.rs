//! The HTTP kit: bodies, queries, paths, pages, sheets, problem documents, request log, health. It knows no domain.
//!
//! A failure leaves as `application/problem+json` (RFC 9457) with the stable `code` of the table in `error.rs`.

pub use crate::field;

/// Where the HTTP library logs what happens to its connections.
pub const HTTP_LOG: &str = "actix_http";

pub mod assets;
pub mod address;
pub mod bearer;
pub mod security_headers;
pub mod descriptors;
pub mod device_time;
pub mod admission;
pub mod json;
pub mod listen;
pub mod methods;
pub mod metrics;
pub mod openapi;
pub mod page;
pub mod path;
pub mod connection_slots;
pub mod problem;
pub mod query;
pub mod error_responses;
pub mod request_log;
pub mod csv_export;
pub mod upgrade;
pub mod guarded_stream;
pub mod health;
