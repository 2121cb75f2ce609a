//! The server: HTTP for everything, and connections that leave it for another protocol ([`super::upgrade`]).

use super::address::is_trusted;
use super::connection_slots::{ConnectionSlots, Full};
use super::guarded_stream::GuardedStream;
use super::upgrade;
use actix_codec::Framed;
use actix_http::body::MessageBody;
use actix_http::error::DispatchError;
use actix_http::h1::Codec;
use actix_http::{HttpService, Protocol, Request, Response};
use actix_service::{IntoServiceFactory, ServiceFactory, ServiceFactoryExt as _, fn_factory, fn_service, map_config};
use actix_web::dev::{AppConfig, Server};
use actix_web::rt::net::TcpStream;
use socket2::SockRef;
use std::future::ready;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// Time for requests that have begun once the server is asked to stop, in seconds.
const GRACE_S: u64 = 10;
/// Connections that may wait to be accepted. The standard library asks for 128; when a thousand clients come back at once, the
/// others would try again after a second.
const BACKLOG: i32 = 4_096;
/// Time in which a connection has to close.
const FAREWELL: Duration = Duration::from_secs(1);

/// Who may connect, and how long a head may take.
#[derive(Clone)]
pub struct Entrance {
    pub slots: ConnectionSlots,
    /// Whose clients are counted one by one, instead of the proxy.
    pub trusted: Arc<Vec<String>>,
    /// From the first byte of a request to the end of its head.
    pub head: Duration,
}

impl Entrance {
    /// Gives a connection its slot, or closes it with a short answer that says why.
    fn admit(&self, io: TcpStream) -> Result<(GuardedStream, Protocol, Option<SocketAddr>), DispatchError> {
        let peer = io.peer_addr().ok();
        let counted = peer
            .map(|peer| peer.ip())
            .filter(|address| !is_trusted(&self.trusted, *address));
        match self.slots.connect(counted) {
            Ok(slot) => Ok((GuardedStream::new(io, slot, self.head), Protocol::Http1, peer)),
            Err(full) => {
                // only what the kernel takes at once: a refused client is not waited for
                let _ = SockRef::from(&io).send(match full {
                    Full::Node => NODE_IS_FULL,
                    Full::Address => ADDRESS_IS_FULL,
                });
                Err(DispatchError::DisconnectTimeout)
            }
        }
    }
}

const NODE_IS_FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
const ADDRESS_IS_FULL: &[u8] =
    b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 2\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Serves what `app` makes on as many threads as there are workers, or cores if that is 0. `prepare` sees each connection first.
/// The server runs when it is awaited.
pub fn serve<F, A, S, B>(
    listener: TcpListener,
    workers: usize,
    entrance: Entrance,
    prepare: fn(&TcpStream),
    app: F,
) -> io::Result<Server>
where
    F: Fn() -> A + Clone + Send + 'static,
    A: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<actix_web::Error> + 'static,
    S::InitError: std::fmt::Debug,
    S::Response: Into<Response<B>> + 'static,
    S::Service: 'static,
    B: MessageBody + 'static,
{
    let address = listener.local_addr()?;
    SockRef::from(&listener).listen(BACKLOG)?;
    let mut server = Server::build().disable_signals().shutdown_timeout(GRACE_S);
    if workers > 0 {
        server = server.workers(workers);
    }
    let stopping = server.graceful_shutdown_signal();
    let server = server.listen("tongxing", listener, move || {
        let (ours, app_of, stopping, entrance) = (app.clone(), app.clone(), stopping.clone(), entrance.clone());
        let head = entrance.head;
        let upgrade = fn_factory(move || {
            let app = ours().into_factory();
            async move {
                let service = Rc::new(app.new_service(AppConfig::default()).await?);
                Ok::<_, S::InitError>(fn_service(
                    move |(request, framed): (Request, Framed<GuardedStream, Codec>)| {
                        let service = service.clone();
                        async move {
                            if let Err(error) = upgrade::answer(&*service, request, framed).await {
                                // the client has gone in the middle of it
                                tracing::debug!(%error, "an upgrade was not answered to its end");
                            }
                            Ok::<_, actix_web::Error>(())
                        }
                    },
                ))
            }
        });
        let app = app_of().into_factory().map_err(|error| error.into().error_response());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .h1_allow_half_closed(false)
            .local_addr(address)
            .client_request_timeout(head)
            .client_disconnect_timeout(FAREWELL)
            .on_connect_ext(move |watched: &GuardedStream, data| {
                prepare(watched.io());
                data.insert(watched.visit());
            })
            .upgrade(upgrade)
            .finish(map_config(app, |()| AppConfig::default()));
        fn_service(move |io: TcpStream| ready(entrance.admit(io))).and_then(http)
    })?;
    Ok(server.run())
}
