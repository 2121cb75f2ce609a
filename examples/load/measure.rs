//! The workloads, and what they cost the server.

use crate::client::Client;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long one row of messages a second takes.
pub const FOR: Duration = Duration::from_secs(3);
const TEXT: &str = "今天晚上七点，老地方见。路上小心，别着急。";

/// A server in a process of its own, on core 0 where `taskset` exists; it ends with this value.
pub struct Child {
    process: std::process::Child,
    address: String,
    room: String,
    tokens: Vec<String>,
    _folder: TempDir,
}

impl Child {
    pub async fn server(people: usize) -> Child {
        Child::start(&["server", &people.to_string()]).await
    }

    pub async fn bare() -> Child {
        Child::start(&["bare"]).await
    }

    async fn start(arguments: &[&str]) -> Child {
        let folder = tempfile::tempdir().unwrap();
        let file = format!("sqlite:{}", folder.path().join("load.db").display());
        let url = std::env::var("TONGXING_LOAD_DB").unwrap_or(file);
        let this = std::env::current_exe().unwrap();
        let mut command = Command::new("taskset");
        command.args(["-c", "0"]).arg(this).args(arguments);
        let mut process = command
            .env("TONGXING_DATABASE_URL", url)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let said: serde_json::Value = serde_json::from_str(&line).unwrap();
        let tokens = said["tokens"]
            .as_array()
            .unwrap()
            .iter()
            .map(|token| token.as_str().unwrap().to_owned());
        Child {
            address: said["address"].as_str().unwrap().to_owned(),
            room: said["room"].as_str().unwrap().to_owned(),
            tokens: tokens.collect(),
            process,
            _folder: folder,
        }
    }

    fn is_bare(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Seconds of CPU that the process has used.
    fn cpu(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
        ticks / 100.0
    }

    async fn connect(&self, number: usize, is_reader: bool) -> Client {
        if self.is_bare() {
            let mut client = Client::connect(&self.address, None).await;
            if is_reader {
                client.send("listen").await;
                client.until("sub.ok").await;
            }
            return client;
        }
        let answer = reqwest::Client::new()
            .post(format!("http://{}/api/v1/ws-ticket", self.address))
            .bearer_auth(&self.tokens[number])
            .json(&serde_json::json!({}));
        let ticket: serde_json::Value = answer.send().await.unwrap().json().await.unwrap();
        let mut client = Client::connect(&self.address, ticket["ticket"].as_str()).await;
        let rooms = if is_reader {
            format!(r#"{{"r":"{}"}}"#, self.room)
        } else {
            String::new()
        };
        client
            .send(&format!(r#"{{"t":"hello","v":1,"rooms":[{rooms}]}}"#))
            .await;
        client.until("welcome").await;
        if is_reader {
            client.until("sub.ok").await;
        }
        client
    }

    fn message(&self, cid: &str, body: &str) -> String {
        format!(r#"{{"t":"send","r":"{}","cid":"{cid}","body":"{body}"}}"#, self.room)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn percentile(times: &mut [f64], part: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    times
        .get(((times.len() as f64 - 1.0) * part) as usize)
        .copied()
        .unwrap_or(0.0)
}

/// Messages a second that were stored and answered, with the times from send to answer in milliseconds.
pub async fn messages(server: &Child, senders: usize) -> (f64, f64, f64) {
    let mut clients = vec![];
    for number in 0..senders {
        clients.push(server.connect(number, false).await);
    }
    let began = Instant::now();
    let work = clients.into_iter().enumerate().map(|(number, mut client)| async move {
        let mut times = vec![];
        while began.elapsed() < FOR {
            let cid = format!("m-{senders}-{number}-{:06}", times.len());
            let sent = Instant::now();
            client.send(&server.message(&cid, TEXT)).await;
            client.until("sent").await;
            times.push(sent.elapsed().as_secs_f64() * 1_000.0);
        }
        times
    });
    let mut times = futures_util::future::join_all(work).await.concat();
    let rate = times.len() as f64 / began.elapsed().as_secs_f64();
    (rate, percentile(&mut times, 0.5), percentile(&mut times, 0.99))
}

/// Requests a second for the newest 50 messages with 32 clients, and milliseconds of server CPU for one.
pub async fn history(server: &Child) -> (f64, f64) {
    let client = reqwest::Client::new();
    let url = format!(
        "http://{}/api/v1/chat/rooms/{}/messages?limit=50",
        server.address, server.room
    );
    let (began, cpu) = (Instant::now(), server.cpu());
    let work = (0..32).map(|number| {
        let (client, url, token) = (client.clone(), url.clone(), server.tokens[number].clone());
        async move {
            let mut count = 0;
            while began.elapsed() < FOR {
                let answer = client.get(&url).bearer_auth(&token).send().await.unwrap();
                assert_eq!(answer.status(), 200);
                answer.bytes().await.unwrap();
                count += 1;
            }
            count
        }
    });
    let count = futures_util::future::join_all(work).await.into_iter().sum::<usize>() as f64;
    (
        count / began.elapsed().as_secs_f64(),
        (server.cpu() - cpu) * 1_000.0 / count,
    )
}

/// What a run of deliveries came to.
pub struct Cost {
    deliveries: usize,
    seconds: f64,
    cpu: f64,
    times: Vec<f64>,
}

impl Cost {
    pub fn print(mut self, name: &str) {
        let million = self.deliveries as f64 / 1e6;
        let per_second = self.deliveries as f64 / self.seconds;
        print!(
            "  {name:<24} {per_second:>9.0} deliveries/s  {:>6.2} CPU s per million",
            self.cpu / million
        );
        if !self.times.is_empty() {
            let (p50, p99) = (percentile(&mut self.times, 0.5), percentile(&mut self.times, 0.99));
            print!("   send to deliver p50 {p50:.2} p99 {p99:.2} ms");
        }
        println!();
    }
}

/// Reads until `count` events have come, each once and in order; gives back how long each took if it says when it was sent.
async fn read(mut client: Client, count: usize, epoch: Instant) -> (Instant, Vec<f64>) {
    let (mut last, mut heard, mut times) = (None::<i64>, 0, vec![]);
    while heard < count {
        let frame = client.frames.next().await.expect("the connection stays");
        let now = epoch.elapsed().as_nanos();
        let mut rest = &frame[..];
        while let Some(at) = find(rest, br#"{"t":"ev""#) {
            rest = &rest[at + 9..];
            let seq = number_after(rest, br#""seq":"#) as i64;
            assert!(last.is_none_or(|last| seq == last + 1), "after {last:?} came {seq}");
            last = Some(seq);
            heard += 1;
            if let Some(at) = find(rest, br#""body":"t="#) {
                let sent = number_after(&rest[at..], b"t=");
                times.push((now.saturating_sub(sent)) as f64 / 1e6);
            }
        }
    }
    let done = Instant::now();
    assert_eq!(heard, count, "more came than was sent");
    let surplus = tokio::time::timeout(Duration::from_millis(300), client.frames.next()).await;
    assert!(
        !matches!(surplus, Ok(Some(frame)) if find(&frame, br#""t":"ev""#).is_some()),
        "surplus"
    );
    (done, times)
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

fn number_after(text: &[u8], part: &[u8]) -> u128 {
    let at = find(text, part).expect("a number") + part.len();
    text[at..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .fold(0, |n, byte| n * 10 + u128::from(byte - b'0'))
}

async fn readers(server: &Child, count: usize) -> Vec<Client> {
    let mut clients = vec![];
    for number in 0..count {
        clients.push(server.connect(number, true).await);
    }
    clients
}

/// As fast as the room takes them: 64 senders, each waiting for its answer, `count` messages in all.
pub async fn saturated(server: &Child, count_readers: usize, count: usize) -> Cost {
    let epoch = Instant::now();
    let tasks: Vec<_> = readers(server, count_readers)
        .await
        .into_iter()
        .map(|reader| tokio::spawn(read(reader, count, epoch)))
        .collect();
    let mut senders = vec![];
    for number in 0..64 {
        senders.push(server.connect(count_readers + number, false).await);
    }
    let (began, cpu, left) = (Instant::now(), server.cpu(), Arc::new(AtomicUsize::new(count)));
    let work = senders.into_iter().enumerate().map(|(number, mut sender)| {
        let left = left.clone();
        async move {
            while let Ok(one) = left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)) {
                sender
                    .send(&server.message(&format!("s-{number}-{one:08}"), TEXT))
                    .await;
                sender.until("sent").await;
            }
        }
    });
    futures_util::future::join_all(work).await;
    let mut last = began;
    for task in tasks {
        last = last.max(task.await.unwrap().0);
    }
    let seconds = (last - began).as_secs_f64();
    Cost {
        deliveries: count * count_readers,
        seconds,
        cpu: server.cpu() - cpu,
        times: vec![],
    }
}

/// A steady pace, with the time from send to each delivery.
pub struct Paced<'a> {
    server: &'a Child,
    readers: usize,
}

impl<'a> Paced<'a> {
    pub fn new(server: &'a Child, readers: usize) -> Self {
        Paced { server, readers }
    }

    pub async fn run(self, a_second: u32, time: Duration) -> Cost {
        let (server, epoch) = (self.server, Instant::now());
        let count = (time.as_secs() as usize) * a_second as usize;
        let clients = readers(server, self.readers).await;
        let tasks: Vec<_> = clients
            .into_iter()
            .map(|reader| tokio::spawn(read(reader, count, epoch)))
            .collect();
        let mut sender = server.connect(self.readers, false).await;
        let (began, cpu) = (Instant::now(), server.cpu());
        let mut tick = tokio::time::interval(Duration::from_secs(1) / a_second);
        for number in 0..count {
            tick.tick().await;
            let body = format!("t={} {TEXT}", epoch.elapsed().as_nanos());
            sender
                .send(&server.message(&format!("p-{}-{number:08}", self.readers), &body))
                .await;
            sender.until("sent").await;
        }
        let mut times = vec![];
        for task in tasks {
            times.extend(task.await.unwrap().1);
        }
        let seconds = began.elapsed().as_secs_f64();
        Cost {
            deliveries: count * self.readers,
            seconds,
            cpu: server.cpu() - cpu,
            times,
        }
    }
}
