//! W4: a thousand connections drop at once, reconnect at once, and catch up.

use crate::child::Child;
use crate::deliveries::count_events;
use crate::messages::TEXT;
use crate::server::Dataset;
use futures_util::future::join_all;
use std::time::Instant;

const CLIENTS: usize = 1_000;
const MISSED: usize = 50;

pub async fn run() {
    println!("W4: {CLIENTS} drop, return and catch up on {MISSED} each");
    let server = Child::server(Dataset::one_room(CLIENTS + 1)).await;
    let clients = crate::idle::connect(&server, 0..CLIENTS).await;
    let mut sender = server.connect(CLIENTS, true).await;
    let room = server.room(CLIENTS).to_owned();
    sender.send(&server.message(CLIENTS, "before-the-drop", TEXT)).await;
    let sent: serde_json::Value = serde_json::from_slice(&sender.until("sent").await).unwrap();
    let head = sent["seq"].as_i64().unwrap();
    let epoch = epoch(&server, &room).await;
    drop(clients);
    for number in 0..MISSED {
        sender
            .send(&server.message(CLIENTS, &format!("missed-{number:04}"), TEXT))
            .await;
        sender.until("sent").await;
    }
    let known = format!(r#"{{"r":"{room}","seq":{head},"epoch":"{epoch}"}}"#);
    let (began, cpu) = (Instant::now(), server.cpu());
    let work = (0..CLIENTS).map(|person| {
        let (server, known) = (&server, &known);
        async move {
            let mut client = server.hello(person, known).await;
            let mut received = 0;
            while received < MISSED {
                received += count_events(&client.next().await.expect("the connection stays"));
            }
            assert_eq!(received, MISSED, "more came than was missed");
            client
        }
    });
    let back = join_all(work).await;
    println!(
        "  all back and caught up in {:.2} s, {:.2} s of server CPU",
        began.elapsed().as_secs_f64(),
        server.cpu() - cpu
    );
    drop(back);
}

/// The epoch of a room, as `welcome` names it.
async fn epoch(server: &Child, room: &str) -> String {
    let mut http = crate::http::Http::connect(&server.address).await;
    let path = format!("/api/v1/chat/rooms/{room}");
    let answer = http.call("GET", &path, &server.tokens[0], "").await;
    let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
    answer["epoch"].as_str().expect("an epoch").to_owned()
}
