//! Websocket frames as a server writes them (RFC 6455, 5.2). They carry no mask, so one frame serves every reader.

use bytes::{BufMut, Bytes, BytesMut};

const TEXT: u8 = 0x81;
const CLOSE: u8 = 0x88;
const PONG: u8 = 0x8A;
const CONTROL_MAX: usize = 125;

/// A whole text frame.
pub fn text(payload: &[u8]) -> Bytes {
    framed(TEXT, payload)
}

/// The payload of a frame that [`text`] made, without copying it.
pub fn payload(frame: &Bytes) -> Bytes {
    let header = match frame.get(1) {
        Some(127) => 10,
        Some(126) => 4,
        _ => 2,
    };
    frame.slice(header.min(frame.len())..)
}

/// Length of the header in front of a text payload of `length` bytes.
pub fn header_length(length: usize) -> usize {
    match length {
        0..=125 => 2,
        126..=0xFFFF => 4,
        _ => 10,
    }
}

/// The answer to a protocol ping; a ping's payload never exceeds 125 bytes, what does is cut.
pub fn pong(payload: &[u8]) -> Bytes {
    framed(PONG, &payload[..payload.len().min(CONTROL_MAX)])
}

/// A close frame; the reason is ASCII and is cut at 123 bytes.
pub fn close(code: u16, reason: &str) -> Bytes {
    let mut payload = code.to_be_bytes().to_vec();
    payload.extend(reason.bytes().filter(u8::is_ascii).take(CONTROL_MAX - 2));
    framed(CLOSE, &payload)
}

fn framed(first: u8, payload: &[u8]) -> Bytes {
    let length = payload.len();
    let mut out = BytesMut::with_capacity(header_length(length) + length);
    out.put_u8(first);
    match length {
        0..=125 => out.put_u8(length as u8),
        126..=0xFFFF => {
            out.put_u8(126);
            out.put_u16(length as u16);
        }
        _ => {
            out.put_u8(127);
            out.put_u64(length as u64);
        }
    }
    out.put_slice(payload);
    out.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_at_every_boundary_are_written_as_the_protocol_says() {
        for (length, header) in [
            (0, vec![0x81, 0]),
            (125, vec![0x81, 125]),
            (126, vec![0x81, 126, 0, 126]),
            (65_535, vec![0x81, 126, 255, 255]),
            (65_536, vec![0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] {
            let frame = text(&vec![b'x'; length]);
            assert_eq!(frame[..header_length(length)], header[..], "length {length}");
            assert_eq!(frame.len(), header_length(length) + length);
            assert_eq!(payload(&frame).len(), length);
        }
    }

    #[test]
    fn control_frames_never_exceed_their_limit() {
        assert_eq!(pong(&[0; 300]).len(), 127);
        assert_eq!(close(4403, &"x".repeat(300)).len(), 127);
        assert_eq!(close(4401, "auth")[..4], [0x88, 6, 0x11, 0x31]);
    }
}
