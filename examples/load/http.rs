//! As little HTTP/1.1 as the server needs, so that the load tool measures the server and not itself.

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// One connection that stays open; an answer must be 2xx with a length.
pub struct Http {
    stream: TcpStream,
    buffer: BytesMut,
    host: String,
}

impl Http {
    pub async fn connect(address: &str) -> Http {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Http {
            stream,
            buffer: BytesMut::with_capacity(64 * 1024),
            host: address.to_owned(),
        }
    }

    /// The body of the answer.
    pub async fn call(&mut self, method: &str, path: &str, token: &str, body: &str) -> Bytes {
        let request = self.request(method, path, token, body);
        self.send(&request).await
    }

    /// A request as bytes, so that it is made only once.
    pub fn request(&self, method: &str, path: &str, token: &str, body: &str) -> String {
        let host = &self.host;
        let authorization = if token.is_empty() {
            String::new()
        } else {
            format!("Authorization: Bearer {token}\r\n")
        };
        let content = if body.is_empty() {
            String::new()
        } else {
            format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len())
        };
        format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{authorization}{content}\r\n{body}")
    }

    pub async fn send(&mut self, request: &str) -> Bytes {
        self.stream.write_all(request.as_bytes()).await.unwrap();
        let (head, length) = loop {
            if let Some(found) = head_and_length(&self.buffer) {
                break found;
            }
            self.more().await;
        };
        while self.buffer.len() < head + length {
            self.more().await;
        }
        let answer = self.buffer.split_to(head + length).freeze();
        assert!(
            answer.starts_with(b"HTTP/1.1 2"),
            "{request}\n{}",
            String::from_utf8_lossy(&answer)
        );
        answer.slice(head..)
    }

    async fn more(&mut self) {
        self.buffer.reserve(16 * 1024);
        let read = self.stream.read_buf(&mut self.buffer).await.unwrap();
        assert!(read > 0, "the server closed the connection");
    }
}

fn head_and_length(bytes: &[u8]) -> Option<(usize, usize)> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().unwrap())
    });
    Some((end + 4, length.expect("an answer that says its length")))
}
