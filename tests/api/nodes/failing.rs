//! A node that dies, and nodes that are renewed one after the other.

use super::{Service, can_have_several_nodes, talk_all};
use tongxing_client::{Client, Entry};

#[tokio::test]
async fn clients_of_a_node_that_is_killed_go_on_at_the_other() {
    if !can_have_several_nodes() {
        return;
    }
    // F1, F2, F4
    let mut service = Service::start(8, 2, "").await;
    let mut clients = service.clients().await;
    talk_all(&mut clients, &service.talk.room, 50);
    for client in &clients {
        client
            .wait_until("some answers", |journal| journal.acknowledged().count() >= 10)
            .await;
    }
    let mut killed = service.running.remove(0);
    killed.kill().await;
    service
        .nodes
        .change(|all| all.retain(|address| *address != killed.address));
    let journals = service.check(&clients).await;
    let lost = |entry: &Entry| matches!(entry, Entry::Disconnected);
    assert!(
        journals.iter().filter(|journal| journal.count(lost) > 0).count() >= 4,
        "half of them were there"
    );
    service.finish().await;
}

#[tokio::test]
async fn nodes_are_renewed_one_after_the_other_and_nobody_sees_a_failed_send() {
    if !can_have_several_nodes() {
        return;
    }
    // F17
    let mut service = Service::start(8, 2, "").await;
    let mut clients = service.clients().await;
    for round in 1..=2 {
        talk_all(&mut clients, &service.talk.room, 40);
        for client in &clients {
            let enough = (round - 1) * 40 + 10;
            client
                .wait_until("some answers", |journal| journal.acknowledged().count() >= enough)
                .await;
        }
        service.replace(0, false).await;
    }
    let journals = service.check(&clients).await;
    let refused = |entry: &Entry| matches!(entry, Entry::Refused { .. });
    assert!(journals.iter().all(|journal| journal.count(refused) == 0));
    let bye = |entry: &Entry| matches!(entry, Entry::Bye { code: 4503, .. });
    let left: usize = journals.iter().map(|journal| journal.count(bye)).sum();
    assert!(left >= 8, "everybody was asked to come back, {left} were");
    service.finish().await;
}

#[tokio::test]
async fn a_client_that_loses_its_power_while_it_sends_leaves_one_message_or_none() {
    // F3
    let service = Service::start(2, 1, "").await;
    let mut clients = service.clients().await;
    let listener = clients.remove(0);
    let mut speaker = clients.remove(0);
    for number in 0..40 {
        speaker.send_message(&service.talk.room, &format!("最后的话 {number}"));
    }
    speaker
        .wait_until("some answers", |journal| journal.acknowledged().count() >= 5)
        .await;
    let journal = speaker.abort();
    // the device starts again and sends its queue from the first that it knows no answer of
    let mut again: Client = service.talk.members[1].client(
        &service.nodes,
        0,
        tongxing_client::Transport::Socket,
        &[&service.talk.room],
    );
    again.wait_subscribed(&service.talk.room).await;
    for number in 0..40 {
        again.send_message(&service.talk.room, &format!("最后的话 {number}"));
    }
    let journals = service.check_twice(&[listener, again], &journal).await;
    let twins = journals[1].count(|entry| matches!(entry, Entry::Acknowledged { is_duplicate: true, .. }));
    assert!(twins >= 5, "what stood already was recognised, {twins}");
    service.finish().await;
}
