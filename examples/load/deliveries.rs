//! W1: what one room costs its readers.

use crate::child::{Child, percentile};
use crate::client::Client;
use crate::messages::TEXT;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// The result of a run of deliveries.
pub struct Cost {
    pub deliveries: usize,
    pub seconds: f64,
    /// Seconds of server CPU.
    pub cpu: f64,
    /// From send to each delivery, in milliseconds, where messages carry the time of sending.
    pub times: Vec<f64>,
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

/// Messages by which the senders may be ahead of the slowest reader.
const AHEAD: usize = 512;
/// How an event begins.
const EVENT: &[u8] = br#"{"t":"ev""#;

/// Reads until `count` events have come, each once and in order; gives back how long each took if it carries the time of sending.
pub async fn read(client: Client, count: usize, epoch: Instant) -> (Instant, Vec<f64>) {
    read_counting(client, count, epoch, &AtomicUsize::new(0)).await
}

async fn read_counting(mut client: Client, count: usize, epoch: Instant, so_far: &AtomicUsize) -> (Instant, Vec<f64>) {
    let (mut last, mut received, mut times) = (None::<i64>, 0, vec![]);
    while received < count {
        let frame = client.next().await.expect("the connection stays");
        let now = epoch.elapsed().as_nanos();
        let mut rest = &frame[..];
        while let Some(at) = find(rest, EVENT) {
            rest = &rest[at + EVENT.len()..];
            // only as far as the next event: a batch has hundreds
            let event = &rest[..find(rest, EVENT).unwrap_or(rest.len())];
            let seq = number_after(event, br#""seq":"#) as i64;
            assert!(last.is_none_or(|last| seq == last + 1), "after {last:?} came {seq}");
            last = Some(seq);
            received += 1;
            so_far.store(received, Relaxed);
            if let Some(at) = find(event, br#""body":"t="#) {
                let sent = number_after(&event[at..], b"t=");
                times.push((now.saturating_sub(sent)) as f64 / 1e6);
            }
        }
    }
    let done = Instant::now();
    assert_eq!(received, count, "more came than was sent");
    let surplus = tokio::time::timeout(Duration::from_millis(300), client.next()).await;
    assert!(
        !matches!(surplus, Ok(Some(frame)) if find(&frame, EVENT).is_some()),
        "surplus"
    );
    (done, times)
}

/// How many events a frame carries, alone or in a batch.
pub fn count_events(frame: &[u8]) -> usize {
    frame.windows(EVENT.len()).filter(|part| *part == EVENT).count()
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

/// As fast as the readers take them: 64 senders, each waiting for its answer, and all of them for the slowest reader once that is
/// `AHEAD` messages behind; `count` messages in all.
pub async fn saturated(server: &Child, count_readers: usize, count: usize) -> Cost {
    let epoch = Instant::now();
    let received: Arc<Vec<AtomicUsize>> = Arc::new((0..count_readers).map(|_| AtomicUsize::new(0)).collect());
    let mut tasks = vec![];
    for (number, reader) in readers(server, count_readers).await.into_iter().enumerate() {
        let received = received.clone();
        tasks.push(tokio::spawn(async move {
            read_counting(reader, count, epoch, &received[number]).await
        }));
    }
    let mut senders = vec![];
    for number in 0..64 {
        senders.push(server.connect(count_readers + number, false).await);
    }
    let (began, cpu, left) = (Instant::now(), server.cpu(), Arc::new(AtomicUsize::new(count)));
    let work = senders.into_iter().enumerate().map(|(number, mut sender)| {
        let (left, received) = (left.clone(), received.clone());
        async move {
            while let Ok(one) = left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)) {
                sender
                    .send(&server.message(count_readers + number, &format!("s-{number}-{one:08}"), TEXT))
                    .await;
                sender.until("sent").await;
                let submitted = count - one;
                while received
                    .iter()
                    .any(|received| received.load(Relaxed) + AHEAD < submitted)
                {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
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
                .send(&server.message(self.readers, &format!("p-{}-{number:08}", self.readers), &body))
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
