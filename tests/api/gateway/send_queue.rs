//! The joint under everything else: ready-made frames into a connection that has left HTTP, to a real client.

use crate::support::product::{
    AdmissionConfig,
    gateway::{self, Inbound, Messages, SendQueue, SocketWriter},
    realtime::{Delivery, Reader, frame},
    web::{connection_slots::ConnectionSlots, listen, upgrade::Upgrade},
};
use actix_web::web::{Data, get};
use actix_web::{App, HttpRequest, HttpResponse};
use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

const BOUND: usize = 256 * 1024;

type Sockets = Arc<Mutex<Vec<Arc<SendQueue>>>>;

async fn upgrade(request: HttpRequest, sockets: Data<Sockets>) -> crate::support::product::Result<HttpResponse> {
    let (inbound, sender) = Inbound::new();
    let (mut response, mut messages) = Messages::upgrade(&request, inbound, 1 << 20)?;
    let send_queue = SendQueue::new(BOUND);
    Upgrade::follow(&mut response, move |io, early| {
        let (incoming, outgoing) = io.into_split();
        send_queue.attach(SocketWriter::new(outgoing));
        sockets.lock().unwrap().push(send_queue.clone());
        assert!(sender.send((incoming, early)).is_ok());
        let listened = send_queue.clone();
        let listening = async move {
            while let Some(Ok(message)) = messages.next().await {
                match message {
                    gateway::Message::Ping(payload) => listened.send_control(&frame::pong(&payload)),
                    gateway::Message::Close => listened.finish([frame::close(1000, "")]),
                    _ => {}
                }
            }
        };
        actix_web::rt::spawn(async move {
            tokio::select! { () = listening => {}, () = send_queue.send() => {} }
            send_queue.shut_down();
        });
    });
    Ok(response)
}

async fn start() -> (SocketAddr, Sockets, actix_web::dev::ServerHandle) {
    let sockets = Sockets::default();
    let data = Data::new(sockets.clone());
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let app = move || App::new().app_data(data.clone()).route("/ws", get().to(upgrade));
    let entrance = listen::Entrance {
        slots: ConnectionSlots::new(&AdmissionConfig::default(), 1_000),
        trusted: Default::default(),
        head: std::time::Duration::from_secs(10),
    };
    let server = listen::serve(listener, 2, entrance, gateway::prepare, app).unwrap();
    let handle = server.handle();
    tokio::spawn(server);
    (address, sockets, handle)
}

async fn connect(address: SocketAddr) -> WebSocketStream<TcpStream> {
    let stream = TcpStream::connect(address).await.unwrap();
    let config = WebSocketConfig::default()
        .max_frame_size(Some(4 << 20))
        .max_message_size(Some(4 << 20));
    client_async_with_config(format!("ws://{address}/ws"), stream, Some(config))
        .await
        .unwrap()
        .0
}

async fn registered(sockets: &Sockets, count: usize) {
    while sockets.lock().unwrap().len() < count {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Waits for room like a publisher with nothing else to do.
async fn publish(send_queue: &SendQueue, frame: &Bytes) {
    while send_queue.deliver(frame) == Delivery::Full {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    send_queue.flush();
}

#[tokio::test]
async fn frames_of_every_length_arrive_intact_and_a_ping_is_answered_between_them() {
    let (address, sockets, server) = start().await;
    let mut client = connect(address).await;
    registered(&sockets, 1).await;
    let send_queue = sockets.lock().unwrap()[0].clone();
    let lengths = [1, 125, 126, 127, 4_096, 32_767, 65_535, 65_536, 200_000, 1 << 20];
    let sender = tokio::spawn(async move {
        for length in lengths {
            publish(&send_queue, &frame::text(&vec![b'a' + (length % 26) as u8; length])).await;
        }
    });
    for length in lengths {
        let text = client.next().await.unwrap().unwrap().into_text().unwrap();
        assert_eq!(text.len(), length);
        assert!(text.bytes().all(|byte| byte == b'a' + (length % 26) as u8));
    }
    client.send(Message::Ping(vec![1, 2, 3].into())).await.unwrap();
    assert_eq!(
        client.next().await.unwrap().unwrap(),
        Message::Pong(vec![1, 2, 3].into())
    );
    client.close(None).await.unwrap();
    assert!(matches!(client.next().await, Some(Ok(Message::Close(_)))));
    assert!(
        client.next().await.is_none(),
        "the server ends the connection after the close frame"
    );
    sender.await.unwrap();
    server.stop(false).await;
}

#[tokio::test]
async fn many_readers_get_the_same_frames_while_one_that_stopped_reading_costs_a_bounded_queue() {
    // I15, I16
    let (address, sockets, server) = start().await;
    let _stopped = connect(address).await;
    registered(&sockets, 1).await;
    let mut readers = vec![];
    for count in 0..40 {
        let mut client = connect(address).await;
        registered(&sockets, count + 2).await;
        readers.push(tokio::spawn(async move {
            let mut heard = vec![];
            while heard.len() < 2_000 {
                heard.push(client.next().await.unwrap().unwrap().into_text().unwrap().to_string());
            }
            heard
        }));
    }
    let all = sockets.lock().unwrap().clone();
    let (jammed, healthy) = all.split_first().unwrap();
    let mut was_full = 0;
    let mut highest = 0;
    for number in 0..2_000 {
        let frame = frame::text(format!("{number:06} {}", "x".repeat(2_000 + number % 90)).as_bytes());
        if jammed.deliver(&frame) == Delivery::Full {
            was_full += 1;
        }
        jammed.flush();
        highest = highest.max(jammed.bytes());
        for send_queue in healthy {
            publish(send_queue, &frame).await;
        }
    }
    assert!(highest <= BOUND, "{highest} bytes waited for one reader");
    let heard = readers.pop().unwrap().await.unwrap();
    assert!(
        heard
            .iter()
            .enumerate()
            .all(|(number, text)| text.starts_with(&format!("{number:06} ")))
    );
    for reader in readers {
        assert_eq!(reader.await.unwrap(), heard);
    }
    // the kernel's own buffers take some megabytes before the send queue fills
    if was_full > 0 {
        assert!(jammed.stuck_for() > Duration::ZERO);
    }
    server.stop(false).await;
}

#[tokio::test]
async fn a_jammed_socket_is_ended_by_its_handle() {
    let (address, sockets, server) = start().await;
    let _stopped = connect(address).await;
    registered(&sockets, 1).await;
    let send_queue = sockets.lock().unwrap()[0].clone();
    let frame = frame::text(&[b'x'; 60_000]);
    let began = Instant::now();
    // Full for half a second without a change: the kernel takes no more either.
    let mut since = Instant::now();
    let mut waiting = 0;
    while since.elapsed() < Duration::from_millis(500) {
        send_queue.deliver(&frame);
        send_queue.flush();
        if send_queue.bytes() != waiting {
            (waiting, since) = (send_queue.bytes(), Instant::now());
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert!(began.elapsed() < Duration::from_secs(30), "the socket never jams");
    }
    // Polite words cannot get through any more; the handle does.
    send_queue.finish([frame::close(4430, "too slow")]);
    assert!(send_queue.stuck_for() > Duration::from_millis(100));
    let killed = Instant::now();
    send_queue.kill();
    while Arc::strong_count(&send_queue) > 2 {
        assert!(
            killed.elapsed() < Duration::from_secs(2),
            "the connection outlived its socket"
        );
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert_eq!(send_queue.deliver(&frame), Delivery::Gone);
    assert_eq!(send_queue.bytes(), 0);
    server.stop(false).await;
}
