//! `kill -9` of the server while people write: it starts clean, and whatever it acknowledged is there.

use crate::support::checker::StoredRoom;
use crate::support::deployment::Deployment;
use crate::support::person::Person;
use crate::support::product::{Clock, HOUR, MINUTE};
use crate::support::world::{Studio, Talk, World, recording, session_path};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tongxing_client::Nodes;
use tongxing_client::{Client, Entry, Journal};

const ROUNDS: usize = 3;

#[tokio::test]
async fn everything_acknowledged_survives_kill_9_of_the_server_under_load() {
    // I1 to I7, F1
    let (deployment, talk) = Deployment::after(async |world| Talk::plant(world, 8).await).await;
    let nodes = Nodes::default();
    let mut node = deployment.start().await;
    nodes.change(|all| *all = vec![node.address]);
    let mut clients = talk.clients(&nodes).await;
    for round in 1..=ROUNDS {
        for (index, client) in clients.iter_mut().enumerate() {
            for number in 0..60 {
                client.send_message(&talk.room, &format!("第{round}轮 {index} {number}"));
            }
        }
        // in the middle of it: some are acknowledged, the others are on their way or wait
        for client in &clients {
            let enough = (round - 1) * 60 + 20;
            client
                .wait_until("some answers", |journal| journal.acknowledged().count() >= enough)
                .await;
        }
        node.kill().await;
        node = deployment.start().await;
        nodes.change(|all| *all = vec![node.address]);
    }
    let journals = finish(&deployment, &talk, &clients).await;
    let lost = |entry: &Entry| matches!(entry, Entry::Disconnected);
    assert!(
        journals.iter().all(|journal| journal.count(lost) >= ROUNDS),
        "every kill was felt by everybody"
    );
    node.kill().await;
}

/// Waits until every message is sent and received, and checks the invariants.
async fn finish(deployment: &Deployment, talk: &Talk, clients: &[Client]) -> Vec<Journal> {
    for client in clients {
        client.wait_answered().await;
    }
    let truth = StoredRoom::read(&deployment.database.url, &deployment.keys, &talk.room).await;
    for client in clients {
        client.wait_received(&talk.room, truth.head).await;
    }
    let journals: Vec<Journal> = clients.iter().map(Client::journal).collect();
    let said: usize = journals.iter().map(|journal| journal.submitted().count()).sum();
    assert_eq!(truth.messages.len(), said, "I3: each message stands once");
    truth.check_complete(&journals);
    journals
}

#[tokio::test]
async fn sessions_and_attendance_that_were_acknowledged_survive_kill_9() {
    // two hours ago a session was planned that has ended meanwhile
    let now = Clock::system().now();
    let plant = async |world: &World| {
        let studio = world.studio().await;
        let coordinator = studio.coordinator(world).await;
        let (date, start) = local(now - 100 * MINUTE);
        let session = studio.plan_session(&coordinator, &date, &start, json!({})).await;
        let lead = studio.lead(world).await;
        (studio, coordinator, lead, session)
    };
    let (deployment, (studio, coordinator, lead, session)) =
        Deployment::after_at(Clock::fixed(now - 2 * HOUR), plant).await;
    let (mut counted, mut planned) = (0, vec![]);
    for round in 0..ROUNDS as i64 {
        let mut node = deployment.start().await;
        let (told, mut acknowledged) = unbounded_channel();
        let attending = count_up(&lead, node.address, &session, counted, &told);
        let planning = plan_on(&coordinator, node.address, &studio, now, round, &told);
        let (counted_now, planned_now, ()) = tokio::join!(attending, planning, async {
            // the two write until the server is gone
            for _ in 0..30 {
                acknowledged.recv().await;
            }
            node.kill().await;
        });
        counted = counted_now.max(counted);
        planned.extend(planned_now);
    }
    let mut node = deployment.start().await;
    let sheet = lead
        .at(node.address)
        .get(&format!("{}/attendance", session_path(&session)))
        .await
        .expect(200);
    let stands = sheet["unnamed_count"].as_i64().unwrap();
    assert!(stands >= counted, "{stands} stands, {counted} was acknowledged");
    assert!(
        counted > 0 && !planned.is_empty(),
        "the rounds were long enough to write something"
    );
    for planned in &planned {
        let page = coordinator
            .at(node.address)
            .get(&session_path(planned))
            .await
            .expect(200);
        assert_eq!(page["starts_at"], planned["starts_at"]);
    }
    node.kill().await;
}

/// Counts people without a name, one more each time, until the server is gone; the last count that it acknowledged.
async fn count_up(lead: &Person, node: SocketAddr, session: &Value, from: i64, told: &UnboundedSender<()>) -> i64 {
    let lead = lead.at(node);
    let mut acknowledged = from;
    loop {
        let body = recording(1, json!([]), Some((acknowledged + 1, acknowledged + 1)));
        let request = lead.request(reqwest::Method::PUT, &format!("{}/attendance", session_path(session)));
        match request.json(&body).send().await {
            Ok(answer) if answer.status() == 200 => {
                acknowledged += 1;
                let _ = told.send(());
            }
            Ok(answer) => panic!("{} {}", answer.status(), answer.text().await.unwrap_or_default()),
            Err(_) => return acknowledged,
        }
    }
}

/// Plans sessions two hours apart until the server is gone; those that it acknowledged.
async fn plan_on(
    coordinator: &Person,
    node: SocketAddr,
    studio: &Studio,
    now: i64,
    round: i64,
    told: &UnboundedSender<()>,
) -> Vec<Value> {
    let coordinator = coordinator.at(node);
    let mut acknowledged = vec![];
    for number in 0.. {
        let (date, start) = local(now + 24 * HOUR + (round * 80 + number) * 2 * HOUR);
        let request = coordinator.request(reqwest::Method::POST, "/sessions");
        let Ok(answer) = request.json(&studio.session_body(&date, &start)).send().await else {
            break;
        };
        let status = answer.status();
        let Ok(text) = answer.text().await else { break };
        assert_eq!(status, 201, "{text}");
        acknowledged.push(serde_json::from_str(&text).unwrap());
        let _ = told.send(());
    }
    acknowledged
}

/// Date and time of day in the studio's zone, to five minutes.
pub fn local(at: i64) -> (String, String) {
    let at = Timestamp::from_millisecond(at - at.rem_euclid(5 * MINUTE)).unwrap();
    let at = at.in_tz("Asia/Shanghai").unwrap();
    (at.strftime("%Y-%m-%d").to_string(), at.strftime("%H:%M").to_string())
}
