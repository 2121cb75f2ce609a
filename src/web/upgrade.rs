//! Upgrades: a response may say that its connection leaves HTTP and speaks another protocol.
//!
//! The dispatcher of actix keeps two buffers for as long as a connection lives and is polled for each byte in either direction. A
//! websocket that has been answered needs neither, so its connection is taken out of the dispatcher: the request passes through
//! the same application as any other, and if the response carries an [`Upgrade`], the bytes after it are no longer HTTP.

use super::guarded_stream::GuardedStream;
use actix_codec::{Encoder as _, Framed};
use actix_http::body::{BodySize, MessageBody};
use actix_http::h1::{Codec, Message};
use actix_http::{ConnectionType, Request, Response};
use actix_web::HttpResponse;
use actix_web::dev::Service;
use actix_web::rt::net::TcpStream;
use bytes::{Bytes, BytesMut};
use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::time::timeout;

/// How long the client may take to accept an answer.
const PATIENCE: Duration = Duration::from_secs(10);

type Then = Box<dyn FnOnce(TcpStream, Bytes)>;

/// What happens to a connection after its last answer in HTTP.
pub struct Upgrade(Then);

impl Upgrade {
    /// Once `response` has been sent, `then` gets the connection and the bytes that came in early. It is dropped unused if the
    /// client has gone.
    pub fn follow(response: &mut HttpResponse, then: impl FnOnce(TcpStream, Bytes) + 'static) {
        response.extensions_mut().insert(Upgrade(Box::new(then)));
    }
}

/// Answers a request that asks for another protocol. A refusal is answered and closes the connection.
pub(super) async fn answer<S, B>(service: &S, request: Request, framed: Framed<GuardedStream, Codec>) -> io::Result<()>
where
    S: Service<Request>,
    S::Error: Into<actix_web::Error>,
    S::Response: Into<Response<B>>,
    B: MessageBody,
{
    let parts = framed.into_parts();
    let (mut io, mut codec, mut out) = (parts.io, parts.codec, parts.write_buf);
    match service.call(request).await {
        Ok(response) => {
            let mut response: Response<B> = response.into();
            let upgrade = response.extensions_mut().remove::<Upgrade>();
            if let Some(Upgrade(then)) = upgrade {
                codec.encode(Message::Item((response.drop_body(), BodySize::Stream)), &mut out)?;
                send(&mut io, &mut out).await?;
                then(io.into_inner(), parts.read_buf.freeze());
                return Ok(());
            }
            refuse(&mut io, &mut codec, &mut out, response).await
        }
        Err(error) => {
            let response = Response::from(error.into().error_response());
            refuse(&mut io, &mut codec, &mut out, response).await
        }
    }
}

async fn refuse<B: MessageBody>(
    io: &mut GuardedStream,
    codec: &mut Codec,
    out: &mut BytesMut,
    response: Response<B>,
) -> io::Result<()> {
    let (mut response, body) = response.into_parts();
    response.head_mut().set_connection_type(ConnectionType::Close);
    codec.encode(Message::Item((response, body.size())), out)?;
    let mut body = pin!(body);
    while let Some(chunk) = poll_fn(|cx| body.as_mut().poll_next(cx)).await {
        let chunk = chunk.map_err(|error| io::Error::other(error.into().to_string()))?;
        codec.encode(Message::Chunk(Some(chunk)), out)?;
        send(io, out).await?;
    }
    codec.encode(Message::Chunk(None), out)?;
    send(io, out).await?;
    io.shutdown().await
}

async fn send(io: &mut GuardedStream, out: &mut BytesMut) -> io::Result<()> {
    timeout(PATIENCE, io.write_all_buf(out)).await?
}
