//! Limits of connections, and deadlines of requests: the table `[admission]` of the file.

use serde::Deserialize;

/// Times and numbers of connections; a table `[admission]` in the file.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AdmissionConfig {
    /// Time from the first byte of a request to the end of its head, in milliseconds.
    pub head_ms: u64,
    /// Time until a body has arrived.
    pub body_ms: u64,
    /// Time until the file of an import has arrived.
    pub import_ms: u64,
    /// Connections at a time on this node; 0 = as many as the process may open files, less what the process itself needs.
    pub connections: usize,
    /// The last so many of them are for health, sign-in and getting help alone.
    pub reserve: usize,
    /// Connections, and requests behind a trusted proxy, of one address (/64 of IPv6) at a time; 0 = 256, and no limit for programs
    /// on this machine.
    pub per_address: usize,
}

impl Default for AdmissionConfig {
    fn default() -> Self {
        AdmissionConfig {
            head_ms: 10_000,
            body_ms: 10_000,
            import_ms: 60_000,
            connections: 0,
            reserve: 64,
            per_address: 0,
        }
    }
}
