//! `demo` and `serve`.

use super::demo_parts::demo_parts;
use super::{Done, config, keys, world};
use std::path::PathBuf;
use std::time::Duration;
use tongxing::accounts::api::{Deployment, open_as};
use tongxing::app::{Application, Parts};
use tongxing::chance::Chance;
use tongxing::clock::Clock;
use tongxing::config::Config;
use tongxing::db::lock::ServerLock;
use tongxing::db::migrate;
use tongxing::keys::Keys;
use tongxing::web::descriptors;
use tracing_subscriber::filter::{EnvFilter, FilterExt as _, filter_fn};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

/// The demo: own file, own keys, an invented world, letters as files, on this machine only.
pub async fn demo() -> Done {
    let parts = demo_parts()?;
    if !parts.config.listens_on_loopback() {
        return Err("the demo listens on this machine only; its sign-ins are public".into());
    }
    log(&parts.config, false);
    run(parts, true).await
}

pub async fn serve() -> Done {
    let mut config = config()?;
    config.fit_to_serve()?;
    let beside_keys = config.secret_key_file.with_file_name("audit-heads.txt");
    config.audit_heads_file.get_or_insert(beside_keys);
    log(&config, true);
    let chance = Chance::system();
    let keys = keys(&config, &chance)?;
    run(
        Parts {
            config,
            clock: Clock::system(),
            chance,
            keys,
        },
        false,
    )
    .await
}

async fn run(parts: Parts, is_demo: bool) -> Done {
    descriptors::raise();
    warn_of_settings(&parts.config);
    let url = parts.config.database_url.clone();
    super::database::make_folder(&url)?;
    let _lock = ServerLock::take(&url)?;
    migrate::migrate(&url)?;
    let app = Application::build(parts).await?;
    let wanted = if is_demo { Deployment::Demo } else { Deployment::Real };
    open_as(&app.db, wanted).await?;
    if is_demo {
        world::plant_demo(&app).await?;
    }
    let (address, server, handle) = app.serve()?;
    if is_demo {
        world::print_address(&app, address).await?;
    } else {
        tracing::info!(%address, database = ?app.db.backend(), "listening");
    }
    let work = app.work();
    let watching = tokio::spawn(watch_keys(app.keys.clone(), app.config.secret_key_file.clone()));
    let closing = app.clone();
    tokio::spawn(async move {
        ended().await;
        tracing::info!("stopping: no new requests");
        closing.drain().await;
        handle.stop(true).await;
    });
    server.await?;
    watching.abort();
    app.stop(Some(work)).await;
    tracing::info!("stopped");
    Ok(())
}

/// Reads keys that were added to the key file, and starts to use them when they are due. A file that cannot be read changes nothing.
async fn watch_keys(keys: Keys, file: PathBuf) {
    let mut tick = tokio::time::interval(Duration::from_secs(5));
    let mut is_readable = true;
    loop {
        tick.tick().await;
        let read = keys.refresh(&file, Clock::system().now());
        if let Err(why) = &read
            && is_readable
        {
            tracing::error!(%why, "the key file cannot be read; the keys of before go on");
        }
        is_readable = read.is_ok();
    }
}

/// Behind a proxy that is not named everybody has the same address.
fn warn_of_settings(config: &Config) {
    if config.public_url.starts_with("https://") && config.trusted_proxies.is_empty() {
        tracing::warn!("trusted_proxies names no proxy: everybody who comes through one counts as the same address");
    }
}

/// Waits for SIGTERM or Ctrl-C.
async fn ended() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! { _ = terminate.recv() => {}, _ = tokio::signal::ctrl_c() => {} }
        }
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
}

fn log(config: &Config, as_json: bool) {
    let is_terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(is_terminal)
        .with_writer(std::io::stderr);
    let filter = EnvFilter::new(&config.log).and(filter_fn(is_ours_or_short));
    let lines = if as_json {
        lines.json().with_filter(filter).boxed()
    } else {
        lines.compact().with_filter(filter).boxed()
    };
    tracing_subscriber::registry().with(lines).init();
}

/// Only our own lines can be made talkative: what libraries say at `debug` and `trace` holds paths and headers, and so what
/// people wrote (safety 44).
fn is_ours_or_short(line: &tracing::Metadata<'_>) -> bool {
    // The library logs what a client does to its own connection as an error, but no operator has to look at it; what fails
    // behind a connection has a line of ours.
    if line.target().starts_with(tongxing::web::HTTP_LOG) {
        return false;
    }
    line.target().split("::").next() == Some("tongxing") || *line.level() <= tracing::Level::INFO
}
