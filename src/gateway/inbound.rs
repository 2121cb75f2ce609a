//! The inbound half of a connection after the upgrade.

use super::decoder::{DecodeError, FrameDecoder, Message};
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

/// Bytes of one read. The buffer is allocated when bytes are available, so an idle socket has none.
const CHUNK: usize = 4 * 1024;

/// The reading half of a connection; it arrives after the response to the upgrade.
pub struct Inbound(std::result::Result<OwnedReadHalf, oneshot::Receiver<(OwnedReadHalf, Bytes)>>);

/// The messages of a client.
pub struct Messages {
    inbound: Inbound,
    frames: FrameDecoder,
}

/// Delivers the reading half.
pub type InboundSender = oneshot::Sender<(OwnedReadHalf, Bytes)>;

impl Inbound {
    /// An inbound half that is still to arrive, and its sender.
    pub fn new() -> (Self, InboundSender) {
        let (inbound_sender, half) = oneshot::channel();
        (Inbound(Err(half)), inbound_sender)
    }
}

impl Messages {
    /// The response to an upgrade, and the messages of `inbound`, each of at most `bytes` bytes.
    pub fn upgrade(request: &HttpRequest, inbound: Inbound, bytes: usize) -> Result<(HttpResponse, Self)> {
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
            inbound,
            frames: FrameDecoder::new(bytes),
        };
        let response = response
            .message_body(BoxBody::new(()))
            .map_err(|error| Error::internal(error.to_string()))?;
        Ok((response.into(), messages))
    }

    /// The next message; none at the end. Cancel safe.
    pub async fn next(&mut self) -> Option<std::result::Result<Message, DecodeError>> {
        loop {
            match self.frames.next() {
                Ok(None) => {}
                Ok(Some(message)) => return Some(Ok(message)),
                Err(error) => return Some(Err(error)),
            }
            if self.read().await == 0 {
                return None;
            }
        }
    }

    /// Reads until the end and discards everything.
    pub async fn discard(&mut self) {
        loop {
            self.frames.buffer().clear();
            if self.read().await == 0 {
                return;
            }
        }
    }

    /// Reads one chunk; 0 at the end or after an error.
    async fn read(&mut self) -> usize {
        consume_budget().await;
        let half = match &mut self.inbound.0 {
            Ok(half) => half,
            Err(coming) => {
                let Ok((half, early)) = coming.await else { return 0 };
                self.inbound.0 = Ok(half);
                self.frames.buffer().extend_from_slice(&early);
                if !early.is_empty() {
                    return early.len();
                }
                let Ok(half) = &mut self.inbound.0 else { return 0 };
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
