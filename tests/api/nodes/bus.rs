//! The bus may lose, repeat and reorder hints, or be gone: everybody still receives everything.

use super::random::CUT;
use super::{Service, can_have_several_nodes, talk_all};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tongxing_client::{Entry, Journal};

/// How long each message took to each listener, in order.
fn delays(journals: &[Journal]) -> Vec<Duration> {
    let mut sent: HashMap<&str, Instant> = HashMap::new();
    for entry in journals.iter().flat_map(|journal| &journal.entries) {
        if let Entry::Acknowledged { message, at, .. } = entry {
            sent.insert(message, *at);
        }
    }
    let heard = journals
        .iter()
        .flat_map(|journal| &journal.entries)
        .filter_map(|entry| match entry {
            Entry::Received(heard) => Some((heard.message.as_deref()?, heard.at)),
            _ => None,
        });
    let mut delays: Vec<Duration> = heard
        .filter_map(|(message, at)| Some(at.saturating_duration_since(*sent.get(message)?)))
        .collect();
    delays.sort();
    delays
}

#[tokio::test]
async fn without_a_bus_everything_is_received_a_little_later() {
    if !can_have_several_nodes() {
        return;
    }
    // F5, and a pooler that does not pass LISTEN on
    let service = Service::start(4, 2, "[bus]\nis_on = false\n").await;
    let mut clients = service.clients().await;
    talk_all(&mut clients, &service.talk.room, 20);
    let journals = service.check(&clients).await;
    let delays = delays(&journals);
    // bounds for a machine that does much besides; the usual delay is half of `poll_ms`
    let (usual, slow) = (delays[delays.len() / 2], delays[delays.len() * 99 / 100]);
    assert!(usual < Duration::from_millis(600), "{usual:?}");
    assert!(slow < Duration::from_secs(3), "{slow:?}");
    for node in &service.running {
        assert_eq!(node.metric("tongxing_bus_healthy").await, 0.0);
        assert!(node.metric("tongxing_bus_sweeps_found_total").await >= 1.0);
    }
    service.finish().await;
}

#[tokio::test]
async fn a_bus_that_is_cut_again_and_again_loses_nothing_and_comes_back() {
    if !can_have_several_nodes() {
        return;
    }
    // F5
    let service = Service::start(4, 2, "[bus]\nreconnect_ms = 50\n").await;
    let mut clients = service.clients().await;
    for _ in 0..10 {
        talk_all(&mut clients, &service.talk.room, 5);
        for client in &clients {
            client.wait_answered().await;
            service.deployment.database.execute("", CUT).unwrap();
        }
    }
    service.check(&clients).await;
    for node in &service.running {
        // it comes back by itself
        let until = Instant::now() + Duration::from_secs(20);
        while node.metric("tongxing_bus_healthy").await < 1.0 {
            assert!(Instant::now() < until, "the bus comes back");
        }
    }
    service.finish().await;
}

#[tokio::test]
async fn hints_that_come_twice_or_mixed_up_or_lie_have_no_effect() {
    if !can_have_several_nodes() {
        return;
    }
    // F6
    let service = Service::start(4, 2, "").await;
    let mut clients = service.clients().await;
    let room = &service.talk.room;
    for round in 0..10 {
        talk_all(&mut clients, room, 4);
        let lies = [
            format!(
                "liar\n{} room/{room}\n{} room/{room}\n1 room/{room}",
                900 - round,
                round
            ),
            format!("liar\n9223372036854775807 room/{room}\n0 room/{room}\n-5 room/{room}"),
            "liar\n0 access/nobody\n7 rooms/nobody\n0 \nnonsense\n\n3 room/nowhere".to_owned(),
            String::new(),
        ];
        for lie in lies {
            let tell = format!("SELECT pg_notify('tongxing', '{lie}')");
            service.deployment.database.execute("", &tell).unwrap();
            service.deployment.database.execute("", &tell).unwrap();
        }
    }
    service.check(&clients).await;
    service.finish().await;
}

#[tokio::test]
async fn a_hint_that_was_never_sent_is_made_up_for_by_looking() {
    if !can_have_several_nodes() {
        return;
    }
    // F2: both nodes believe in their bus, but no hint ever leaves
    let service = Service::start(4, 2, "[bus]\nflush_ms = 3600000\nsweep_ms = 300\n").await;
    let mut clients = service.clients().await;
    talk_all(&mut clients, &service.talk.room, 5);
    service.check(&clients).await;
    for node in &service.running {
        assert_eq!(node.metric("tongxing_bus_hints_heard_total").await, 0.0);
        assert_eq!(node.metric("tongxing_bus_healthy").await, 1.0);
    }
    service.finish().await;
}
