//! `seed`, `first-card`, `import`, and what the demo plants and prints.

use super::{Done, config, keys};
use std::path::Path;
use tongxing::app::{Application, Parts};
use tongxing::chance::Chance;
use tongxing::clock::Clock;
use tongxing::config::Config;
use tongxing::db::lock::ServerLock;
use tongxing::db::migrate;
use tongxing::imports::actions::{Bringer, Choices, Counter, import_file};
use tongxing::imports::values::Month;

/// A built application that serves nothing, for a command that writes.
async fn offline(config: Config) -> Result<(Application, ServerLock), Box<dyn std::error::Error>> {
    let chance = Chance::system();
    let keys = keys(&config, &chance)?;
    let lock = ServerLock::take(&config.database_url)?;
    migrate::check(&config.database_url)?;
    let clock = Clock::system();
    let app = Application::build(Parts {
        config,
        clock,
        chance,
        keys,
    })
    .await?;
    Ok((app, lock))
}

/// `import`
pub async fn import(kind: &str, file: &Path, month: Option<&str>, is_dry_run: bool, skips_refused: bool) -> Done {
    let month = match month {
        Some(text) => Some(Month::parse(text).ok_or("--month is written 2026-12")?),
        None => None,
    };
    let bytes = std::fs::read(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let (app, _lock) = offline(config()?).await?;
    let kind = app.imports.find(kind)?;
    let counter = Counter {
        db: app.db.clone(),
        clock: app.clock.clone(),
        chance: app.chance.clone(),
    };
    let choices = Choices {
        is_dry_run,
        skips_refused,
        month,
    };
    let report = import_file(counter, kind, bytes, Bringer::Operator, choices).await?;
    app.stop(None).await;
    for line in report
        .lines
        .iter()
        .filter(|line| line.verdict != "ok" && line.verdict != "unchanged")
    {
        println!("line {}: {} {}", line.line, line.verdict, line.detail);
    }
    for (verdict, count) in &report.counts {
        println!("{count:>6} {verdict}");
    }
    println!(
        "{}",
        if report.is_applied {
            "Imported."
        } else {
            "Nothing was changed."
        }
    );
    if report.is_applied || is_dry_run {
        Ok(())
    } else {
        Err("the file was refused".into())
    }
}
