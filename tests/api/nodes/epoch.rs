//! A database that has lost what it had acknowledged, as after a failover without synchronous replication.

use super::Service;
use tongxing_client::Entry;

#[tokio::test]
async fn a_room_whose_last_events_are_lost_begins_a_new_epoch() {
    // F8; with two nodes where there can be two
    let count = if super::can_have_several_nodes() { 2 } else { 1 };
    let service = Service::start(4, count, "[bus]\nsweep_ms = 100\npoll_ms = 50\n").await;
    let room = service.talk.room.clone();
    let mut clients = service.clients().await;
    super::talk_all(&mut clients, &room, 5);
    service.check(&clients).await;
    let before = clients[0].journal();
    let head = before.last_seq(&room);
    let lost = head - 3;
    let forget = format!(
        "DELETE FROM room_events WHERE room_id = '{room}' AND seq > {lost};
         DELETE FROM messages WHERE room_id = '{room}' AND seq > {lost};
         UPDATE room_heads SET last_seq = last_seq - 3, last_no = last_no - 3 WHERE room_id = '{room}';"
    );
    service
        .deployment
        .database
        .execute(&format!("BEGIN IMMEDIATE; {forget} COMMIT;"), &forget)
        .unwrap();
    for client in &clients {
        let is_gap =
            |entry: &Entry| matches!(entry, Entry::Gap { reason, head, .. } if reason == "epoch" && *head == lost);
        client.wait_until("a gap", |journal| journal.count(is_gap) >= 1).await;
    }
    // the numbers are given out again, and nobody takes the new ones for the old
    let cid = clients[0].send_message(&room, "又开始了");
    for client in &clients {
        client
            .wait_until("the new message", |journal| {
                journal
                    .received(&room)
                    .any(|heard| heard.seq == lost + 1 && heard.body.as_deref() == Some("又开始了"))
            })
            .await;
    }
    // the answer may come after the event
    clients[0]
        .wait_until("an answer", |journal| journal.acknowledged().any(|sent| sent.0 == cid))
        .await;
    let after = clients[0].journal();
    let stands = after.acknowledged().find(|sent| sent.0 == cid).expect("an answer");
    assert_eq!(stands.2, lost + 1);
    let epochs: Vec<&str> = after.received(&room).map(|heard| heard.epoch.as_str()).collect();
    assert_ne!(epochs.first(), epochs.last());
    // a client that comes back with the old epoch is told
    service.finish().await;
}
