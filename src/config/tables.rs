//! The settings of single rooms, each a table in the file.

use crate::clock::{MINUTE, Millis};
use serde::Deserialize;

/// How long logins and cards last (safety 55, ASVS 7.1.1).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AccountsConfig {
    /// An access token, in minutes.
    pub access_minutes: u16,
    /// A login that nobody uses, in minutes; half on a shared computer.
    pub idle_minutes: u16,
    /// A login at most, in minutes; half on a shared computer.
    pub absolute_minutes: u16,
    /// Until the screen locks, for staff, in minutes; half on a shared computer.
    pub staff_lock_minutes: u16,
    /// Until the screen locks, for everybody else, in minutes; half on a shared computer.
    pub lock_minutes: u16,
    /// An invitation, in days.
    pub invitation_days: u16,
    /// A recovery card, in days.
    pub recovery_days: u16,
}

impl Default for AccountsConfig {
    fn default() -> Self {
        AccountsConfig {
            access_minutes: 5,
            idle_minutes: 60,
            absolute_minutes: 8 * 60,
            staff_lock_minutes: 5,
            lock_minutes: 10,
            invitation_days: 14,
            recovery_days: 3,
        }
    }
}

impl AccountsConfig {
    /// The life of an access token.
    pub fn access_ms(&self) -> Millis {
        Millis::from(self.access_minutes) * MINUTE
    }
}

/// How fast members write.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChatConfig {
    /// Messages a second of one member in one room.
    pub messages_per_second: u32,
    /// As many at once after a silence; three times as many over all rooms.
    pub message_burst: u32,
    /// Messages a second of one person over all rooms.
    pub messages_per_second_overall: u32,
    /// Changes a second of one person: taking back, reacting.
    pub changes_per_second: u32,
    /// As many at once after a silence.
    pub change_burst: u32,
    /// Hours in which an author may change what they said; taking it back is always possible.
    pub edit_hours: u32,
    /// Days that messages are kept.
    pub keep_days: u32,
    /// Days that messages are kept in a cohort's room.
    pub keep_days_cohort: u32,
}

impl Default for ChatConfig {
    fn default() -> Self {
        ChatConfig {
            messages_per_second: 1,
            message_burst: 5,
            messages_per_second_overall: 3,
            changes_per_second: 2,
            change_burst: 10,
            edit_hours: 24,
            keep_days: 30,
            keep_days_cohort: 90,
        }
    }
}

/// What a socket may take; announced in `welcome`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GatewayConfig {
    /// Bytes of one frame from a client.
    pub frame_bytes: usize,
    /// Frames a second from one socket.
    pub frames_per_second: u32,
    /// As many at once after a silence.
    pub frame_burst: u32,
    /// Sockets of one person; one more ends the oldest.
    pub sockets_per_person: usize,
    /// New sockets a second on this node.
    pub new_sockets_per_second: u32,
    /// Rooms that one socket listens to.
    pub rooms_per_socket: usize,
    /// Bytes that may wait for one socket.
    pub outbox_bytes: usize,
    /// Missed events of one room that are sent again.
    pub recovery_events: i64,
    /// Bytes of missed events of one room that are sent again.
    pub recovery_bytes: usize,
    /// Missed events over all rooms of one `hello`.
    pub recovery_events_overall: i64,
    /// Until `hello` must have come, in milliseconds.
    pub hello_ms: u64,
    /// Between two pings.
    pub heartbeat_ms: u64,
    /// Until the answer to a ping must have come.
    pub pong_ms: u64,
    /// How long a socket may take nothing of what waits for it.
    pub stuck_ms: u64,
    /// After the end of its authorisation a socket may go on this long.
    pub grace_ms: i64,
    /// How long a ticket is good.
    pub ticket_ms: i64,
    /// Between two looks whether the logins of this node's sockets still stand.
    pub sweep_ms: u64,
}

impl Default for GatewayConfig {
    fn default() -> Self {
        GatewayConfig {
            frame_bytes: 16 * 1024,
            frames_per_second: 10,
            frame_burst: 40,
            sockets_per_person: 5,
            new_sockets_per_second: 2_000,
            rooms_per_socket: 200,
            outbox_bytes: 256 * 1024,
            recovery_events: 1_000,
            recovery_bytes: 512 * 1024,
            recovery_events_overall: 4_000,
            hello_ms: 5_000,
            heartbeat_ms: 25_000,
            pong_ms: 10_000,
            stuck_ms: 15_000,
            grace_ms: 25_000,
            ticket_ms: 30_000,
            sweep_ms: 4_000,
        }
    }
}

/// How several nodes on one PostgreSQL database hear of each other.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BusConfig {
    /// Whether to use LISTEN and NOTIFY. Off behind a pooler that does not pass them on: nodes then look often, always.
    pub is_on: bool,
    /// Between two looks for what has arrived, in milliseconds.
    pub listen_ms: u64,
    /// Between two letters to the other nodes.
    pub flush_ms: u64,
    /// Between two letters to oneself that prove the bus; three that do not come back are a bus that is down.
    pub beat_ms: u64,
    /// Until the next try to connect.
    pub reconnect_ms: u64,
    /// Between two looks at the rooms in use while the bus is down.
    pub poll_ms: u64,
    /// Between two looks at the rooms in use while it is up.
    pub sweep_ms: u64,
}

impl Default for BusConfig {
    fn default() -> Self {
        BusConfig {
            is_on: true,
            listen_ms: 10,
            flush_ms: 5,
            beat_ms: 1_000,
            reconnect_ms: 250,
            poll_ms: 250,
            sweep_ms: 4_000,
        }
    }
}
