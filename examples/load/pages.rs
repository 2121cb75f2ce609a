//! Pages and the floor of the same server: requests a second, times and CPU, with 32 clients.

use crate::child::Child;
use crate::http::Http;
use crate::messages::{FOR, Rate};
use crate::server::Dataset;
use std::time::Instant;

const CLIENTS: usize = 32;

/// The pages of a world with people, sixteen districts and a month of sessions.
pub async fn run() {
    println!("pages, {CLIENTS} clients");
    let server = Child::server(Dataset::Agency).await;
    let week = "/api/v1/sessions?from=2026-12-07&to=2026-12-14&limit=200";
    let room = format!("/api/v1/chat/rooms/{}/messages?limit=50", server.room(1));
    let rows = [
        ("floor: two bytes of text", "/healthz", 0),
        ("floor: the interface's page", "/", 0),
        ("Today, headquarters", "/api/v1/today", 0),
        ("Today, coordinator", "/api/v1/today", 1),
        ("week, headquarters", week, 0),
        ("week, coordinator", week, 1),
        ("progress, trainee", "/api/v1/me/progress", 2),
        ("room's newest 50", &room, 1),
    ];
    // a build without the interface has no page of it
    let is_bare = std::env::var("FRONTEND").is_ok_and(|how| how == "skip");
    for (name, path, person) in rows.into_iter().filter(|row| row.1 != "/" || !is_bare) {
        let size = Http::connect(&server.address)
            .await
            .call("GET", path, &server.tokens[person], "")
            .await
            .len();
        requests(&server, path, person)
            .await
            .print(&format!("{name} ({size} bytes)"));
    }
}

/// Requests for a path as one person, over connections that stay open.
pub async fn requests(server: &Child, path: &str, person: usize) -> Rate {
    let mut clients = vec![];
    for _ in 0..CLIENTS {
        clients.push(Http::connect(&server.address).await);
    }
    let (began, cpu) = (Instant::now(), server.cpu());
    let work = clients.into_iter().map(|mut http| async move {
        let request = http.request("GET", path, &server.tokens[person], "");
        let mut times = vec![];
        while began.elapsed() < FOR {
            let sent = Instant::now();
            http.send(&request).await;
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
