//! Many clients do whatever comes to mind, and a checker reads all their logs beside the database.

use crate::support::person::Person;
use crate::support::product::{
    Error,
    db::schema::{messages, room_events},
};
use crate::support::socket::Socket;
use crate::support::world::{TeamRoom, at_full_speed};
use diesel::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// What one client has seen and done.
#[derive(Default)]
struct Log {
    events: BTreeMap<i64, Value>,
    sent: HashMap<String, (String, i64)>,
    tried: Vec<(String, String)>,
    resumed: usize,
}

struct Client<'a> {
    team: &'a TeamRoom,
    person: Person,
    device: usize,
    chance: StdRng,
    log: Log,
}

impl Client<'_> {
    fn note(&mut self, frame: &Value) {
        match frame["t"].as_str() {
            Some("ev") => {
                let seq = frame["seq"].as_i64().unwrap();
                // twice is allowed on the wire only if it is the same event; a client applies it once (I3)
                if let Some(known) = self.log.events.insert(seq, frame.clone()) {
                    assert_eq!(&known, frame);
                }
            }
            Some("sent") => self.note_sent(frame),
            Some("sub.ok" | "welcome" | "notice") => {}
            other => panic!("{other:?} {frame}"),
        }
    }

    fn note_sent(&mut self, sent: &Value) {
        let (cid, m) = (
            sent["cid"].as_str().unwrap().to_owned(),
            sent["m"].as_str().unwrap().to_owned(),
        );
        let (_, seq) = self
            .log
            .sent
            .entry(cid)
            .or_insert((m.clone(), sent["seq"].as_i64().unwrap()))
            .clone();
        assert_eq!(sent["seq"], seq, "an answer to the same message says the same");
    }

    async fn come(&mut self) -> Socket {
        let mut socket = Socket::open(&self.team.app, &self.person).await;
        let position = match self.log.events.keys().next_back() {
            Some(seq) => json!({ "r": self.team.room, "seq": seq }),
            None => json!({ "r": self.team.room, "seq": 0 }),
        };
        socket.hello(json!([position])).await;
        socket
    }

    async fn live(mut self, steps: usize) -> Log {
        let mut socket = self.come().await;
        for step in 0..steps {
            match self.chance.random_range(0..10) {
                0..=4 => {
                    let cid = format!("cid-{}-{}-{step:04}", self.person.id, self.device);
                    let text = format!("{step} {}", "字".repeat(self.chance.random_range(0..200)));
                    self.log.tried.push((cid.clone(), text.clone()));
                    let frame = json!({ "t": "send", "id": cid, "r": self.team.room, "cid": cid, "body": text });
                    socket.send(frame).await;
                }
                5 => {
                    // once more what was sent before, by the other road
                    let Some((cid, text)) = self.log.tried.last().cloned() else {
                        continue;
                    };
                    let answer = self.team.post_message(&self.person, &cid, &text).await;
                    self.note_sent(&answer);
                }
                6 => {
                    let no = self.chance.random_range(0..500);
                    socket.send(json!({ "t": "read", "r": self.team.room, "no": no })).await;
                }
                7 => {
                    // gone without a word, and back
                    socket = self.come().await;
                    self.log.resumed += 1;
                }
                _ => {
                    let frame = socket.next().await.expect("the socket stays");
                    if frame["t"] != "read" {
                        self.note(&frame);
                    }
                }
            }
        }
        // whatever was tried and never answered is sent again, as a client does when it comes back (I6, I7)
        for (cid, text) in self.log.tried.clone() {
            if !self.log.sent.contains_key(&cid) {
                let answer = self.team.post_message(&self.person, &cid, &text).await;
                self.note_sent(&answer);
            }
        }
        drop(socket);
        self.log
    }

    /// Reads to the end of the log.
    async fn read_up(mut self, head: i64) -> Log {
        let mut socket = self.come().await;
        while self.log.events.keys().next_back().is_none_or(|seq| *seq < head) {
            let frame = socket.next().await.expect("the socket stays");
            if frame["t"] != "read" {
                self.note(&frame);
            }
        }
        self.log
    }
}

/// So many people with so many devices each.
async fn storm(seed: u64, count: usize, devices: usize, steps: usize) {
    let clients = count * devices;
    let team = TeamRoom::open_with(at_full_speed).await;
    let mut people = vec![];
    for _ in 0..count {
        let person = team.counsellor().await;
        team.add_seat(&person).await;
        people.push(person);
    }
    let client = |number: usize, log| Client {
        team: &team,
        person: people[number % count].clone(),
        device: number / count,
        chance: StdRng::seed_from_u64(seed * 1_000 + number as u64),
        log,
    };
    let lives = (0..clients).map(|number| client(number, Log::default()).live(steps));
    let logs = futures_util::future::join_all(lives).await;
    let room = team.dafeng.get(&team.path("")).await.expect(200);
    let (head, last_no) = (room["head_seq"].as_i64().unwrap(), room["last_no"].as_i64().unwrap());
    let ends = logs
        .into_iter()
        .enumerate()
        .map(|(number, log)| client(number, log).read_up(head));
    let logs = futures_util::future::join_all(ends).await;

    let stored = team.db.read(|conn| {
        let rows: Vec<(i64, Option<i64>, String, String)> = messages::table
            .select((messages::seq, messages::no, messages::id, messages::cid))
            .order(messages::seq)
            .load(conn)?;
        let seqs: Vec<i64> = room_events::table
            .select(room_events::seq)
            .order(room_events::seq)
            .load(conn)?;
        Ok::<_, Error>((rows, seqs))
    });
    let (rows, seqs) = stored.await.unwrap();
    // I5
    assert_eq!(seqs, (1..=head).collect::<Vec<_>>());
    assert_eq!(
        rows.iter().map(|row| row.1).collect::<Vec<_>>(),
        (1..=last_no).map(Some).collect::<Vec<_>>()
    );
    // I1, I3: each tried text stands exactly once, and every answer told the truth
    let tried: usize = logs.iter().map(|log| log.tried.len()).sum();
    assert_eq!(rows.len(), tried);
    let by_cid: HashMap<&str, (&str, i64)> = rows.iter().map(|row| (&*row.3, (&*row.2, row.0))).collect();
    let texts: HashMap<&str, &str> = logs
        .iter()
        .flat_map(|log| &log.tried)
        .map(|(cid, text)| (&**cid, &**text))
        .collect();
    for log in &logs {
        for (cid, (m, seq)) in &log.sent {
            assert_eq!(by_cid[cid.as_str()], (m.as_str(), *seq));
        }
        // I6: in the order of pressing, as far as each was answered before the next was sent; I2: the text that was sent
        for event in log.events.values() {
            if let Some(cid) = event["d"]["cid"].as_str() {
                assert_eq!(event["d"]["body"], texts[cid]);
            }
        }
    }
    // I4, I8: everybody has one contiguous range that ends at the head, and the same events in it
    let mut whole: BTreeMap<i64, Value> = BTreeMap::new();
    for log in &logs {
        let numbers: Vec<i64> = log.events.keys().copied().collect();
        let first = numbers[0];
        assert_eq!(numbers, (first..=head).collect::<Vec<_>>(), "a hole");
        for (seq, event) in &log.events {
            let mut event = event.clone();
            event["d"].as_object_mut().unwrap().remove("cid");
            assert_eq!(whole.entry(*seq).or_insert(event.clone()), &event);
        }
    }
    // I12
    for person in &people {
        let room = person.get(&team.path("")).await.expect(200);
        let page = person.get(&team.path("/messages?limit=200")).await.expect(200);
        let me = room["membership_id"].as_str().unwrap();
        if last_no <= 200 {
            let after = |m: &&Value| {
                m["author_id"] != me && m["no"].as_i64() > room["read_no"].as_i64() && !m["body"].is_null()
            };
            let unread = page["items"].as_array().unwrap().iter().filter(after).count();
            assert_eq!(room["unread"], unread.min(100));
        }
    }
    assert!(
        logs.iter().map(|log| log.resumed).sum::<usize>() > 0,
        "nobody came back: the test is too short"
    );
    team.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_clients_agree_with_each_other_and_with_the_database() {
    storm(1, 8, 1, 60).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_few_random_clients_agree_on_unread_counts_too() {
    storm(2, 4, 1, 40).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_devices_of_one_person_that_come_and_go_agree_with_each_other() {
    // F18, I1 to I6, I12
    storm(3, 2, 5, 40).await;
}
