//! How much chat one core carries: messages a second, deliveries, and what a delivery costs.
//!
//!     cargo build --release --example load
//!     taskset -c 1 target/release/examples/load            # the server runs on core 0
//!     TONGXING_LOAD_DB=postgres://… taskset -c 1 target/release/examples/load
//!
//! The server is a process of its own and durable: a message is answered after the sync. Every delivery is checked: each reader
//! must hear each message once and in order. Beside it, in the same run, a bare loop writes the same bytes to as many sockets
//! and stores nothing.
#![allow(missing_docs, clippy::unwrap_used)]

mod bare;
mod client;
mod measure;
mod server;

use measure::{Child, Paced, saturated};
use std::time::Duration;

const READERS: [usize; 2] = [100, 1_000];
const SENDERS: [usize; 4] = [1, 8, 64, 512];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap()
    };
    match arguments.next().as_deref() {
        Some("server") => {
            let people = arguments.next().and_then(|n| n.parse().ok()).unwrap();
            actix_web::rt::System::new().block_on(server::run(people));
        }
        Some("bare") => runtime().block_on(bare::run()),
        _ => runtime().block_on(all()),
    }
}

async fn all() {
    println!("durable messages a second, one room, {:?} each", measure::FOR);
    let server = Child::server(*SENDERS.last().unwrap()).await;
    for senders in SENDERS {
        let (rate, p50, p99) = measure::messages(&server, senders).await;
        println!("  {senders:>4} senders  {rate:>8.0}/s   p50 {p50:>6.2} ms   p99 {p99:>6.2} ms");
    }
    let rate = measure::history(&server).await;
    println!(
        "last 50 messages over HTTP: {:.0} requests/s, {:.3} ms of server CPU each",
        rate.0, rate.1
    );
    drop(server);

    for readers in READERS {
        println!("one room, {readers} readers");
        let server = Child::server(readers + 64).await;
        let per_run = if readers >= 1_000 { 3_000 } else { 20_000 };
        saturated(&server, readers, per_run).await.print("saturated");
        Paced::new(&server, readers)
            .run(20, Duration::from_secs(8))
            .await
            .print("20 a second");
        drop(server);
        let bare = Child::bare().await;
        saturated(&bare, readers, per_run).await.print("bare loop, saturated");
        Paced::new(&bare, readers)
            .run(20, Duration::from_secs(8))
            .await
            .print("bare loop, 20 a second");
    }
}
