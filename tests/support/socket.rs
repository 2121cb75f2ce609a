//! A websocket client: the protocol `tongxing.v1` as a peer program speaks it.

use super::app::App;
use super::person::Person;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use socket2::{SockFilter, SockRef};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::Request;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// How long something that must come may take: longer than a write waits for a lock.
const PATIENCE: Duration = Duration::from_secs(20);

/// One connection. Pings are answered; `batch` comes out as its single events.
pub struct Socket {
    ws: WebSocketStream<TcpStream>,
    waiting: VecDeque<Value>,
    answers_pings: bool,
    returns_pings: bool,
}

impl Socket {
    /// The upgrade request with this ticket.
    pub fn request(address: SocketAddr, ticket: &str) -> Request<()> {
        let mut request = format!("ws://{address}/ws").into_client_request().expect("a request");
        let offered = format!("tongxing.v1, {ticket}");
        request
            .headers_mut()
            .insert("sec-websocket-protocol", offered.parse().expect("a header"));
        request
    }

    /// A ticket for this person.
    pub async fn ticket(person: &Person) -> String {
        let ticket = person.post("/ws-ticket", json!({})).await.expect(201);
        ticket["ticket"].as_str().expect("a ticket").to_owned()
    }

    /// Tries the upgrade; the HTTP status if it is refused.
    pub async fn try_open(address: SocketAddr, request: Request<()>) -> Result<Socket, u16> {
        // a small window, so that a test that stops reading is noticed soon
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(64 * 1024).expect("a small window");
        let stream = socket.connect(address).await.expect("the server listens");
        match client_async(request, stream).await {
            Ok((ws, answer)) => {
                assert_eq!(
                    answer.headers()["sec-websocket-protocol"],
                    "tongxing.v1",
                    "only our name is answered"
                );
                Ok(Socket {
                    ws,
                    waiting: VecDeque::new(),
                    answers_pings: true,
                    returns_pings: false,
                })
            }
            Err(Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }

    /// From now on every packet of the server is dropped and none is acknowledged.
    pub fn drop_incoming_packets(&self) {
        const RETURN: u16 = 0x06;
        let nothing = [SockFilter::new(RETURN, 0, 0, 0)];
        let stream = SockRef::from(self.ws.get_ref());
        stream.attach_filter(&nothing).expect("a filter");
    }

    /// A connection that has not said hello.
    pub async fn open(app: &App, person: &Person) -> Socket {
        let request = Socket::request(app.address, &Socket::ticket(person).await);
        Socket::try_open(app.address, request).await.expect("an upgrade")
    }

    /// A connection that is subscribed to these rooms from the next event on.
    pub async fn subscribe(app: &App, person: &Person, rooms: &[&str]) -> Socket {
        let mut socket = Socket::open(app, person).await;
        let rooms: Vec<Value> = rooms.iter().map(|room| json!({ "r": room })).collect();
        socket.hello(json!(rooms)).await;
        for _ in 0..rooms.len() {
            socket.expect("sub.ok").await;
        }
        socket
    }

    /// Says hello; gives back `welcome`.
    pub async fn hello(&mut self, rooms: Value) -> Value {
        self.send(json!({ "t": "hello", "v": 1, "rooms": rooms })).await;
        self.expect("welcome").await
    }

    /// From now on pings stay without an answer.
    pub fn ignore_pings(&mut self) {
        self.answers_pings = false;
    }

    /// From now on pings are answered and returned as frames.
    pub fn return_pings(&mut self) {
        self.returns_pings = true;
    }

    /// The next ephemeral frame must be of this kind; presence may come before it.
    #[track_caller]
    pub fn expect_ephemeral<'a>(&'a mut self, t: &'a str) -> impl Future<Output = Value> + 'a {
        let place = std::panic::Location::caller();
        async move {
            loop {
                let frame = self.next().await.unwrap_or(Value::Null);
                if frame["t"] == t {
                    return frame;
                }
                let others = ["notice", "presence"];
                assert!(
                    others.contains(&frame["t"].as_str().unwrap_or("")),
                    "at {place}: {frame}"
                );
            }
        }
    }

    /// The next frame that is not of this kind.
    pub async fn next_except(&mut self, t: &str) -> Value {
        loop {
            let frame = self.next().await.expect("a frame");
            if frame["t"] != t {
                return frame;
            }
        }
    }

    pub async fn send(&mut self, frame: Value) {
        self.send_raw(Message::text(frame.to_string())).await;
    }

    pub async fn send_raw(&mut self, message: Message) {
        // a peer that has closed is found out by whoever reads
        let _ = self.ws.send(message).await;
    }

    /// Sends bytes past the protocol.
    pub async fn send_bytes(&mut self, bytes: &[u8]) {
        use tokio::io::AsyncWriteExt as _;
        let _ = self.ws.get_mut().write_all(bytes).await;
    }

    /// Sends a text under a client id; gives back `sent` or `err`.
    pub async fn send_message(&mut self, room: &str, cid: &str, body: &str) -> Value {
        self.send(json!({ "t": "send", "id": cid, "r": room, "cid": cid, "body": body }))
            .await;
        loop {
            let frame = self.next_from_wire().await.expect("an answer to a message");
            if frame["id"] == cid {
                return frame;
            }
            self.waiting.push_back(frame);
        }
    }

    /// The next frame of the server, events singly; none when the connection is over.
    pub async fn next(&mut self) -> Option<Value> {
        match self.waiting.pop_front() {
            Some(frame) => Some(frame),
            None => self.next_from_wire().await,
        }
    }

    async fn next_from_wire(&mut self) -> Option<Value> {
        loop {
            match timeout(PATIENCE, self.ws.next())
                .await
                .expect("something within twenty seconds")?
            {
                Ok(Message::Text(text)) => {
                    let frame: Value = serde_json::from_str(&text).expect("JSON");
                    match frame["t"].as_str() {
                        Some("ping") if self.answers_pings => {
                            self.send(json!({ "t": "pong", "n": frame["n"] })).await;
                            if self.returns_pings {
                                return Some(frame);
                            }
                        }
                        Some("batch") => {
                            let mut events = frame["evs"].as_array().expect("events").clone().into_iter();
                            let first = events.next();
                            self.waiting.extend(events);
                            return first;
                        }
                        _ => return Some(frame),
                    }
                }
                Ok(Message::Close(reason)) => {
                    let code = reason.map_or(1005, |reason| reason.code.into());
                    return Some(json!({ "t": "close", "code": code }));
                }
                Ok(_) => {}
                Err(_) => return None,
            }
        }
    }

    /// The next frame that is not a notice must be of this kind.
    #[track_caller]
    pub fn expect<'a>(&'a mut self, t: &'a str) -> impl Future<Output = Value> + 'a {
        let place = std::panic::Location::caller();
        async move {
            loop {
                let frame = self.next().await.unwrap_or(Value::Null);
                if frame["t"] == t {
                    return frame;
                }
                assert_eq!(frame["t"], "notice", "expected {t} at {place}, got {frame}");
            }
        }
    }

    /// The answer to the frame with this id; frames before it are queued.
    pub async fn expect_answer(&mut self, id: i64) -> Value {
        loop {
            let frame = self.next_from_wire().await.expect("an answer");
            if frame["id"] == id {
                return frame;
            }
            self.waiting.push_back(frame);
        }
    }

    /// The next event must be of this kind; gives back the whole event.
    #[track_caller]
    pub fn expect_event<'a>(&'a mut self, k: &'a str) -> impl Future<Output = Value> + 'a {
        let place = std::panic::Location::caller();
        async move {
            loop {
                let frame = self.next().await.unwrap_or(Value::Null);
                if frame["t"] == "ev" {
                    assert_eq!(frame["k"], k, "at {place}: {frame}");
                    return frame;
                }
                assert!(
                    ["notice", "sent"].contains(&frame["t"].as_str().unwrap_or("")),
                    "at {place}: {frame}"
                );
            }
        }
    }

    /// The server ends the connection with this code; gives back the `bye` before it, if there was one.
    #[track_caller]
    pub fn expect_close(&mut self, code: u16) -> impl Future<Output = Option<Value>> + '_ {
        let place = std::panic::Location::caller();
        async move {
            let mut bye = None;
            loop {
                let frame = self.next().await.unwrap_or(Value::Null);
                match frame["t"].as_str() {
                    Some("bye") => bye = Some(frame),
                    Some("close") => {
                        assert_eq!(frame["code"], code, "at {place}");
                        return bye;
                    }
                    None => panic!("the connection ended without a close frame at {place}"),
                    _ => {}
                }
            }
        }
    }

    /// Nothing but pings and notices comes for a while.
    #[track_caller]
    pub fn expect_silence(&mut self, millis: u64) -> impl Future<Output = ()> + '_ {
        let place = std::panic::Location::caller();
        async move {
            assert!(self.waiting.is_empty(), "at {place}: {:?}", self.waiting);
            let until = tokio::time::Instant::now() + Duration::from_millis(millis);
            while let Ok(frame) = tokio::time::timeout_at(until, self.next_from_wire()).await {
                let frame = frame.unwrap_or(Value::Null);
                assert_eq!(frame["t"], "notice", "expected silence at {place}, got {frame}");
            }
        }
    }
}
