//! Settings: defaults, then a TOML file (`TONGXING_CONFIG`), then the environment. Unknown keys are refused,
//! secrets are not printed.

mod admission;
mod secret;
mod tables;

pub use admission::AdmissionConfig;
pub use secret::{DatabaseUrl, Secret};
pub use tables::{AccountsConfig, BusConfig, ChatConfig, GatewayConfig};

use serde::Deserialize;
use std::path::PathBuf;

/// Everything that a deployment decides. Keys of the file are the fields in lower case; environment variables are the
/// same names in upper case behind `TONGXING_`, values as in TOML where they are not text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `sqlite:<path>` or `postgres://…`.
    pub database_url: DatabaseUrl,
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
    /// Sender of letters; choose a neutral one.
    pub mail_from: String,
    /// Networks whose forwarding headers are believed, such as `10.0.0.0/8`.
    pub trusted_proxies: Vec<String>,
    /// Guards `/metrics`; without one the page does not exist.
    pub metrics_token: Option<Secret>,
    /// Passphrase that encrypts what `tongxing backup` writes.
    pub backup_passphrase: Option<Secret>,
    /// Shown in page titles and as the installed name; neutral on purpose (safety 48).
    pub product_title: String,
    /// Where the head of the audit is written once a day, a line each; `serve` takes `audit-heads.txt` beside the key file.
    pub audit_heads_file: Option<PathBuf>,
    /// A fixed clock in milliseconds for browser tests; refused outside the demo.
    pub test_now: Option<i64>,
    /// Threads that serve HTTP and sockets; 0 = one per core.
    pub workers: usize,
    /// Set by the `demo` verb, never by a setting.
    #[serde(skip)]
    pub is_demo: bool,
    /// `tracing` filter, such as `info` or `tongxing=debug`.
    pub log: String,
    pub chat: ChatConfig,
    pub gateway: GatewayConfig,
    /// The bus between several nodes.
    pub bus: BusConfig,
    /// How long logins and cards last; a table `[accounts]` in the file.
    pub accounts: AccountsConfig,
    /// Limits of connections and deadlines of requests; the table `[admission]` of the file.
    pub admission: AdmissionConfig,
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
            audit_heads_file: None,
            test_now: None,
            workers: 0,
            log: "info".into(),
            chat: ChatConfig::default(),
            gateway: GatewayConfig::default(),
            bus: BusConfig::default(),
            accounts: AccountsConfig::default(),
            admission: AdmissionConfig::default(),
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
        let admission = &self.admission;
        if [admission.head_ms, admission.body_ms, admission.import_ms].contains(&0) {
            return refuse("a time under [admission] must be at least 1");
        }
        if admission.connections > 0 && admission.reserve >= admission.connections {
            return refuse("the reserve under [admission] must be smaller than its connections");
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
        for url in [
            "postgres://app:hunter2@db.example/notes",
            "postgresql://db.example/notes?user=app&password=hunter2",
            "postgres:///notes?host=/run&password=hunter2",
        ] {
            let config = load(&[("TONGXING_DATABASE_URL", url)]).unwrap();
            let printed = format!(
                "{config:?} {config:#?} {} {:?}",
                config.database_url, config.database_url
            );
            assert!(!printed.contains("hunter2"), "{printed}");
            assert_eq!(&*config.database_url, url);
        }
        let error = load(&[("TONGXING_DATABASE_URL", "mysql://me:hunter2@db")]).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }

    #[test]
    fn other_programs_variables_are_not_ours() {
        assert!(load(&[("PATH", "/bin"), ("TONGXING_WORKERS", "2")]).unwrap().workers == 2);
    }
}
