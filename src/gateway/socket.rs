//! The TCP socket under a connection: options that notice a vanished peer, and the half that writes.

use actix_web::rt::net::TcpStream;
use socket2::{SockRef, TcpKeepalive};
use std::io::{self, IoSlice};
use std::net::Shutdown;
use std::time::Duration;
use tokio::net::tcp::OwnedWriteHalf;

/// How long sent bytes may stay without an acknowledgement.
const UNACKNOWLEDGED: Duration = Duration::from_secs(15);
/// Bytes that the kernel takes ahead of the network. Without a bound it takes megabytes for a reader that has stopped, and
/// a ping or a close frame waits behind them.
const UNSENT: u32 = 128 * 1024;
const KEEPALIVE: Duration = Duration::from_secs(30);

/// Prepares a connection that was just accepted.
pub fn prepare(stream: &TcpStream) {
    let socket = SockRef::from(stream);
    let probes = TcpKeepalive::new()
        .with_time(KEEPALIVE)
        .with_interval(Duration::from_secs(5))
        .with_retries(3);
    // Options that a platform refuses leave the heartbeat as the only watch.
    let _ = socket.set_tcp_nodelay(true);
    let _ = socket.set_tcp_keepalive(&probes);
    #[cfg(target_os = "linux")]
    {
        let _ = socket.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
        let _ = socket.set_tcp_notsent_lowat(UNSENT);
    }
}

/// The writing half of a socket. Any thread may write; a write never blocks.
#[derive(Debug)]
pub struct SocketWriter(OwnedWriteHalf);

impl SocketWriter {
    /// The writing half of a connection after the upgrade.
    pub fn new(half: OwnedWriteHalf) -> Self {
        SocketWriter(half)
    }

    /// Writes as much as the kernel takes now.
    pub fn write(&self, frames: &[IoSlice<'_>]) -> io::Result<usize> {
        self.0.try_write_vectored(frames)
    }

    /// Waits until the kernel takes more, or the connection is broken.
    pub async fn writable(&self) -> io::Result<()> {
        self.0.writable().await
    }

    /// Closes the writing half: the client reads what is under way and then the end.
    pub fn finish(&self) {
        self.shut(Shutdown::Write);
    }

    /// Ends the connection in both directions, whatever waits to be written: a jammed socket cannot be closed through its queue.
    pub fn kill(&self) {
        self.shut(Shutdown::Both);
    }

    fn shut(&self, how: Shutdown) {
        // an error means that the connection is already closed
        let _ = SockRef::from(self.0.as_ref()).shutdown(how);
    }
}
