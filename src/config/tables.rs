//! Settings of accounts, chat, gateway and bus: one table of the file each.

use crate::clock::{MINUTE, Millis};
use serde::Deserialize;

/// How long logins and cards last (safety 55, ASVS 7.1.1).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AccountsConfig {
    pub access_minutes: u16,
    /// A login that nobody uses, in minutes; half on a shared computer.
    pub idle_minutes: u16,
    /// A login at most, in minutes; half on a shared computer.
    pub absolute_minutes: u16,
    /// Until the screen locks, for staff, in minutes; half on a shared computer.
    pub staff_lock_minutes: u16,
    /// Until the screen locks, for everybody else, in minutes; half on a shared computer.
    pub lock_minutes: u16,
    pub invitation_days: u16,
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
    pub fn access_ms(&self) -> Millis {
        Millis::from(self.access_minutes) * MINUTE
    }
}

/// Limits of chat: rates, lengths and retention.
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
    /// Hours in which an author may change a message; taking it back is always possible.
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

/// Limits of sockets, announced in `welcome`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GatewayConfig {
    /// Bytes of one frame from a client.
    pub frame_bytes: usize,
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
    /// Time in which `hello` has to arrive, in milliseconds.
    pub hello_ms: u64,
    pub heartbeat_ms: u64,
    /// Time in which a ping has to be answered.
    pub pong_ms: u64,
    /// Time after which a socket that reads nothing is closed.
    pub stuck_ms: u64,
    /// After the end of its authorisation a socket may go on this long.
    pub grace_ms: i64,
    pub ticket_ms: i64,
    /// Interval of checking the logins of this node's sockets.
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

/// The bus between several nodes on one PostgreSQL database.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BusConfig {
    /// Whether to use LISTEN and NOTIFY. Off behind a pooler that does not pass them on: nodes then always poll.
    pub is_on: bool,
    /// Interval of reading what has arrived, in milliseconds.
    pub listen_ms: u64,
    /// Interval of notifications to the other nodes.
    pub flush_ms: u64,
    /// Interval of notifications to oneself that prove the bus; when three do not arrive, the bus is down.
    pub beat_ms: u64,
    /// Pause before the next attempt to connect.
    pub reconnect_ms: u64,
    /// Interval of polling the rooms in use while the bus is down.
    pub poll_ms: u64,
    /// Interval of polling the rooms in use while it is up.
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
