//! The upgrade, and frames as bytes (RFC 6455). It does as little as a client can.

use bytes::{Buf as _, BytesMut};
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

/// The answer to an upgrade is never as long as that.
const HEAD_AT_MOST: usize = 16 * 1024;
const TEXT: u8 = 1;
/// What is read at once, at least.
const READ: usize = 16 * 1024;

/// Text frames out of a stream of bytes.
pub struct Frames<R> {
    from: R,
    buffer: BytesMut,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    /// What comes out of `from`, after what was read of it already.
    pub fn new(from: R, read: BytesMut) -> Self {
        Frames { from, buffer: read }
    }

    /// The payload of the next text frame; none at the end. Safe to drop while it waits. Frames of a client must carry an
    /// empty mask, those of a server carry none.
    pub async fn next(&mut self) -> Option<BytesMut> {
        loop {
            let mut wanted = 0;
            if let Some((header, length)) = self.length() {
                if self.buffer.len() >= header + length {
                    let is_text = self.buffer[0] & 0x0F == TEXT;
                    self.buffer.advance(header);
                    let payload = self.buffer.split_to(length);
                    if is_text {
                        return Some(payload);
                    }
                    continue;
                }
                wanted = header + length - self.buffer.len();
            }
            // room for the whole of a long frame, or what has come of it is copied again and again
            self.buffer.reserve(wanted.max(READ));
            match self.from.read_buf(&mut self.buffer).await {
                Ok(0) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    fn length(&self) -> Option<(usize, usize)> {
        let bytes = &self.buffer;
        let mask = if bytes.get(1)? & 0x80 == 0 { 0 } else { 4 };
        match bytes[1] & 0x7F {
            126 => Some((4 + mask, u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?).into())),
            127 => {
                let length = u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?);
                Some((10 + mask, usize::try_from(length).ok()?))
            }
            short => Some((2 + mask, short.into())),
        }
    }
}

/// A text frame as a client sends it. The mask is there, as it must be, and empty: it protects proxies from pages that choose
/// the bytes, and here no page does.
pub fn frame(text: &str) -> Vec<u8> {
    let mut frame = vec![0x80 | TEXT];
    match text.len() {
        length @ 0..=125 => frame.push(0x80 | length as u8),
        length @ 126..=0xFFFF => {
            frame.push(0x80 | 126);
            frame.extend((length as u16).to_be_bytes());
        }
        length => {
            frame.push(0x80 | 127);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(text.as_bytes());
    frame
}

/// Why no socket was opened.
#[derive(Debug)]
pub enum ConnectError {
    /// Refused before the upgrade, with this status.
    Refused(u16),
    /// The connection broke, or the answer was no HTTP.
    Broken(io::Error),
}

impl From<io::Error> for ConnectError {
    fn from(error: io::Error) -> Self {
        ConnectError::Broken(error)
    }
}

/// An open websocket.
pub struct Socket {
    /// What comes in.
    pub frames: Frames<OwnedReadHalf>,
    out: OwnedWriteHalf,
}

impl Socket {
    /// Opens a socket with a ticket, as `host:port` answers it.
    pub async fn open(address: &str, ticket: &str) -> Result<Socket, ConnectError> {
        let mut stream = connect(address).await?;
        let request = format!(
            "GET /ws HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n\
             Sec-WebSocket-Protocol: tongxing.v1, {ticket}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut read = BytesMut::with_capacity(4 * 1024);
        let end = loop {
            if let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            if read.len() > HEAD_AT_MOST || stream.read_buf(&mut read).await? == 0 {
                return Err(io::Error::from(io::ErrorKind::InvalidData).into());
            }
        };
        let head = read.split_to(end);
        let status = std::str::from_utf8(head.get(9..12).unwrap_or_default()).ok();
        match status.and_then(|status| status.parse().ok()) {
            Some(101) => Ok(Socket::over(stream, read)),
            Some(status) => Err(ConnectError::Refused(status)),
            None => Err(io::Error::from(io::ErrorKind::InvalidData).into()),
        }
    }

    /// A connection that speaks in frames from its first byte.
    pub async fn bare(address: &str) -> io::Result<Socket> {
        Ok(Socket::over(connect(address).await?, BytesMut::new()))
    }

    fn over(stream: TcpStream, read: BytesMut) -> Socket {
        let (from, out) = stream.into_split();
        Socket {
            frames: Frames::new(from, read),
            out,
        }
    }

    /// Sends one text frame.
    pub async fn send(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(&frame(text)).await
    }
}

async fn connect(address: &str) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn frames_of_every_length_come_out_as_they_went_in_and_what_is_no_text_is_passed_over() {
        let texts: Vec<String> = [0, 125, 126, 65_535, 65_536].map(|length| "x".repeat(length)).to_vec();
        let mut bytes = vec![0x8A, 0x80, 0, 0, 0, 0];
        bytes.extend(texts.iter().flat_map(|text| frame(text)));
        let mut frames = Frames::new(&bytes[3..], BytesMut::from(&bytes[..3]));
        for text in &texts {
            assert_eq!(frames.next().await.as_deref(), Some(text.as_bytes()));
        }
        assert_eq!(frames.next().await, None);
    }
}
