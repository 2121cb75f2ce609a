//! Compares the journals of clients with the database and checks I1 to I6.

use crate::support::product::{
    Chance, Clock, Error, Keys, MessageId,
    db::{
        Db, Limits,
        schema::{messages, room_events, room_heads},
    },
};
use diesel::prelude::*;
use std::collections::HashMap;
use tokio::sync::mpsc::unbounded_channel;
use tongxing_client::{Entry, Journal};

/// A message as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMessage {
    pub seq: i64,
    pub no: Option<i64>,
    pub message: String,
    pub seat: String,
    pub cid: String,
    pub body: String,
}

/// The log of one room.
pub struct StoredRoom {
    pub room: String,
    /// The number and kind of every event.
    pub events: Vec<(i64, String)>,
    pub messages: Vec<StoredMessage>,
    pub head: i64,
}

type Row = (MessageId, i64, Option<i64>, String, String, Option<Vec<u8>>);

impl StoredRoom {
    pub async fn read(url: &str, keys: &Keys, room: &str) -> StoredRoom {
        let db = Db::start(
            url,
            Limits {
                writers: 1,
                ..Limits::default()
            },
            (&Clock::fixed(0), &Chance::seeded(0)),
            unbounded_channel().0,
        )
        .await
        .expect("the database opens");
        let (id, keys) = (room.to_owned(), keys.clone());
        let read = db.read(move |conn| {
            let head: i64 = room_heads::table.find(&id).select(room_heads::last_seq).first(conn)?;
            let events: Vec<(i64, String)> = room_events::table
                .filter(room_events::room_id.eq(&id))
                .order(room_events::seq)
                .select((room_events::seq, room_events::kind))
                .load(conn)?;
            let rows: Vec<Row> = messages::table
                .filter(messages::room_id.eq(&id))
                .order(messages::seq)
                .select((
                    messages::id,
                    messages::seq,
                    messages::no,
                    messages::seat_id,
                    messages::cid,
                    messages::body,
                ))
                .load(conn)?;
            let mut stored = vec![];
            for (message, seq, no, seat, cid, body) in rows {
                let body = keys.open("messages", message.as_str(), &body.unwrap_or_default())?;
                stored.push(StoredMessage {
                    seq,
                    no,
                    message: message.to_string(),
                    seat,
                    cid,
                    body: String::from_utf8_lossy(&body).into_owned(),
                });
            }
            Ok::<_, Error>((head, events, stored))
        });
        let (head, events, messages) = read.await.expect("the log can be read");
        db.close().await;
        StoredRoom {
            room: room.to_owned(),
            events,
            messages,
            head,
        }
    }

    /// Checks I1 to I6 for every journal and its own messages. Fails with the invariant and the client.
    pub fn check(&self, journals: &[Journal]) {
        self.check_numbers();
        let by_cid: HashMap<&str, &StoredMessage> = self.messages.iter().map(|m| (m.cid.as_str(), m)).collect();
        assert_eq!(by_cid.len(), self.messages.len(), "I3: a client id is stored twice");
        let by_seq: HashMap<i64, &StoredMessage> = self.messages.iter().map(|m| (m.seq, m)).collect();
        for journal in journals {
            let name = &journal.name;
            for (cid, message, seq) in journal.acknowledged() {
                let stored = by_cid
                    .get(cid)
                    .unwrap_or_else(|| panic!("I1, I7: {cid} was acknowledged and is not stored"));
                assert_eq!((stored.message.as_str(), stored.seq), (message, seq), "I3: {cid}");
            }
            let submitted: Vec<_> = journal.submitted().filter(|message| message.0 == self.room).collect();
            let order: Vec<i64> = submitted
                .iter()
                .filter_map(|message| by_cid.get(message.1))
                .map(|m| m.seq)
                .collect();
            assert!(order.is_sorted(), "I6: {name} is out of order: {order:?}");
            for (_, cid, body) in submitted {
                assert!(
                    by_cid.get(cid).is_none_or(|m| m.body == body),
                    "I2: {cid} has another text"
                );
            }
            self.check_received(journal, &by_seq);
        }
    }

    /// I5
    fn check_numbers(&self) {
        let seqs: Vec<i64> = self.events.iter().map(|event| event.0).collect();
        assert_eq!(
            seqs,
            (1..=self.head).collect::<Vec<_>>(),
            "I5: numbers are dense up to the head"
        );
        let nos: Vec<i64> = self.messages.iter().filter_map(|m| m.no).collect();
        assert_eq!(
            nos,
            (1..=nos.len() as i64).collect::<Vec<_>>(),
            "I5: numbers of messages are dense"
        );
    }

    /// I1 to I4
    fn check_received(&self, journal: &Journal, by_seq: &HashMap<i64, &StoredMessage>) {
        let name = &journal.name;
        let faults = |entry: &Entry| {
            matches!(
                entry,
                Entry::Duplicate { .. } | Entry::UnannouncedGap { .. } | Entry::Gap { .. }
            )
        };
        let found: Vec<_> = journal.entries.iter().filter(|entry| faults(entry)).collect();
        assert!(found.is_empty(), "I3, I8: {name} received {found:?}");
        let Some(after) = journal.entries.iter().find_map(|entry| match entry {
            Entry::Subscribed { room, after } if *room == self.room => Some(*after),
            _ => None,
        }) else {
            return;
        };
        let seqs: Vec<i64> = journal.received(&self.room).map(|event| event.seq).collect();
        let last = seqs.last().copied().unwrap_or(after);
        assert_eq!(seqs, (after + 1..=last).collect::<Vec<_>>(), "I3, I4: {name}");
        for received in journal.received(&self.room) {
            let kind = self
                .events
                .iter()
                .find(|event| event.0 == received.seq)
                .map(|event| event.1.as_str());
            assert_eq!(
                kind,
                Some(received.kind.as_str()),
                "I2: {name} received {} at {}",
                received.kind,
                received.seq
            );
            if received.kind == "msg.new" {
                let stored = by_seq[&received.seq];
                assert_eq!(
                    (
                        received.message.as_deref(),
                        received.body.as_deref(),
                        received.member.as_deref()
                    ),
                    (
                        Some(stored.message.as_str()),
                        Some(stored.body.as_str()),
                        Some(stored.seat.as_str())
                    ),
                    "I2: {name} at {}",
                    received.seq
                );
            }
        }
    }

    /// Checks I1 for clients that stayed connected: they received everything up to the head.
    pub fn check_complete(&self, journals: &[Journal]) {
        self.check(journals);
        for journal in journals {
            assert_eq!(
                journal.last_seq(&self.room),
                self.head,
                "I1: {} misses the last events",
                journal.name
            );
        }
    }
}
