//! A websocket client that does little, so that it measures the server and not itself.

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

/// Frames out of a stream of bytes.
pub struct Frames<R> {
    from: R,
    buffer: BytesMut,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    pub fn new(from: R) -> Self {
        Frames {
            from,
            buffer: BytesMut::with_capacity(64 * 1024),
        }
    }

    /// The payload of the next data frame; none at the end. A client's mask is zero, so it need not be taken off.
    pub async fn next(&mut self) -> Option<BytesMut> {
        loop {
            if let Some((header, length)) = self.length()
                && self.buffer.len() >= header + length
            {
                let is_data = self.buffer[0] & 0x0F == 1;
                self.buffer.advance(header);
                let payload = self.buffer.split_to(length);
                if is_data {
                    return Some(payload);
                }
                continue;
            }
            self.buffer.reserve(16 * 1024);
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
            127 => Some((
                10 + mask,
                u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?) as usize,
            )),
            short => Some((2 + mask, short.into())),
        }
    }
}

/// A connection, with what it may do.
pub struct Client {
    pub frames: Frames<OwnedReadHalf>,
    pub out: OwnedWriteHalf,
}

impl Client {
    /// To the product with a ticket, or to the bare loop without one.
    pub async fn connect(address: &str, ticket: Option<&str>) -> Client {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        if let Some(ticket) = ticket {
            let request = format!(
                "GET /ws HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                 Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n\
                 Sec-WebSocket-Protocol: tongxing.v1, {ticket}\r\n\r\n"
            );
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut head = vec![];
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            assert!(head.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&head));
        }
        let (read, out) = stream.into_split();
        Client {
            frames: Frames::new(read),
            out,
        }
    }

    /// Sends one text frame.
    pub async fn send(&mut self, text: &str) {
        let mut frame = vec![0x81];
        match text.len() {
            length @ 0..=125 => frame.push(0x80 | length as u8),
            length => {
                frame.push(0x80 | 126);
                frame.extend((length as u16).to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend(text.as_bytes());
        self.out.write_all(&frame).await.unwrap();
    }

    /// Reads until a frame of this kind.
    pub async fn until(&mut self, kind: &str) -> BytesMut {
        let begin = format!(r#"{{"t":"{kind}""#);
        loop {
            let frame = self.frames.next().await.expect("the connection stays");
            assert!(
                !frame.starts_with(br#"{"t":"err""#),
                "{}",
                String::from_utf8_lossy(&frame)
            );
            if frame.starts_with(begin.as_bytes()) {
                return frame;
            }
        }
    }
}

/// The client id and text of a message to the bare loop.
pub fn parts(text: &[u8]) -> (String, String) {
    let value: serde_json::Value = serde_json::from_slice(text).unwrap();
    let part = |name: &str| value[name].as_str().unwrap().to_owned();
    (part("cid"), part("body"))
}
