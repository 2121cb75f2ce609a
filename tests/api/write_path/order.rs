use super::tables::*;
use crate::support::product::{db, realtime::ReorderBuffer};
use std::collections::HashMap;

/// Writers may hand on events the other way round than they committed; the sequencer mends it.
#[tokio::test]
async fn events_come_out_in_the_order_of_their_commits_each_once() {
    const ROOMS: [&str; 4] = ["a", "b", "c", "d"];
    let mut tables = Tables::new().await;
    tables.add_rooms(&ROOMS).await;
    let mut sequences: HashMap<String, ReorderBuffer> = HashMap::new();
    for room in ROOMS {
        sequences.entry(format!("room/{room}")).or_default().begin(0);
    }
    let mut writes = tokio::task::JoinSet::new();
    for n in 0..400 {
        let db = tables.db.clone();
        writes.spawn(async move {
            db.write_or(move |tx| Ok::<_, db::Error>(post(tx, ROOMS[n % 4], &format!("m{n:03}"))?))
                .await
        });
    }
    for answer in writes.join_all().await {
        answer.expect("a write");
    }
    let mut out: HashMap<String, Vec<i64>> = HashMap::new();
    for event in tables.received() {
        for event in sequences.entry(event.topic.clone()).or_default().offer(event) {
            out.entry(event.topic).or_default().push(event.number);
        }
    }
    for room in ROOMS {
        assert_eq!(out[&format!("room/{room}")], (1..=100).collect::<Vec<_>>());
        assert_eq!(tables.seqs(room).await, (1..=100).collect::<Vec<_>>());
    }
}

/// When the answer is there, its event has left and its row can be read.
#[tokio::test]
async fn an_answer_comes_after_its_event_and_its_row() {
    let mut tables = Tables::new().await;
    tables.add_rooms(&["a"]).await;
    for n in 1..=20 {
        tables
            .db
            .write_or(|tx| Ok::<_, db::Error>(post(tx, "a", "x")?))
            .await
            .unwrap();
        assert_eq!(tables.received(), [event("a", n)]);
        assert_eq!(tables.seqs("a").await.len() as i64, n);
    }
}
