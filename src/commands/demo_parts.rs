//! What the demo is built from: a database and keys of its own.

use super::config;
use std::path::Path;
use tongxing::app::Parts;
use tongxing::chance::Chance;
use tongxing::clock::Clock;
use tongxing::config::Config;
use tongxing::keys::{KeyError, Keys, rotate};

const DEMO_DATABASE: &str = "sqlite:var/demo.db";
const DEMO_KEYS: &str = "var/demo-keys.toml";

/// The demo's settings: its own file and its own keys unless others are named, which must be the demo's too.
pub fn demo_parts() -> Result<Parts, Box<dyn std::error::Error>> {
    let mut config = config()?;
    let default = Config::default();
    if config.database_url == default.database_url {
        config.database_url = DEMO_DATABASE.into();
    }
    if config.secret_key_file == default.secret_key_file {
        config.secret_key_file = DEMO_KEYS.into();
    }
    config.is_demo = true;
    let chance = Chance::system();
    let folder = config.secret_key_file.parent().unwrap_or(Path::new("."));
    tongxing::files::make_folder(folder)?;
    let keys = match Keys::load(&config.secret_key_file, &chance) {
        Ok(keys) => keys,
        Err(_) if !config.secret_key_file.exists() => Keys::create(&config.secret_key_file, true, &chance)?,
        Err(KeyError::NoAudit) => {
            // made by an earlier version
            rotate(&config.secret_key_file, Clock::system().now(), 0, &chance)?;
            Keys::load(&config.secret_key_file, &chance)?
        }
        Err(error) => return Err(error.into()),
    };
    keys.turn(Clock::system().now());
    if !keys.is_demo() {
        return Err("the demo uses keys of its own; unset TONGXING_SECRET_KEY_FILE".into());
    }
    let clock = config.test_now.map_or_else(Clock::system, Clock::fixed);
    Ok(Parts {
        config,
        clock,
        chance,
        keys,
    })
}
