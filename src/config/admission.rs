//! Who may come in at a time, and how long they may take to say what they want.

use serde::Deserialize;

/// Times and numbers of connections; a table `[admission]` in the file.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AdmissionConfig {
    /// From the first byte of a request to the end of its head, in milliseconds.
    pub head_ms: u64,
    /// Until a body has come in.
    pub body_ms: u64,
    /// Until a sheet that is imported has come in.
    pub import_ms: u64,
    /// Connections at a time on this node; 0 = as many as the process may open files, less what the house itself needs.
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
