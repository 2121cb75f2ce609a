//! The TCP socket under a connection: options that notice a vanished peer, and the handle that ends it at once.

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use socket2::{SockRef, TcpKeepalive};
use std::any::Any;
use std::net::Shutdown;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::time::Duration;

/// How long sent bytes may stay without an acknowledgement.
const UNACKNOWLEDGED: Duration = Duration::from_secs(15);
/// Bytes that the kernel takes ahead of the network. Without a bound it takes megabytes for a reader that has stopped, and
/// a ping or a farewell waits behind them.
const UNSENT: u32 = 128 * 1024;
const KEEPALIVE: Duration = Duration::from_secs(30);

/// A second handle on the socket of a request: a jammed socket cannot be closed through its queue.
#[derive(Clone, Debug)]
pub struct SocketHandle(Arc<OwnedFd>);

impl SocketHandle {
    /// Ends the connection in both directions, whatever waits to be written.
    pub fn kill(&self) {
        // A peer that has gone already is what is wanted.
        let _ = SockRef::from(&*self.0).shutdown(Shutdown::Both);
    }
}

/// For `HttpServer::on_connect`: prepares the socket and keeps a handle beside the connection.
pub fn on_connect(connection: &dyn Any, data: &mut Extensions) {
    let Some(stream) = connection.downcast_ref::<TcpStream>() else {
        return;
    };
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
    if let Ok(handle) = stream.as_fd().try_clone_to_owned() {
        data.insert(SocketHandle(Arc::new(handle)));
    }
}
