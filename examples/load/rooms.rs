//! W2: a hundred rooms of ten.

use crate::child::Child;
use crate::client::Client;
use crate::deliveries::{Cost, count_events, read};
use crate::messages::{self, FOR, TEXT};
use crate::server::Dataset;
use std::time::{Duration, Instant};

const ROOMS: usize = 100;
const EACH: usize = 10;
/// Messages a second over all rooms in the steady run, and for how long.
const PACE: u32 = 200;
const STEADY: Duration = Duration::from_secs(8);

pub async fn run() {
    println!("W2: {ROOMS} rooms of {EACH}, everybody listening");
    let server = Child::server(Dataset::Rooms {
        count: ROOMS,
        each: EACH,
    })
    .await;
    saturated(&server).await;
    steady(&server).await.print("200 messages a second");
}

/// The first of each room sends as fast as it is answered; the others are subscribed, and each must receive all of it.
async fn saturated(server: &Child) {
    let (mut senders, mut listeners) = (vec![], vec![]);
    for person in 0..ROOMS * EACH {
        let client = server.connect(person, true).await;
        if person % EACH == 0 {
            senders.push((person, client));
        } else {
            listeners.push(client);
        }
    }
    let draining: Vec<_> = listeners
        .into_iter()
        .map(|client| tokio::spawn(count_received(client)))
        .collect();
    let rate = messages::saturate(server, senders, "w2").await;
    let (sent, mut received) = (rate.times.len(), 0);
    rate.print("saturated");
    for task in draining {
        received += task.await.unwrap();
    }
    assert_eq!(
        received,
        sent * (EACH - 1),
        "every listener hears each message of their room once"
    );
}

/// How many events come until nothing has come for a second. The whole client is taken: a half of it would end the connection.
async fn count_received(mut client: Client) -> usize {
    let mut received = 0;
    while let Ok(Some(frame)) = tokio::time::timeout(FOR + Duration::from_secs(1), client.next()).await {
        received += count_events(&frame);
    }
    received
}

/// A steady pace over all rooms in turn.
async fn steady(server: &Child) -> Cost {
    let epoch = Instant::now();
    let count = (STEADY.as_secs() * u64::from(PACE)) as usize;
    let (mut senders, mut tasks) = (vec![], vec![]);
    for person in 0..ROOMS * EACH {
        let client = server.connect(person, person % EACH != 0).await;
        if person % EACH == 0 {
            senders.push((person, client));
        } else {
            tasks.push(tokio::spawn(read(client, count / ROOMS, epoch)));
        }
    }
    let (began, cpu) = (Instant::now(), server.cpu());
    let mut tick = tokio::time::interval(Duration::from_secs(1) / PACE);
    for number in 0..count {
        tick.tick().await;
        let (person, sender) = &mut senders[number % ROOMS];
        let body = format!("t={} {TEXT}", epoch.elapsed().as_nanos());
        sender
            .send(&server.message(*person, &format!("w2-steady-{number:08}"), &body))
            .await;
    }
    let mut times = vec![];
    for task in tasks {
        times.extend(task.await.unwrap().1);
    }
    Cost {
        deliveries: count * (EACH - 1),
        seconds: began.elapsed().as_secs_f64(),
        cpu: server.cpu() - cpu,
        times,
    }
}
