//! How much one core carries: messages a second, deliveries and what one costs, many rooms, idle sockets, a reconnect storm, pages,
//! and what a page costs after years.
//!
//!     cargo build --release --example load
//!     taskset -c 1 target/release/examples/load                 # everything; the server runs on core 0
//!     taskset -c 1 target/release/examples/load fanout rooms    # only these
//!     TONGXING_LOAD_DB=postgres://… taskset -c 1 target/release/examples/load
//!
//! The server is a process of its own and durable: a message is answered after the sync. Every delivery is checked: each reader
//! must receive each message once and in order. Beside it, in the same run, a bare loop writes the same bytes to as many sockets
//! and stores nothing. All traffic stays on the loopback, every run is bounded in count and time.
#![allow(missing_docs, clippy::unwrap_used)]

mod bare;
mod child;
mod client;
mod deliveries;
mod history;
mod http;
mod idle;
mod messages;
mod pages;
mod rooms;
mod search;
mod server;
mod storm;
mod years;

use child::Child;
use deliveries::{Paced, saturated};
use server::Dataset;
use std::time::Duration;

const READERS: [usize; 2] = [100, 1_000];
const SENDERS: [usize; 4] = [1, 8, 64, 512];
const WORKLOADS: [&str; 9] = [
    "messages", "fanout", "rooms", "idle", "storm", "history", "pages", "search", "years",
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap()
    };
    match arguments.first().map(String::as_str) {
        Some("server") => actix_web::rt::System::new().block_on(server::run(Dataset::parse(&arguments[1..]))),
        Some("bare") => runtime().block_on(bare::run()),
        _ => {
            if let Some(unknown) = arguments.iter().find(|name| !WORKLOADS.contains(&name.as_str())) {
                eprintln!("{unknown} is none of {WORKLOADS:?}");
                std::process::exit(2);
            }
            let wants = |name: &str| arguments.is_empty() || arguments.iter().any(|wanted| wanted == name);
            runtime().block_on(all(wants));
        }
    }
}

async fn all(wants: impl Fn(&str) -> bool) {
    if wants("messages") {
        println!("durable messages a second, one room, {:?} each", messages::FOR);
        let server = Child::server(Dataset::one_room(512)).await;
        for senders in SENDERS {
            messages::one_room(&server, senders)
                .await
                .print(&format!("{senders} senders"));
        }
    }
    if wants("fanout") {
        for readers in READERS {
            fan_out(readers).await;
        }
    }
    if wants("rooms") {
        rooms::run().await;
    }
    if wants("idle") {
        idle::run().await;
    }
    if wants("storm") {
        storm::run().await;
    }
    if wants("history") {
        history::run().await;
    }
    if wants("pages") {
        pages::run().await;
    }
    if wants("search") {
        search::run().await;
    }
    if wants("years") {
        years::run().await;
    }
}

/// W1: one room, saturated and at a steady pace, beside the bare loop.
async fn fan_out(readers: usize) {
    println!("W1: one room, {readers} readers");
    let per_run = if readers >= 1_000 { 3_000 } else { 20_000 };
    let (pace, time) = (20, Duration::from_secs(8));
    let server = Child::server(Dataset::one_room(readers + 64)).await;
    saturated(&server, readers, per_run).await.print("saturated");
    Paced::new(&server, readers).run(pace, time).await.print("20 a second");
    drop(server);
    let bare = Child::bare().await;
    saturated(&bare, readers, per_run).await.print("bare loop, saturated");
    Paced::new(&bare, readers)
        .run(pace, time)
        .await
        .print("bare loop, 20 a second");
}
