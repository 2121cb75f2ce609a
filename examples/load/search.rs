//! Searching in a room of a million messages: two characters, and three of which each pair is common.

use crate::child::{Child, percentile};
use crate::http::Http;
use crate::server::Dataset;
use std::time::Instant;

/// The room holds so many messages.
const MESSAGES: usize = 1_000_000;
const QUERIES: usize = 400;
/// A text has so many characters of an alphabet of so many.
const LENGTH: usize = 18;
const ALPHABET: u64 = 2_000;

/// The text of a message: Han characters from a small generator, always the same for a number.
pub fn text(number: usize) -> String {
    let mut state = number as u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        // the product of two makes some characters common and most of them rare, as in real texts
        let (one, two) = ((state >> 33) % ALPHABET, (state >> 13) % ALPHABET);
        char::from_u32(0x4e00 + u32::try_from(one * two / ALPHABET).unwrap()).unwrap()
    };
    (0..LENGTH).map(|_| next()).collect()
}

pub async fn run() {
    println!("search: one room of {MESSAGES} messages, one client");
    let began = Instant::now();
    let server = Child::server(Dataset::Words { messages: MESSAGES }).await;
    println!(
        "  posted and taken up by the index in {:.0} s",
        began.elapsed().as_secs_f64()
    );
    for (name, length) in [("two characters", 2), ("three characters", 3)] {
        let mut http = Http::connect(&server.address).await;
        let (mut times, mut found, cpu) = (vec![], 0, server.cpu());
        for number in 0..QUERIES {
            let words: String = text(number * 2_477 % MESSAGES)
                .chars()
                .skip(number % 15)
                .take(length)
                .collect();
            let body = serde_json::json!({ "q": words }).to_string();
            let asked = Instant::now();
            let answer = http.call("POST", "/api/v1/chat/search", &server.tokens[0], &body).await;
            times.push(asked.elapsed().as_secs_f64() * 1_000.0);
            let page: serde_json::Value = serde_json::from_slice(&answer).unwrap();
            let items = page["items"].as_array().unwrap();
            assert!(items.iter().all(|item| item["body"].as_str().unwrap().contains(&words)));
            assert!(
                !items.is_empty() || !page["next"].is_null(),
                "{words} stands in a message and was not found"
            );
            found += items.len();
        }
        println!(
            "  {name:<24} p50 {:.2} p95 {:.2} p99 {:.2} ms, {:.2} ms CPU, {:.1} found on average",
            percentile(&mut times, 0.5),
            percentile(&mut times, 0.95),
            percentile(&mut times, 0.99),
            (server.cpu() - cpu) * 1_000.0 / QUERIES as f64,
            found as f64 / QUERIES as f64,
        );
    }
}
