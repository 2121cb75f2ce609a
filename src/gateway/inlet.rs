//! What comes in on a connection that has left HTTP.

use super::frames::PROTOCOL;
use crate::error::{Code, Error, Result};
use actix_http::BoxedPayloadStream;
use actix_web::body::BoxBody;
use actix_web::error::PayloadError;
use actix_web::web::Payload;
use actix_web::{FromRequest as _, HttpRequest, HttpResponse};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, ProtocolError};
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use tokio::net::tcp::OwnedReadHalf;
use tokio::sync::oneshot;
use tokio_util::io::poll_read_buf;

/// What is read at once. Memory for it is taken when something is there, so a socket at rest has none.
const CHUNK: usize = 4 * 1024;

/// The bytes of a client, as a request body would give them to the reader of messages.
pub struct Inlet {
    early: Option<Bytes>,
    half: std::result::Result<OwnedReadHalf, oneshot::Receiver<(OwnedReadHalf, Bytes)>>,
}

/// The messages of a client.
pub struct Messages {
    stream: AggregatedMessageStream,
    /// Kept because the stream ends without it: it is the body of the answer, through which nothing goes out here.
    _body: BoxBody,
}

impl Messages {
    /// The answer to an upgrade, and what will come in by `inlet`, in messages of at most so many bytes.
    pub async fn upgrade(request: &HttpRequest, inlet: Inlet, bytes: usize) -> Result<(HttpResponse, Self)> {
        let inlet: BoxedPayloadStream = Box::pin(inlet);
        let refused = |_| Error::new(Code::BadQuery, "This address takes websocket upgrades only.");
        let body = Payload::from_request(request, &mut inlet.into())
            .await
            .map_err(refused)?;
        let (response, _, stream) = actix_ws::handle_with_protocols(request, body, &[PROTOCOL]).map_err(refused)?;
        let (response, body) = response.into_parts();
        let stream = stream
            .max_frame_size(bytes)
            .aggregate_continuations()
            .max_continuation_size(bytes);
        Ok((response.set_body(BoxBody::new(())), Messages { stream, _body: body }))
    }

    /// The next one; none at the end.
    pub async fn next(&mut self) -> Option<std::result::Result<AggregatedMessage, ProtocolError>> {
        self.stream.next().await
    }
}

/// Where the connection is handed in once there is one.
pub type Door = oneshot::Sender<(OwnedReadHalf, Bytes)>;

impl Inlet {
    /// An inlet of a connection that is still to come.
    pub fn new() -> (Self, Door) {
        let (door, half) = oneshot::channel();
        let inlet = Inlet {
            early: None,
            half: Err(half),
        };
        (inlet, door)
    }
}

impl Stream for Inlet {
    type Item = std::result::Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Err(coming) = &mut self.half {
            match ready!(pin!(coming).poll(cx)) {
                Ok((half, early)) => {
                    self.half = Ok(half);
                    self.early = Some(early).filter(|early| !early.is_empty());
                }
                Err(_) => return Poll::Ready(None),
            }
        }
        if let Some(early) = self.early.take() {
            return Poll::Ready(Some(Ok(early)));
        }
        let Ok(half) = &mut self.half else {
            return Poll::Pending;
        };
        if let Err(error) = ready!(half.as_ref().poll_read_ready(cx)) {
            return Poll::Ready(Some(Err(PayloadError::Io(error))));
        }
        let mut bytes = BytesMut::with_capacity(CHUNK);
        match ready!(poll_read_buf(Pin::new(half), cx, &mut bytes)) {
            Ok(0) => Poll::Ready(None),
            Ok(_) => Poll::Ready(Some(Ok(bytes.freeze()))),
            Err(error) => Poll::Ready(Some(Err(PayloadError::Io(error)))),
        }
    }
}
