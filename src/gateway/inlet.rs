//! What comes in on a connection that has left HTTP.

use super::deframe::{Deframer, Flaw, Message};
use super::frames::PROTOCOL;
use crate::error::{Code, Error, Result};
use actix_http::ws::handshake;
use actix_web::body::BoxBody;
use actix_web::http::header::SEC_WEBSOCKET_PROTOCOL;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use std::io;
use tokio::net::tcp::OwnedReadHalf;
use tokio::sync::oneshot;
use tokio::task::coop::consume_budget;

/// What is read at once. Memory for it is taken when something is there, so a socket at rest has none.
const CHUNK: usize = 4 * 1024;

/// The bytes of a client, once its connection is there.
pub struct Inlet(std::result::Result<OwnedReadHalf, oneshot::Receiver<(OwnedReadHalf, Bytes)>>);

/// The messages of a client.
pub struct Messages {
    inlet: Inlet,
    frames: Deframer,
}

/// Where the connection is handed in once there is one.
pub type Door = oneshot::Sender<(OwnedReadHalf, Bytes)>;

impl Inlet {
    /// An inlet of a connection that is still to come.
    pub fn new() -> (Self, Door) {
        let (door, half) = oneshot::channel();
        (Inlet(Err(half)), door)
    }
}

impl Messages {
    /// The answer to an upgrade, and what will come in by `inlet`, in messages of at most so many bytes.
    pub fn upgrade(request: &HttpRequest, inlet: Inlet, bytes: usize) -> Result<(HttpResponse, Self)> {
        let refused = |_| Error::new(Code::BadQuery, "This address takes websocket upgrades only.");
        let mut response = handshake(request.head()).map_err(refused)?;
        let offered = request.headers().get_all(SEC_WEBSOCKET_PROTOCOL);
        let mut offered = offered
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','));
        if offered.any(|name| name.trim() == PROTOCOL) {
            response.insert_header((SEC_WEBSOCKET_PROTOCOL, PROTOCOL));
        }
        let messages = Messages {
            inlet,
            frames: Deframer::new(bytes),
        };
        let response = response
            .message_body(BoxBody::new(()))
            .map_err(|error| Error::internal(error.to_string()))?;
        Ok((response.into(), messages))
    }

    /// The next one; none at the end. Whoever gives up waiting loses nothing.
    pub async fn next(&mut self) -> Option<std::result::Result<Message, Flaw>> {
        loop {
            match self.frames.next() {
                Ok(None) => {}
                Ok(Some(message)) => return Some(Ok(message)),
                Err(flaw) => return Some(Err(flaw)),
            }
            if self.read().await == 0 {
                return None;
            }
        }
    }

    /// Reads what still comes, until the end, and throws it away.
    pub async fn discard(&mut self) {
        loop {
            self.frames.buffer().clear();
            if self.read().await == 0 {
                return;
            }
        }
    }

    /// Reads one chunk; nothing at the end, whoever brought it about.
    async fn read(&mut self) -> usize {
        consume_budget().await;
        let half = match &mut self.inlet.0 {
            Ok(half) => half,
            Err(coming) => {
                let Ok((half, early)) = coming.await else { return 0 };
                self.inlet.0 = Ok(half);
                self.frames.buffer().extend_from_slice(&early);
                if !early.is_empty() {
                    return early.len();
                }
                let Ok(half) = &mut self.inlet.0 else { return 0 };
                half
            }
        };
        loop {
            if half.readable().await.is_err() {
                return 0;
            }
            let buffer = self.frames.buffer();
            buffer.reserve(CHUNK);
            match half.try_read_buf(&mut bytes::BufMut::limit(buffer, CHUNK)) {
                Ok(count) => return count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => return 0,
            }
        }
    }
}
