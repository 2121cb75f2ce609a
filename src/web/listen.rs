//! The server: HTTP for everything, and connections that leave it for another protocol ([`super::takeover`]).

use super::takeover;
use actix_codec::Framed;
use actix_http::body::MessageBody;
use actix_http::h1::Codec;
use actix_http::{HttpService, Request, Response};
use actix_service::{IntoServiceFactory, ServiceFactory, ServiceFactoryExt as _, fn_factory, fn_service, map_config};
use actix_web::dev::{AppConfig, Server};
use actix_web::rt::net::TcpStream;
use socket2::SockRef;
use std::io;
use std::net::TcpListener;
use std::rc::Rc;
use std::time::Duration;

/// How long requests that have begun may take once the server is asked to stop, in seconds.
const GRACE_S: u64 = 10;
/// Connections that may wait to be accepted. The standard library asks for 128; when a thousand clients come back at once, the
/// others would try again after a second.
const BACKLOG: i32 = 4_096;
/// How long the end of a connection may take.
const FAREWELL: Duration = Duration::from_secs(1);

/// Serves what `app` makes on as many threads as there are workers, or cores if that is 0. `prepare` sees each connection first.
/// The server runs when it is awaited.
pub fn serve<F, A, S, B>(listener: TcpListener, workers: usize, prepare: fn(&TcpStream), app: F) -> io::Result<Server>
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
        let (ours, app_of, stopping) = (app.clone(), app.clone(), stopping.clone());
        let upgrade = fn_factory(move || {
            let app = ours().into_factory();
            async move {
                let service = Rc::new(app.new_service(AppConfig::default()).await?);
                Ok::<_, S::InitError>(fn_service(
                    move |(request, framed): (Request, Framed<TcpStream, Codec>)| {
                        let service = service.clone();
                        async move { Ok::<_, actix_web::Error>(takeover::answer(&*service, request, framed).await?) }
                    },
                ))
            }
        });
        let app = app_of().into_factory().map_err(|error| error.into().error_response());
        HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .h1_allow_half_closed(false)
            .local_addr(address)
            .client_disconnect_timeout(FAREWELL)
            .on_connect_ext(move |io: &TcpStream, _| prepare(io))
            .upgrade(upgrade)
            .finish(map_config(app, |()| AppConfig::default()))
            .tcp()
    })?;
    Ok(server.run())
}
