//! The server under load, in a process of its own.

use crate::client::Client;
use crate::http::Http;
use crate::server::Dataset;
use crate::years::{family, thread_times};
use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A server in a process of its own, on core 0; it ends with this value.
pub struct Child {
    process: std::process::Child,
    pub address: String,
    /// One bearer token for each person.
    pub tokens: Vec<String>,
    /// The room of each person.
    pub rooms: Vec<String>,
    _folder: TempDir,
}

impl Child {
    pub async fn server(world: Dataset) -> Child {
        let mut arguments = vec!["server".to_owned()];
        arguments.extend(world.words());
        Child::start(&arguments).await
    }

    pub async fn bare() -> Child {
        Child::start(&["bare".to_owned()]).await
    }

    async fn start(arguments: &[String]) -> Child {
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
        let texts = |name: &str| -> Vec<String> {
            let texts = said[name].as_array().unwrap().iter();
            texts.map(|text| text.as_str().unwrap().to_owned()).collect()
        };
        Child {
            address: said["address"].as_str().unwrap().to_owned(),
            tokens: texts("tokens"),
            rooms: texts("rooms"),
            process,
            _folder: folder,
        }
    }

    fn is_bare(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Seconds of CPU that the process has used.
    pub fn cpu(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
        ticks / 100.0
    }

    /// Nanoseconds on a core of each thread of the server, and of PostgreSQL where its first process is named.
    pub fn precise_cpu(&self) -> HashMap<String, u64> {
        let mut processes = vec![self.process.id()];
        let postgres = std::env::var("TONGXING_LOAD_PG_PID").ok();
        if let Some(first) = postgres.and_then(|pid| pid.parse().ok()) {
            processes.extend(family(first));
        }
        thread_times(&processes)
    }

    /// Resident memory in KiB.
    pub fn resident(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// The room that a person sits in.
    pub fn room(&self, person: usize) -> &str {
        self.rooms.get(person).map_or("bare", String::as_str)
    }

    /// A connection after `hello`, with these rooms.
    pub async fn hello(&self, person: usize, rooms: &str) -> Client {
        let mut http = Http::connect(&self.address).await;
        let answer = http.call("POST", "/api/v1/ws-ticket", &self.tokens[person], "{}").await;
        let ticket: serde_json::Value = serde_json::from_slice(&answer).unwrap();
        let mut client = Client::connect(&self.address, ticket["ticket"].as_str()).await;
        client
            .send(&format!(r#"{{"t":"hello","v":1,"rooms":[{rooms}]}}"#))
            .await;
        client.until("welcome").await;
        client
    }

    /// A connection of a person, subscribed to their room or not.
    pub async fn connect(&self, person: usize, is_reader: bool) -> Client {
        if self.is_bare() {
            let mut client = Client::connect(&self.address, None).await;
            if is_reader {
                client.send("listen").await;
                client.until("sub.ok").await;
            }
            return client;
        }
        if !is_reader {
            return self.hello(person, "").await;
        }
        let mut client = self.hello(person, &format!(r#"{{"r":"{}"}}"#, self.room(person))).await;
        client.until("sub.ok").await;
        client
    }

    /// A message into the room of a person.
    pub fn message(&self, person: usize, cid: &str, body: &str) -> String {
        let room = self.room(person);
        format!(r#"{{"t":"send","r":"{room}","cid":"{cid}","body":"{body}"}}"#)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The value below which a part of the times lies.
pub fn percentile(times: &mut [f64], part: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    times
        .get(((times.len() as f64 - 1.0) * part) as usize)
        .copied()
        .unwrap_or(0.0)
}
