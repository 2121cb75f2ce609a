//! SIGTERM: every client is asked to reconnect, running requests are finished, and nothing is lost.

use crate::support::checker::StoredRoom;
use crate::support::deployment::Deployment;
use crate::support::socket::Socket;
use crate::support::world::Talk;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tongxing_client::Nodes;
use tongxing_client::{Client, Entry, Journal};

#[tokio::test]
async fn a_server_stopped_under_load_sends_bye_and_loses_nothing() {
    // F17 for one node
    let (deployment, talk) = Deployment::after(async |world| Talk::plant(world, 8).await).await;
    let mut first = deployment.start().await;
    let nodes = Nodes::at([first.address]);
    let mut clients = talk.clients(&nodes).await;
    for (index, client) in clients.iter_mut().enumerate() {
        for number in 0..80 {
            client.send_message(&talk.room, &format!("{index} {number}"));
        }
    }
    for client in &clients {
        client
            .wait_until("some answers", |journal| journal.acknowledged().count() >= 20)
            .await;
    }
    first.ask_to_stop();
    for client in &clients {
        let bye = |entry: &Entry| {
            matches!(
                entry,
                Entry::Bye {
                    code: 4503,
                    retry_ms: Some(0..10_000)
                }
            )
        };
        client.wait_until("a goodbye", |journal| journal.count(bye) == 1).await;
    }
    nodes.change(|all| all.clear());
    let status = first.wait_for_exit().await;
    assert_eq!(status.code(), Some(0), "{}", first.log());
    let log = first.log();
    let last = log.lines().last().unwrap_or_default();
    assert!(last.contains("stopped"), "{last}");
    assert!(!log.contains("\"level\":\"ERROR\""), "{log}");

    let mut second = deployment.start().await;
    nodes.change(|all| *all = vec![second.address]);
    for client in &clients {
        client.wait_answered().await;
    }
    let truth = StoredRoom::read(&deployment.database.url, &deployment.keys, &talk.room).await;
    for client in &clients {
        client.wait_received(&talk.room, truth.head).await;
    }
    let journals: Vec<Journal> = clients.iter().map(Client::journal).collect();
    assert_eq!(truth.messages.len(), 8 * 80);
    truth.check_complete(&journals);
    let refused = |entry: &Entry| matches!(entry, Entry::Refused { .. });
    assert!(
        journals.iter().all(|journal| journal.count(refused) == 0),
        "nobody saw a failed send"
    );
    second.kill().await;
}

#[tokio::test]
async fn a_request_that_had_begun_is_answered_before_the_end() {
    let (deployment, talk) = Deployment::after(async |world| Talk::plant(world, 1).await).await;
    let mut node = deployment.start().await;
    let ann = talk.members[0].at(node.address);
    let ticket = Socket::ticket(&ann).await;
    let mut socket = Socket::try_open(node.address, Socket::request(node.address, &ticket))
        .await
        .unwrap();
    socket.hello(json!([{ "r": talk.room }])).await;
    // half of a post is on its way when the server is asked to stop
    let body = json!({ "cid": "cid-half-way", "body": "半" }).to_string();
    let head = format!(
        "POST /api/v1/chat/rooms/{}/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        talk.room,
        ann.token,
        body.len()
    );
    let (begin, end) = body.as_bytes().split_at(body.len() / 2);
    let mut half = TcpStream::connect(node.address).await.unwrap();
    half.write_all(head.as_bytes()).await.unwrap();
    half.write_all(begin).await.unwrap();
    // its neighbour on the same workers is answered, so the half was read too
    for _ in 0..4 {
        ann.get("/chat/rooms").await.expect(200);
    }
    node.ask_to_stop();
    let bye = loop {
        let frame = socket.next().await.expect("a goodbye");
        if frame["t"] == "bye" {
            break frame;
        }
    };
    assert_eq!((&bye["code"], &bye["resume"]), (&json!(4503), &json!(true)));
    assert!(bye["retry_ms"].as_u64().is_some_and(|wait| wait < 10_000), "{bye}");
    half.write_all(end).await.unwrap();
    let mut answer = String::new();
    half.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    drop(socket);
    assert_eq!(node.wait_for_exit().await.code(), Some(0), "{}", node.log());
    let truth = StoredRoom::read(&deployment.database.url, &deployment.keys, &talk.room).await;
    assert!(truth.messages.iter().any(|message| message.cid == "cid-half-way"));
}
