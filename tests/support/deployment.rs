//! The real binary as one process or several on one database, which a test kills, stops and starts again.

use super::app::App;
use super::database::TestDatabase;
use super::person::Person;
use super::world::World;
use crate::support::product::{Chance, Clock, Keys};
use crate::support::world::at_full_speed;
use serde_json::Value;
use std::io::{BufReader, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tongxing_client::{Client, ClientOptions, Nodes, Transport};

/// Guards `/metrics` of every process.
pub const METRICS_TOKEN: &str = "metrics-of-the-deployment";
/// How long a process may take to listen, and to end after SIGTERM.
const PATIENCE: Duration = Duration::from_secs(60);

/// No limits on speed; the log has the level of operation.
const SETTINGS: &str = r#"
listen = "127.0.0.1:0"
workers = 2
[chat]
messages_per_second = 1000000
message_burst = 1000000
messages_per_second_overall = 1000000
[gateway]
frames_per_second = 1000000
frame_burst = 1000000
sockets_per_person = 1000
"#;

/// A database, a key file, settings, and as many processes as a test starts.
pub struct Deployment {
    pub database: TestDatabase,
    pub keys: Keys,
    folder: TempDir,
    started: AtomicU32,
}

impl Deployment {
    /// Plants a world with an application inside the test and stops it; the processes use its database.
    pub async fn after<P>(plant: impl AsyncFnOnce(&World) -> P) -> (Deployment, P) {
        // the present moment, at which the clock stands until the processes start
        Deployment::after_at(Clock::fixed(Clock::system().now()), plant).await
    }

    /// The same, planted at another time.
    pub async fn after_at<P>(clock: Clock, plant: impl AsyncFnOnce(&World) -> P) -> (Deployment, P) {
        let mut deployment = Deployment::on(TestDatabase::new().await);
        let change = at_full_speed;
        let app = App::start_on(deployment.database, deployment.keys.clone(), clock, change).await;
        let world = World::in_app(app).await;
        let planted = plant(&world).await;
        deployment.database = world.app.stop().await;
        (deployment, planted)
    }

    /// Over a database as it is.
    pub fn on(database: TestDatabase) -> Deployment {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = Keys::create(&folder.path().join("keys.toml"), false, &Chance::system()).expect("a key file");
        Deployment {
            database,
            keys,
            folder,
            started: AtomicU32::new(0),
        }
    }

    /// Starts the binary and waits until it listens.
    pub async fn start(&self) -> Node {
        self.start_with("", &[]).await
    }

    /// Starts it with further lines of settings, and with variables of its own.
    pub async fn start_with(&self, lines: &str, variables: &[(&str, &str)]) -> Node {
        let number = self.started.fetch_add(1, Ordering::Relaxed) + 1;
        let settings = self.folder.path().join(format!("settings-{number}.toml"));
        let first = format!(
            "database_url = {:?}\nsecret_key_file = \"keys.toml\"\nmetrics_token = {METRICS_TOKEN:?}\n",
            self.database.url
        );
        std::fs::write(&settings, first + SETTINGS + lines).expect("the settings");
        let mut child = Command::new(env!("CARGO_BIN_EXE_tongxing"))
            .arg("serve")
            .current_dir(self.folder.path())
            .env_clear()
            .env("TONGXING_CONFIG", &settings)
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let log = self.folder.path().join(format!("node-{number}.log"));
        let stderr = child.stderr.take().expect("its standard error");
        let (listens, address) = oneshot::channel();
        let copy = log.clone();
        let reader = std::thread::spawn(move || copy_log(BufReader::new(stderr), &copy, listens));
        let address = tokio::time::timeout(PATIENCE, address).await;
        let Ok(Ok(address)) = address else {
            let _ = child.kill();
            panic!(
                "node {number} does not listen: {}",
                std::fs::read_to_string(&log).unwrap_or_default()
            );
        };
        Node {
            address,
            log,
            child: Some(child),
            reader: Some(reader),
        }
    }
}

/// Copies every line to a file, and sends the address as soon as it is logged.
fn copy_log(mut stderr: impl std::io::BufRead, to: &Path, listens: oneshot::Sender<SocketAddr>) {
    let mut file = std::fs::File::create(to).expect("a file for the log");
    let mut listens = Some(listens);
    let mut line = vec![];
    while stderr.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        file.write_all(&line).expect("the log can be written");
        if listens.is_some()
            && let Ok(line) = serde_json::from_slice::<Value>(&line)
            && line["fields"]["message"] == "listening"
            && let Some(address) = line["fields"]["address"].as_str().and_then(|text| text.parse().ok())
            && let Some(listens) = listens.take()
        {
            let _ = listens.send(address);
        }
        line.clear();
    }
}

/// One process.
pub struct Node {
    pub address: SocketAddr,
    log: PathBuf,
    child: Option<Child>,
    reader: Option<std::thread::JoinHandle<()>>,
}

impl Node {
    /// Sends SIGKILL: nothing is finished or flushed.
    pub async fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("the process is there");
            tokio::task::spawn_blocking(move || child.wait())
                .await
                .expect("the wait")
                .expect("the process has ended");
        }
    }

    /// Sends SIGTERM.
    pub fn ask_to_stop(&self) {
        let pid = self.child.as_ref().expect("a process").id().to_string();
        let sent = Command::new("sh").args(["-c", "kill -TERM \"$0\"", &pid]).status();
        assert!(sent.expect("a shell").success());
    }

    pub async fn wait_for_exit(&mut self) -> ExitStatus {
        let mut child = self.child.take().expect("a process");
        let pid = child.id().to_string();
        let wait = tokio::task::spawn_blocking(move || child.wait());
        match tokio::time::timeout(PATIENCE, wait).await {
            Ok(status) => status.expect("the wait").expect("a status"),
            Err(_) => {
                let _ = Command::new("sh").args(["-c", "kill -KILL \"$0\"", &pid]).status();
                panic!("the process does not end; its log: {}", self.log());
            }
        }
    }

    /// Everything that it has logged; complete if it has ended.
    pub fn log(&mut self) -> String {
        if self.child.is_none()
            && let Some(reader) = self.reader.take()
        {
            reader.join().expect("the log is complete");
        }
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    /// The value of one metric.
    pub async fn metric(&self, name: &str) -> f64 {
        let page = self.metrics().await;
        let line = page.lines().find(|line| line.split(' ').next() == Some(name));
        let line = line.unwrap_or_else(|| panic!("no {name} in {page}"));
        line.rsplit(' ')
            .next()
            .and_then(|number| number.parse().ok())
            .expect("a number")
    }

    pub async fn metrics(&self) -> String {
        let asked = reqwest::Client::new()
            .get(format!("http://{}/metrics", self.address))
            .bearer_auth(METRICS_TOKEN)
            .send();
        asked.await.expect("an answer").text().await.expect("a text")
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Person {
    /// A client of this person that connects to one of these nodes first and subscribes to these rooms.
    pub fn client(&self, nodes: &Nodes, first_node: usize, transport: Transport, rooms: &[&str]) -> Client {
        let options = ClientOptions {
            name: format!("c{}", &self.id[self.id.len() - 8..]),
            token: self.token.clone(),
            nodes: nodes.clone(),
            first_node,
            transport,
        };
        Client::start(options, rooms)
    }
}
