//! The same bytes without anything else: whatever one socket sends is written to all, frame by frame, nothing is stored.

use crate::client;
use bytes::{Bytes, BytesMut};
use tongxing_client::Frames;

use std::sync::{Arc, Mutex};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tongxing::realtime::frame;

#[derive(Default)]
struct Room {
    seq: i64,
    readers: Vec<UnboundedSender<Bytes>>,
}

/// Prints its address and serves until it is killed.
pub async fn run() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    println!(
        "{}",
        serde_json::json!({ "address": address, "rooms": [], "tokens": [] })
    );
    let room = Arc::new(Mutex::new(Room::default()));
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        tokio::spawn(serve(stream, room.clone()));
    }
}

async fn serve(stream: TcpStream, room: Arc<Mutex<Room>>) {
    let (read, mut write) = stream.into_split();
    let (sender, mut frames) = unbounded_channel::<Bytes>();
    tokio::spawn(async move {
        while let Some(frame) = frames.recv().await {
            if write.write_all(&frame).await.is_err() {
                return;
            }
        }
    });
    let mut incoming = Frames::new(read, BytesMut::new());
    while let Some(text) = incoming.next().await {
        if text.starts_with(b"listen") {
            room.lock().unwrap().readers.push(sender.clone());
            sender.send(frame::text(br#"{"t":"sub.ok"}"#)).unwrap();
            continue;
        }
        let (cid, body) = client::parts(&text);
        let mut room = room.lock().unwrap();
        room.seq += 1;
        // as long as the product's event
        let event = format!(
            r#"{{"t":"ev","r":"0190a0b0-0000-7000-8000-000000000001","seq":{},"k":"msg.new","d":{{"m":"0190a0b0-0000-7000-8000-000000000002","seq":{},"no":{},"author":"load 1","author_id":"0190a0b0-0000-7000-8000-000000000003","body":"{body}","at":1795399200000,"version":1}}}}"#,
            room.seq, room.seq, room.seq
        );
        let event = frame::text(event.as_bytes());
        room.readers.retain(|reader| reader.send(event.clone()).is_ok());
        let _ = sender.send(frame::text(format!(r#"{{"t":"sent","cid":"{cid}"}}"#).as_bytes()));
    }
}
