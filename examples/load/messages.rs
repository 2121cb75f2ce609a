//! Messages a second that were stored, synced and answered.

use crate::child::{Child, percentile};
use crate::client::Client;
use std::time::{Duration, Instant};

/// How long one row takes.
pub const FOR: Duration = Duration::from_secs(3);
pub const TEXT: &str = "今天晚上七点，老地方见。路上小心，别着急。";

/// The result of a run of messages.
pub struct Rate {
    pub a_second: f64,
    /// Seconds of server CPU for a million.
    pub cpu: f64,
    /// From send to answer, in milliseconds.
    pub times: Vec<f64>,
}

impl Rate {
    pub fn print(mut self, name: &str) {
        let (p50, p99) = (percentile(&mut self.times, 0.5), percentile(&mut self.times, 0.99));
        println!(
            "  {name:<24} {:>8.0}/s   {:>6.1} CPU s per million   p50 {p50:>6.2} ms   p99 {p99:>6.2} ms",
            self.a_second, self.cpu
        );
    }
}

/// So many senders in one room, each waiting for its answer.
pub async fn one_room(server: &Child, senders: usize) -> Rate {
    let mut clients = vec![];
    for number in 0..senders {
        clients.push((number, server.connect(number, false).await));
    }
    saturate(server, clients, &format!("m{senders}")).await
}

/// Everybody sends into their room as fast as they are answered.
pub async fn saturate(server: &Child, clients: Vec<(usize, Client)>, run: &str) -> Rate {
    let (began, cpu) = (Instant::now(), server.cpu());
    let work = clients.into_iter().map(|(number, mut client)| async move {
        let mut times = vec![];
        while began.elapsed() < FOR {
            let cid = format!("{run}-{number}-{:06}", times.len());
            let sent = Instant::now();
            client.send(&server.message(number, &cid, TEXT)).await;
            client.until("sent").await;
            times.push(sent.elapsed().as_secs_f64() * 1_000.0);
        }
        times
    });
    let times = futures_util::future::join_all(work).await.concat();
    Rate {
        a_second: times.len() as f64 / began.elapsed().as_secs_f64(),
        cpu: (server.cpu() - cpu) * 1e6 / times.len() as f64,
        times,
    }
}
