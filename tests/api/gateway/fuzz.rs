//! Frames that no client of ours would send: a kept corpus, changed by a seeded hand, against a real server (F14, chat 7). A frame that
//! once did harm is added to `tests/corpus/frames/`. `TONGXING_FUZZ_ROUNDS` makes it longer.

use crate::support::product::Chance;
use crate::support::socket::Socket;
use crate::support::world::{TeamRoom, at_full_speed, cid};
use futures_util::{SinkExt as _, StreamExt as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

const ROUNDS: usize = 400;
/// Frames on one connection before a new one is opened.
const IN_A_ROW: usize = 8;
/// What breaks parsers, to be put in anywhere.
const DICTIONARY: &[&str] = &[
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "null",
    "-",
    "1e999",
    "9223372036854775808",
    "\u{feff}",
    "\u{0}",
    "\"t\":",
    "\"rooms\":[",
    "\"seq\":-1",
    "\"kind\":\"announcement\"",
    "\u{202e}",
    "é",
    "家",
];

/// A hand that changes frames, always the same for a seed.
struct Hand(Chance);

impl Hand {
    fn below(&self, limit: usize) -> usize {
        let bytes: [u8; 8] = self.0.bytes();
        usize::try_from(u64::from_le_bytes(bytes) % (limit.max(1) as u64)).unwrap()
    }

    fn changed(&self, frame: &str, other: &str) -> Vec<u8> {
        let mut bytes = frame.as_bytes().to_vec();
        for _ in 0..self.below(4) {
            let at = self.below(bytes.len() + 1);
            match self.below(6) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 => bytes.truncate(at),
                2 => drop(bytes.splice(at..at, DICTIONARY[self.below(DICTIONARY.len())].bytes())),
                3 => {
                    let piece = bytes[at..(at + self.below(40)).min(bytes.len())].to_vec();
                    drop(bytes.splice(at..at, piece));
                }
                4 => bytes.extend(&other.as_bytes()[self.below(other.len())..]),
                _ => drop(bytes.drain(at..(at + self.below(12)).min(bytes.len()))),
            }
        }
        bytes
    }
}

fn corpus(room: &str, epoch: &str, message: &str) -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/frames");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let filled = |path| {
        let text: String = std::fs::read_to_string(path).unwrap();
        text.replace("ROOM", room)
            .replace("EPOCH", epoch)
            .replace("MESSAGE", message)
    };
    paths.into_iter().map(filled).collect()
}

async fn open(team: &TeamRoom) -> WebSocketStream<TcpStream> {
    let request = Socket::request(team.address, &Socket::ticket(&team.dafeng).await);
    let stream = TcpStream::connect(team.address).await.unwrap();
    client_async(request, stream).await.expect("an upgrade").0
}

/// What has come by now; whether the connection still stands.
async fn drained(ws: &mut WebSocketStream<TcpStream>) -> bool {
    while let Ok(next) = timeout(Duration::from_millis(5), ws.next()).await {
        match next {
            Some(Ok(Message::Close(_)) | Err(_)) | None => return false,
            Some(Ok(Message::Text(text))) => drop(serde_json::from_str::<serde_json::Value>(&text).expect("JSON")),
            Some(Ok(_)) => {}
        }
    }
    true
}

#[tokio::test]
async fn no_bytes_make_the_server_panic_or_forget_the_others() {
    // F14, I1, I16
    let panics = Arc::new(AtomicUsize::new(0));
    let seen = panics.clone();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        seen.fetch_add(1, Ordering::SeqCst);
        before(panic);
    }));
    let team = TeamRoom::open_with(at_full_speed).await;
    let first = team.post_message(&team.dafeng, &cid(0), "开始").await;
    let room = team.damu.get(&team.path("")).await.expect(200);
    let corpus = corpus(
        &team.room,
        room["epoch"].as_str().unwrap(),
        first["m"].as_str().unwrap(),
    );
    assert!(corpus.len() >= 30);
    let mut listener = Socket::subscribe(&team, &team.damu, &[&team.room]).await;
    let rounds = std::env::var("TONGXING_FUZZ_ROUNDS").map_or(ROUNDS, |text| text.parse().unwrap());
    let hand = Hand(Chance::seeded(14));
    let mut ws = open(&team).await;
    for round in 0..rounds {
        let frame = &corpus[round % corpus.len()];
        let bytes = if round < corpus.len() {
            frame.as_bytes().to_vec()
        } else {
            hand.changed(frame, &corpus[hand.below(corpus.len())])
        };
        if round % IN_A_ROW == 0 {
            ws = open(&team).await;
            let hello = Message::text("{\"t\":\"hello\",\"v\":1}");
            let _ = ws.send(hello).await;
        }
        // now and then not even a frame
        if hand.below(10) == 0 {
            let _ = ws.get_mut().write_all(&bytes).await;
        } else if hand.below(8) == 0 {
            let _ = ws.send(Message::binary(bytes)).await;
        } else {
            let _ = ws
                .send(Message::text(String::from_utf8_lossy(&bytes).into_owned()))
                .await;
        }
        if !drained(&mut ws).await {
            ws = open(&team).await;
            let _ = ws.send(Message::text("{\"t\":\"hello\",\"v\":1}")).await;
        }
        if round % 50 == 49 {
            let text = format!("还在 {round}");
            team.post_message(&team.damu, &cid(round), &text).await;
            while listener.expect("ev").await["d"]["body"] != text.as_str() {}
        }
    }
    assert_eq!(panics.load(Ordering::SeqCst), 0);
    team.finish().await;
}
