//! The commands of the command line. Failures are one sentence on standard error and exit code 1.

pub mod database;
mod demo_parts;
pub mod officer;
pub mod sbom;
pub mod serve;
pub mod world;

use std::error::Error;
use std::process::ExitCode;
use tongxing::chance::Chance;
use tongxing::clock::{Clock, MINUTE};
use tongxing::config::Config;
use tongxing::keys::Keys;

/// The result of a command.
pub type Done = Result<(), Box<dyn Error>>;

/// Prints the reason in one sentence and returns failure.
pub fn refuse(error: &(impl Error + ?Sized)) -> ExitCode {
    let text = error.to_string(); // a driver's message may have several lines
    eprintln!("tongxing: {}", text.split_whitespace().collect::<Vec<_>>().join(" "));
    ExitCode::FAILURE
}

/// The settings from the file and the environment.
pub fn config() -> Result<Config, Box<dyn Error>> {
    Ok(Config::load(std::env::vars())?)
}

/// The keys that the settings name; the demo's own are refused everywhere else.
pub fn keys(config: &Config, chance: &Chance) -> Result<Keys, Box<dyn Error>> {
    let path = &config.secret_key_file;
    if !path.exists() {
        return Err(format!(
            "there is no key file at {}; make one with `tongxing keys new`",
            path.display()
        )
        .into());
    }
    let keys = Keys::load(path, chance)?;
    keys.turn(Clock::system().now());
    if keys.is_demo() {
        return Err("the key file was made by the demo; make one with `tongxing keys new`".into());
    }
    Ok(keys)
}

/// The keys that the settings name, also those of the demo.
pub fn any_keys(config: &Config) -> Result<Keys, Box<dyn Error>> {
    let keys = Keys::load(&config.secret_key_file, &Chance::system())?;
    keys.turn(Clock::system().now());
    Ok(keys)
}

/// `keys rotate`: adds a key of each kind. A running server takes them up by itself.
pub fn rotate_keys(in_minutes: u16) -> Done {
    let config = config()?;
    let wait = i64::from(in_minutes) * MINUTE;
    tongxing::keys::rotate(&config.secret_key_file, Clock::system().now(), wait, &Chance::system())?;
    println!(
        "Added a key of each kind to {}; they are used from {in_minutes} min from now on. Keep a new copy of it. Where several nodes run, put the \
         file on each of them before.",
        config.secret_key_file.display()
    );
    Ok(())
}

pub fn new_keys() -> Done {
    let config = config()?;
    let path = &config.secret_key_file;
    if path.exists() {
        return Err(format!(
            "there is a key file at {} already; it is never replaced",
            path.display()
        )
        .into());
    }
    if let Some(folder) = path.parent() {
        tongxing::files::make_folder(folder)?;
    }
    Keys::create(path, false, &Chance::system())?;
    println!(
        "Wrote {}. Keep a copy in a safe place: without it nothing sealed can be read again.",
        path.display()
    );
    Ok(())
}

pub fn check_config() -> Done {
    let config = config()?;
    config.fit_to_serve()?;
    keys(&config, &Chance::system())?;
    println!("The settings are fit to serve.");
    println!("{config:#?}");
    Ok(())
}

pub fn print_sbom() -> Done {
    println!("{:#}", sbom::document()?);
    Ok(())
}

pub fn openapi() -> Done {
    println!("{}", tongxing::routes::openapi_json()?);
    Ok(())
}
