//! A socket of a workload; any error ends the run.

use bytes::BytesMut;
use tongxing_client::Socket;

/// A connection, with what it may do.
pub struct Client(Socket);

impl Client {
    /// To the product with a ticket, or to the bare loop without one.
    pub async fn connect(address: &str, ticket: Option<&str>) -> Client {
        Client(match ticket {
            Some(ticket) => Socket::open(address, ticket).await.unwrap(),
            None => Socket::bare(address).await.unwrap(),
        })
    }

    /// Sends one text frame.
    pub async fn send(&mut self, text: &str) {
        self.0.send(text).await.unwrap();
    }

    /// The next frame; none at the end.
    pub async fn next(&mut self) -> Option<BytesMut> {
        self.0.frames.next().await
    }

    /// Reads until a frame of this kind.
    pub async fn until(&mut self, kind: &str) -> BytesMut {
        let begin = format!(r#"{{"t":"{kind}""#);
        loop {
            let frame = self.next().await.expect("the connection stays");
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

/// The client id and the text of a message to the bare loop.
pub fn parts(text: &[u8]) -> (String, String) {
    let value: serde_json::Value = serde_json::from_slice(text).unwrap();
    let part = |name: &str| value[name].as_str().unwrap().to_owned();
    (part("cid"), part("body"))
}
