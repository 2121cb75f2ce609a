//! W3: five thousand sockets that subscribe and send nothing.

use crate::child::Child;
use crate::server::Dataset;
use futures_util::StreamExt as _;
use futures_util::stream;
use std::time::Instant;

const CLIENTS: usize = 5_000;
const FIRST: usize = 1_000;
/// Connections that are being made at the same time.
const AT_ONCE: usize = 64;

pub async fn run() {
    println!("W3: {CLIENTS} sockets at rest in one room");
    let server = Child::server(Dataset::one_room(CLIENTS)).await;
    let (before, began) = (server.resident(), Instant::now());
    let mut clients: Vec<_> = connect(&server, 0..FIRST).await;
    println!(
        "  {FIRST} joined in {:.2} s, ticket included",
        began.elapsed().as_secs_f64()
    );
    clients.extend(connect(&server, FIRST..CLIENTS).await);
    println!(
        "  {CLIENTS} joined in {:.2} s; {:.1} KiB resident each",
        began.elapsed().as_secs_f64(),
        (server.resident() - before) / CLIENTS as f64
    );
    drop(clients);
}

/// Connects many people, some at the same time.
pub async fn connect(server: &Child, people: std::ops::Range<usize>) -> Vec<crate::client::Client> {
    stream::iter(people)
        .map(|person| server.connect(person, true))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await
}
