//! Settings: defaults, then a TOML file (`TONGXING_CONFIG`), then the environment. Unknown keys are refused,
//! secrets are not printed.

use crate::clock::{MINUTE, Millis};
use serde::Deserialize;
use std::path::PathBuf;

/// Everything that a deployment decides. Keys of the file are the fields in lower case; environment variables are the
/// same names in upper case behind `TONGXING_`, values as in TOML where they are not text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `sqlite:<path>` or `postgres://…`.
    pub database_url: String,
    /// Address and port to listen on.
    pub listen: String,
    /// The origin that people use; decides the Origin check.
    pub public_url: String,
    /// Signing and field keys; made by `tongxing keys new`.
    pub secret_key_file: PathBuf,
    /// `smtp://user:pass@host:587` (STARTTLS) or `smtps://…:465`; none keeps letters queued.
    pub smtp_url: Option<Secret>,
    /// A further certificate authority for the mail server, PEM.
    pub smtp_ca_file: Option<PathBuf>,
    /// Where letters go as files in the demo.
    pub mail_folder: PathBuf,
    /// Sender of neutral letters.
    pub mail_from: String,
    /// Networks whose forwarding headers are believed, such as `10.0.0.0/8`.
    pub trusted_proxies: Vec<String>,
    /// Guards `/metrics`; without one the page does not exist.
    pub metrics_token: Option<Secret>,
    /// Encrypts what `tongxing backup` writes.
    pub backup_passphrase: Option<Secret>,
    /// Shown in page titles and as the installed name; neutral on purpose (safety 48).
    pub product_title: String,
    /// A fixed clock in milliseconds for browser tests; refused outside the demo.
    pub test_now: Option<i64>,
    /// Threads that serve HTTP and sockets; 0 = one per core.
    pub workers: usize,
    /// Set by the `demo` verb, never by a setting.
    #[serde(skip)]
    pub is_demo: bool,
    /// `tracing` filter, such as `info` or `tongxing=debug`.
    pub log: String,
    /// How fast members write.
    pub chat: ChatConfig,
    /// What a socket may take.
    pub gateway: GatewayConfig,
    /// How several nodes hear of each other.
    pub bus: BusConfig,
    /// How long logins and cards last; a table `[accounts]` in the file.
    pub accounts: AccountsConfig,
}

/// How long logins and cards last (safety 55, ASVS 7.1.1).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AccountsConfig {
    /// An access token, in minutes.
    pub access_minutes: u16,
    /// A login that nobody uses, in minutes; half on a shared computer.
    pub idle_minutes: u16,
    /// A login at most, in minutes; half on a shared computer.
    pub absolute_minutes: u16,
    /// Until the screen locks, for staff, in minutes; half on a shared computer.
    pub staff_lock_minutes: u16,
    /// Until the screen locks, for everybody else, in minutes; half on a shared computer.
    pub lock_minutes: u16,
    /// An invitation, in days.
    pub invitation_days: u16,
    /// A recovery card, in days.
    pub recovery_days: u16,
}

impl Default for AccountsConfig {
    fn default() -> Self {
        AccountsConfig {
            access_minutes: 5,
            idle_minutes: 60,
            absolute_minutes: 8 * 60,
            staff_lock_minutes: 5,
            lock_minutes: 10,
            invitation_days: 14,
            recovery_days: 3,
        }
    }
}

impl AccountsConfig {
    /// The life of an access token.
    pub fn access_ms(&self) -> Millis {
        Millis::from(self.access_minutes) * MINUTE
    }
}

/// How fast members write.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChatConfig {
    /// Messages a second of one member in one room.
    pub messages_per_second: u32,
    /// As many at once after a silence; three times as many over all rooms.
    pub message_burst: u32,
    /// Messages a second of one person over all rooms.
    pub messages_per_second_overall: u32,
    /// Changes a second of one person: taking back, reacting.
    pub changes_per_second: u32,
    /// As many at once after a silence.
    pub change_burst: u32,
    /// Hours in which an author may change what they said; taking it back is always possible.
    pub edit_hours: u32,
    /// Days that messages are kept.
    pub keep_days: u32,
    /// Days that messages are kept in a cohort's room.
    pub keep_days_cohort: u32,
}

impl Default for ChatConfig {
    fn default() -> Self {
        ChatConfig {
            messages_per_second: 1,
            message_burst: 5,
            messages_per_second_overall: 3,
            changes_per_second: 2,
            change_burst: 10,
            edit_hours: 24,
            keep_days: 30,
            keep_days_cohort: 90,
        }
    }
}

/// What a socket may take; announced in `welcome`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GatewayConfig {
    /// Bytes of one frame from a client.
    pub frame_bytes: usize,
    /// Frames a second from one socket.
    pub frames_per_second: u32,
    /// As many at once after a silence.
    pub frame_burst: u32,
    /// Sockets of one person; one more ends the oldest.
    pub sockets_per_person: usize,
    /// New sockets a second on this node.
    pub new_sockets_per_second: u32,
    /// Rooms that one socket listens to.
    pub rooms_per_socket: usize,
    /// Bytes that may wait for one socket.
    pub outbox_bytes: usize,
    /// Missed events of one room that are sent again.
    pub recovery_events: i64,
    /// Bytes of missed events of one room that are sent again.
    pub recovery_bytes: usize,
    /// Missed events over all rooms of one `hello`.
    pub recovery_events_overall: i64,
    /// Until `hello` must have come, in milliseconds.
    pub hello_ms: u64,
    /// Between two pings.
    pub heartbeat_ms: u64,
    /// Until the answer to a ping must have come.
    pub pong_ms: u64,
    /// How long a socket may take nothing of what waits for it.
    pub stuck_ms: u64,
    /// After the end of its authorisation a socket may go on this long.
    pub grace_ms: i64,
    /// How long a ticket is good.
    pub ticket_ms: i64,
    /// Between two looks whether the logins of this node's sockets still stand.
    pub sweep_ms: u64,
}

impl Default for GatewayConfig {
    fn default() -> Self {
        GatewayConfig {
            frame_bytes: 16 * 1024,
            frames_per_second: 10,
            frame_burst: 40,
            sockets_per_person: 5,
            new_sockets_per_second: 2_000,
            rooms_per_socket: 200,
            outbox_bytes: 256 * 1024,
            recovery_events: 1_000,
            recovery_bytes: 512 * 1024,
            recovery_events_overall: 4_000,
            hello_ms: 5_000,
            heartbeat_ms: 25_000,
            pong_ms: 10_000,
            stuck_ms: 15_000,
            grace_ms: 25_000,
            ticket_ms: 30_000,
            sweep_ms: 4_000,
        }
    }
}

/// How several nodes on one PostgreSQL database hear of each other.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BusConfig {
    /// Whether to use LISTEN and NOTIFY. Off behind a pooler that does not pass them on: nodes then look often, always.
    pub is_on: bool,
    /// Between two looks for what has arrived, in milliseconds.
    pub listen_ms: u64,
    /// Between two letters to the other nodes.
    pub flush_ms: u64,
    /// Between two letters to oneself that prove the bus; three that do not come back are a bus that is down.
    pub beat_ms: u64,
    /// Until the next try to connect.
    pub reconnect_ms: u64,
    /// Between two looks at the rooms in use while the bus is down.
    pub poll_ms: u64,
    /// Between two looks at the rooms in use while it is up.
    pub sweep_ms: u64,
}

impl Default for BusConfig {
    fn default() -> Self {
        BusConfig {
            is_on: true,
            listen_ms: 10,
            flush_ms: 5,
            beat_ms: 1_000,
            reconnect_ms: 250,
            poll_ms: 250,
            sweep_ms: 4_000,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Config {
            database_url: "sqlite:var/tongxing.db".into(),
            listen: "127.0.0.1:8080".into(),
            public_url: "http://127.0.0.1:8080".into(),
            secret_key_file: "var/keys.toml".into(),
            smtp_url: None,
            smtp_ca_file: None,
            mail_folder: "var/mail".into(),
            mail_from: "notes@localhost".into(),
            trusted_proxies: vec![],
            metrics_token: None,
            backup_passphrase: None,
            is_demo: false,
            product_title: "Notes".into(),
            test_now: None,
            workers: 0,
            log: "info".into(),
            chat: ChatConfig::default(),
            gateway: GatewayConfig::default(),
            bus: BusConfig::default(),
            accounts: AccountsConfig::default(),
        }
    }
}

/// Whether a text names a network: an address, or one with the number of its leading bits.
fn is_network(text: &str) -> bool {
    let (base, bits) = match text.split_once('/') {
        Some((base, bits)) => (base, Some(bits)),
        None => (text, None),
    };
    let Ok(base) = base.parse::<std::net::IpAddr>() else {
        return false;
    };
    let widest = if base.is_ipv4() { 32 } else { 128 };
    bits.is_none_or(|bits| bits.parse::<u32>().is_ok_and(|bits| bits <= widest))
}

/// A setting that must not be printed.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The value, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Secret(value.to_owned())
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(secret)")
    }
}

/// Why the settings are refused; the text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is not there or not readable.
    #[error("the settings file {0} cannot be read: {1}")]
    File(PathBuf, std::io::Error),
    /// A key is unknown or a value has the wrong form. Values are not repeated: one of them may be a secret.
    #[error("the settings are refused: {0}")]
    Refused(String),
}

impl Config {
    /// Reads the settings from the file named in `TONGXING_CONFIG`, if any, and from `environment`.
    pub fn load(environment: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let mut given: Vec<(String, String)> = environment
            .into_iter()
            .filter_map(|(key, value)| Some((key.strip_prefix("TONGXING_")?.to_lowercase(), value)))
            .collect();
        given.sort();
        let mut table = toml::Table::new();
        if let Some(at) = given.iter().position(|(key, _)| key == "config") {
            let path = PathBuf::from(given.remove(at).1);
            let text = std::fs::read_to_string(&path).map_err(|error| ConfigError::File(path.clone(), error))?;
            table = text
                .parse()
                .map_err(|error: toml::de::Error| ConfigError::Refused(error.message().to_owned()))?;
        }
        for (key, value) in given {
            table.insert(key.clone(), typed(&key, value));
        }
        let config: Config = table.try_into().map_err(|error: toml::de::Error| {
            // the message may quote a value; keep the part that names the key
            let message = error.message();
            let safe = if message.starts_with("unknown field") {
                message
            } else {
                "a value has the wrong form"
            };
            ConfigError::Refused(safe.to_owned())
        })?;
        config.checked()
    }

    /// Whether only this machine can reach the listener.
    pub fn listens_on_loopback(&self) -> bool {
        self.listen
            .parse::<std::net::SocketAddr>()
            .is_ok_and(|address| address.ip().is_loopback())
    }

    /// What `serve` demands besides: no test clock, and TLS in front of everything that others can reach.
    pub fn fit_to_serve(&self) -> Result<(), ConfigError> {
        if self.test_now.is_some() {
            return Err(ConfigError::Refused(
                "test_now stops the clock and is for the demo only".into(),
            ));
        }
        if !self.listens_on_loopback() && !self.public_url.starts_with("https://") {
            return Err(ConfigError::Refused(
                "beyond this machine people need TLS: put a proxy in front and set public_url to its https:// origin"
                    .into(),
            ));
        }
        if self.smtp_url.as_ref().is_some_and(|url| url.expose() == "memory:") {
            return Err(ConfigError::Refused(
                "smtp_url memory: forgets every letter and is for tests only".into(),
            ));
        }
        Ok(())
    }

    fn checked(self) -> Result<Self, ConfigError> {
        let refuse = |text: &str| Err(ConfigError::Refused(text.to_owned()));
        if !self.database_url.starts_with("sqlite:") && !self.database_url.starts_with("postgres") {
            return refuse("database_url must start with sqlite: or postgres://");
        }
        if self.listen.parse::<std::net::SocketAddr>().is_err() {
            return refuse("listen must be an address and a port, such as 127.0.0.1:8080");
        }
        if !(self.public_url.starts_with("http://") || self.public_url.starts_with("https://"))
            || self.public_url.ends_with('/')
        {
            return refuse(
                "public_url must be an origin without a slash at the end, such as https://notes.example.org",
            );
        }
        if let Some(unknown) = self.trusted_proxies.iter().find(|network| !is_network(network)) {
            return Err(ConfigError::Refused(format!(
                "trusted_proxies holds {unknown:?}, which is no network such as 10.0.0.0/8 or ::1"
            )));
        }
        let is_empty = |secret: &Option<Secret>| secret.as_ref().is_some_and(|secret| secret.expose().is_empty());
        if is_empty(&self.backup_passphrase) || is_empty(&self.metrics_token) {
            return refuse("backup_passphrase and metrics_token must not be empty; leave them out instead");
        }
        let times = &self.accounts;
        if [
            times.access_minutes,
            times.idle_minutes,
            times.absolute_minutes,
            times.staff_lock_minutes,
            times.lock_minutes,
            times.invitation_days,
            times.recovery_days,
        ]
        .contains(&0)
        {
            return refuse("a time under [accounts] must be at least 1");
        }
        Ok(self)
    }
}

fn typed(key: &str, value: String) -> toml::Value {
    match key {
        "trusted_proxies" => toml::Value::Array(
            value
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(|part| part.to_owned().into())
                .collect(),
        ),
        "test_now" | "workers" => value
            .parse::<i64>()
            .map_or(toml::Value::String(value), toml::Value::Integer),
        _ => toml::Value::String(value),
    }
}

#[cfg(test)]
mod tests {
    use super::Config;

    fn load(pairs: &[(&str, &str)]) -> Result<Config, super::ConfigError> {
        Config::load(
            pairs
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned())),
        )
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let error = load(&[("TONGXING_DATABSE_URL", "sqlite:x")]).unwrap_err().to_string();
        assert!(error.contains("databse_url"), "{error}");
    }

    #[test]
    fn what_would_silently_do_nothing_is_refused_by_name() {
        let refused = [
            ("TONGXING_TRUSTED_PROXIES", "10.0.0.0/8, 10.0.0.0/33"),
            ("TONGXING_TRUSTED_PROXIES", "proxy.example.org"),
            ("TONGXING_BACKUP_PASSPHRASE", ""),
            ("TONGXING_METRICS_TOKEN", ""),
        ];
        for (key, value) in refused {
            let error = load(&[(key, value)]).unwrap_err().to_string();
            let name = key.trim_start_matches("TONGXING_").to_lowercase();
            assert!(error.contains(&name), "{key}={value}: {error}");
        }
        load(&[("TONGXING_TRUSTED_PROXIES", "10.0.0.0/8, ::1, 2001:db8::/32")]).unwrap();
        let forgetful = load(&[("TONGXING_SMTP_URL", "memory:")]).unwrap();
        assert!(forgetful.fit_to_serve().unwrap_err().to_string().contains("smtp_url"));
    }

    #[test]
    fn a_secret_is_neither_printed_nor_quoted() {
        let config = load(&[("TONGXING_SMTP_URL", "smtps://me:hunter2@mail")]).unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
    }

    #[test]
    fn other_programs_variables_are_not_ours() {
        assert!(load(&[("PATH", "/bin"), ("TONGXING_WORKERS", "2")]).unwrap().workers == 2);
    }
}
