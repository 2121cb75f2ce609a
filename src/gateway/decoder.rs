//! Decodes the messages of a client from the bytes of its connection (RFC 6455, 5.2).
//!
//! The length in a header is checked before its payload is buffered, and nothing is read while a message waits to be handled: a
//! connection never holds more than one message of the largest size and one chunk. The parser of the library looks at the length when
//! all of it has come, and its stream reads as long as there is something to read.

use actix_http::ws::{OpCode, Parser, ProtocolError};
use bytes::{Buf as _, Bytes, BytesMut};

/// The longest payload of a frame that is about the connection itself.
const CONTROL_MAX: u64 = 125;

/// One message of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    Text(String),
    /// Not part of the protocol.
    Binary,
    /// A part of a message of which more is to come.
    Part,
    /// To be answered with the same payload.
    Ping(Bytes),
    Pong,
    Close,
}

/// Why the stream cannot be decoded further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// A message larger than announced.
    TooBig,
    /// Bytes that are no frames.
    Malformed,
}

/// Buffered bytes that are not decoded yet.
#[derive(Debug)]
pub struct FrameDecoder {
    bound: usize,
    bytes: BytesMut,
    /// A message of which parts have come, and whether it is a text.
    begun: Option<(bool, Vec<u8>)>,
}

impl FrameDecoder {
    /// For messages of at most `bound` bytes.
    pub fn new(bound: usize) -> Self {
        FrameDecoder {
            bound,
            bytes: BytesMut::new(),
            begun: None,
        }
    }

    /// Where further bytes go.
    pub fn buffer(&mut self) -> &mut BytesMut {
        &mut self.bytes
    }

    /// The next message, or part of one, if all of it is there.
    pub fn next(&mut self) -> Result<Option<Message>, DecodeError> {
        self.check_header()?;
        match Parser::parse(&mut self.bytes, true, self.bound) {
            Ok(None) => {
                if self.bytes.is_empty() {
                    // an idle socket needs no buffer
                    self.bytes = BytesMut::new();
                }
                Ok(None)
            }
            Ok(Some((is_last, code, payload))) => self.take(is_last, code, payload.unwrap_or_default()).map(Some),
            Err(ProtocolError::Overflow) => Err(DecodeError::TooBig),
            Err(_) => Err(DecodeError::Malformed),
        }
    }

    fn check_header(&self) -> Result<(), DecodeError> {
        let mut header = &self.bytes[..];
        if header.len() < 2 {
            return Ok(());
        }
        let (first, second) = (header.get_u8(), header.get_u8());
        let length = match second & 0x7F {
            126 if header.len() >= 2 => u64::from(header.get_u16()),
            127 if header.len() >= 8 => header.get_u64(),
            126 | 127 => return Ok(()),
            length => u64::from(length),
        };
        if let OpCode::Ping | OpCode::Pong | OpCode::Close = OpCode::from(first & 0x0F) {
            let is_whole = first & 0x80 != 0;
            return (is_whole && length <= CONTROL_MAX)
                .then_some(())
                .ok_or(DecodeError::Malformed);
        }
        let before = self.begun.as_ref().map_or(0, |(_, bytes)| bytes.len());
        let left = self.bound.saturating_sub(before) as u64;
        (length <= left).then_some(()).ok_or(DecodeError::TooBig)
    }

    fn take(&mut self, is_last: bool, code: OpCode, payload: BytesMut) -> Result<Message, DecodeError> {
        let (is_text, mut bytes) = match (code, self.begun.take()) {
            // a copy, or the payload would hold on to all that was read with it
            (OpCode::Ping, begun) => {
                self.begun = begun;
                return Ok(Message::Ping(Bytes::copy_from_slice(&payload)));
            }
            (OpCode::Pong, begun) => {
                self.begun = begun;
                return Ok(Message::Pong);
            }
            (OpCode::Close, _) => return Ok(Message::Close),
            (OpCode::Continue, Some(begun)) => begun,
            (OpCode::Text, None) => (true, vec![]),
            (OpCode::Binary, None) => (false, vec![]),
            _ => return Err(DecodeError::Malformed),
        };
        bytes.extend_from_slice(&payload);
        if !is_last {
            self.begun = Some((is_text, bytes));
            return Ok(Message::Part);
        }
        if !is_text {
            return Ok(Message::Binary);
        }
        String::from_utf8(bytes)
            .map(Message::Text)
            .map_err(|_| DecodeError::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOUND: usize = 1_000;
    const LAST: u8 = 0x80;
    const CONTINUE: u8 = 0;
    const TEXT: u8 = 1;
    const CLOSE: u8 = 8;
    const PING: u8 = 9;

    fn header(first: u8, length: u64) -> Vec<u8> {
        let mut out = vec![first];
        match length {
            0..=125 => out.push(0x80 | length as u8),
            126..=0xFFFF => {
                out.push(0x80 | 126);
                out.extend((length as u16).to_be_bytes());
            }
            _ => {
                out.push(0x80 | 127);
                out.extend(length.to_be_bytes());
            }
        }
        out.extend([0; 4]); // a mask of nothing
        out
    }

    fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
        [header(first, payload.len() as u64), payload.to_vec()].concat()
    }

    fn read(bytes: &[u8]) -> (Vec<Message>, Option<DecodeError>) {
        let (mut frames, mut read) = (FrameDecoder::new(BOUND), vec![]);
        frames.buffer().extend_from_slice(bytes);
        loop {
            match frames.next() {
                Ok(Some(message)) => read.push(message),
                Ok(None) => return (read, None),
                Err(error) => return (read, Some(error)),
            }
        }
    }

    // chat 7, I15, I21
    #[test]
    fn a_length_is_looked_at_before_anything_of_it_comes() {
        let whole = |length: usize| frame(LAST | TEXT, &vec![b'x'; length]);
        assert_eq!(read(&whole(BOUND)), (vec![Message::Text("x".repeat(BOUND))], None));
        for length in [BOUND as u64 + 1, 1 << 16, 1 << 40, i64::MAX as u64, u64::MAX] {
            assert_eq!(
                read(&header(LAST | TEXT, length)),
                (vec![], Some(DecodeError::TooBig)),
                "{length}"
            );
        }
        assert_eq!(
            read(&header(LAST | TEXT, BOUND as u64)),
            (vec![], None),
            "it may still come"
        );
        for length in [126, 1 << 40] {
            assert_eq!(
                read(&header(LAST | PING, length)),
                (vec![], Some(DecodeError::Malformed)),
                "{length}"
            );
        }
    }

    // chat 7, I15, I21
    #[test]
    fn the_parts_of_a_message_are_counted_together() {
        let begun = [frame(TEXT, &[b'x'; 600]), frame(CONTINUE, &[b'x'; 300])].concat();
        let parts = vec![Message::Part, Message::Part];
        let at_the_limit = [begun.clone(), frame(LAST | CONTINUE, &[b'x'; 100])].concat();
        let whole = [parts.clone(), vec![Message::Text("x".repeat(BOUND))]].concat();
        assert_eq!(read(&at_the_limit), (whole, None));
        let one_more = [begun.clone(), header(LAST | CONTINUE, 101)].concat();
        assert_eq!(read(&one_more), (parts.clone(), Some(DecodeError::TooBig)));
        // what comes between them is not counted, and the next message begins at nothing
        let between = [begun, frame(LAST | PING, b"p"), frame(LAST | CONTINUE, &[b'x'; 100])].concat();
        let twice = [between.clone(), between].concat();
        assert_eq!(read(&twice).0.len(), 8);
        assert_eq!(read(&twice).1, None);
    }

    #[test]
    fn what_no_client_may_send_is_malformed() {
        for wrong in [
            frame(PING, b""),                                       // a ping in parts
            frame(LAST | CONTINUE, b"x"),                           // the end of nothing
            [frame(TEXT, b"x"), frame(LAST | TEXT, b"x")].concat(), // a message within a message
            frame(LAST | TEXT, &[0xFF]),                            // no UTF-8
            frame(LAST | 0x40 | TEXT, b"x"),                        // compressed, which was not agreed
            frame(LAST | 3, b"x"),                                  // a code that means nothing
            vec![LAST | TEXT, 1, b'x'],                             // without a mask
        ] {
            assert_eq!(read(&wrong).1, Some(DecodeError::Malformed), "{wrong:?}");
        }
        assert_eq!(read(&frame(LAST | CLOSE, b"")).0, [Message::Close]);
    }

    proptest! {
        /// In whatever pieces the bytes come, the messages are the same, and never is more kept than one message and one piece.
        #[test]
        fn pieces_make_no_difference(
            lengths in prop::collection::vec((0usize..400, any::<bool>()), 0..30),
            pieces in prop::collection::vec(1usize..700, 1..20),
        ) {
            let mut bytes = vec![];
            for (length, is_text) in &lengths {
                bytes.extend(frame(if *is_text { LAST | TEXT } else { LAST | PING }, &vec![b'y'; (*length).min(if *is_text { 400 } else { 125 })]));
            }
            let (mut frames, mut heard) = (FrameDecoder::new(BOUND), vec![]);
            let (mut rest, mut pieces) = (&bytes[..], pieces.into_iter().cycle());
            while !rest.is_empty() {
                let (piece, after) = rest.split_at(pieces.next().unwrap_or(1).min(rest.len()));
                frames.buffer().extend_from_slice(piece);
                while let Some(message) = frames.next().unwrap() {
                    heard.push(message);
                }
                prop_assert!(frames.buffer().len() <= BOUND + 14);
                rest = after;
            }
            prop_assert_eq!(heard.len(), lengths.len());
            prop_assert_eq!(read(&bytes).0, heard);
            prop_assert_eq!(frames.buffer().capacity(), 0);
        }
    }
}
