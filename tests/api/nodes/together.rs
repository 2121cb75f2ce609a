//! What happens on one node is received on the others.

use super::{Service, can_have_several_nodes, talk_all};
use crate::support::database::TestDatabase;
use crate::support::deployment::Deployment;
use std::collections::HashSet;
use tongxing_client::Entry;

#[tokio::test]
async fn a_message_posted_on_one_node_is_received_on_every_other_in_order() {
    if !can_have_several_nodes() {
        return;
    }
    // I1 to I6
    let service = Service::start(9, 3, "").await;
    let mut clients = service.clients().await;
    talk_all(&mut clients, &service.talk.room, 25);
    let journals = service.check(&clients).await;
    let used: HashSet<String> = journals
        .iter()
        .flat_map(|journal| &journal.entries)
        .filter_map(|entry| match entry {
            Entry::Welcome { node } => Some(node.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(used.len(), 3, "every node had clients");
    for node in &service.running {
        assert_eq!(node.metric("tongxing_bus_healthy").await, 1.0);
        assert!(node.metric("tongxing_bus_hints_sent_total").await >= 1.0);
        assert!(node.metric("tongxing_bus_hints_heard_total").await >= 1.0);
    }
    service.finish().await;
}

#[tokio::test]
async fn somebody_who_was_seated_on_one_node_may_write_on_another_at_once() {
    if !can_have_several_nodes() {
        return;
    }
    // I11: no hint ever leaves the first node, so the second has to look for itself
    let mut service = Service::start(2, 1, "[bus]\nflush_ms = 3600000\n").await;
    service.running.push(service.deployment.start().await);
    let (here, there) = (service.running[0].address, service.running[1].address);
    let room = format!("/chat/rooms/{}", service.talk.room);
    let (ann, bob) = (&service.talk.members[0], &service.talk.members[1]);
    ann.at(there).get(&format!("{room}/messages")).await.expect(200);
    bob.at(there).get(&format!("{room}/messages")).await.expect(200);
    let left = service.talk.membership_id(here, bob).await;
    service
        .talk
        .coordinator
        .at(here)
        .delete(&format!("{room}/seats/{left}"))
        .await
        .expect(204);
    let again = serde_json::json!({ "person_id": bob.id, "role": "participant" });
    service
        .talk
        .coordinator
        .at(here)
        .post(&format!("{room}/seats"), again)
        .await
        .expect(201);
    let said = serde_json::json!({ "cid": "cid-at-once", "body": "我回来了" });
    bob.at(there).post(&format!("{room}/messages"), said).await.expect(201);
    service.finish().await;
}

#[tokio::test]
async fn nodes_that_start_at_the_same_moment_on_an_empty_database_all_serve() {
    if !can_have_several_nodes() {
        return;
    }
    let deployment = Deployment::on(TestDatabase::empty().await);
    let (first, second, third) = tokio::join!(deployment.start(), deployment.start(), deployment.start());
    for node in [&first, &second, &third] {
        let ready = reqwest::get(format!("http://{}/readyz", node.address)).await.unwrap();
        assert_eq!(ready.status(), 200);
    }
}
