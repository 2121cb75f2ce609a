//! `seed`, `first-card`, `import`, and what the demo plants and prints.

use super::demo_parts::demo_parts;
use super::{Done, config, keys};
use std::net::SocketAddr;
use std::path::Path;
use tongxing::accounts::api::{self, Deployment, code_at};
use tongxing::app::{Application, Parts};
use tongxing::chance::Chance;
use tongxing::clock::Clock;
use tongxing::config::Config;
use tongxing::db::lock::ServerLock;
use tongxing::db::migrate;
use tongxing::demo;
use tongxing::demo::agency::{self, Scale};
use tongxing::imports::actions::{Choices, Importer, import_file};
use tongxing::imports::values::Month;
use tongxing::retention;

/// Builds the application without a server, for a command that writes.
pub async fn offline(config: Config) -> Result<(Application, ServerLock), Box<dyn std::error::Error>> {
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
    api::open_as(&app.db, Deployment::Real).await?;
    Ok((app, lock))
}

/// Plants the demo world in the demo's own database.
pub async fn plant_demo(app: &Application) -> Done {
    if demo::plant(app).await? {
        println!("Planted an invented agency in {}.", app.config.database_url);
    }
    Ok(())
}

pub fn demo_code() -> Done {
    let config = config()?;
    let clock = config.test_now.map_or_else(Clock::system, Clock::fixed);
    println!("{}", code_at(demo::SECRET, clock.now())?);
    Ok(())
}

/// Prints the address and the sign-ins.
pub async fn print_address(app: &Application, address: SocketAddr) -> Done {
    println!("\nTongxing is at http://{address}   (stop with Ctrl-C)\n");
    print_sign_ins(app).await
}

async fn print_sign_ins(app: &Application) -> Done {
    println!("Everybody's passphrase: {}", demo::PASSPHRASE);
    println!(
        "Second factor of staff: {} now; authenticator secret {}",
        code_at(demo::SECRET, app.clock.now())?,
        demo::secret_text()?
    );
    println!("A later code: the same command with the word demo-code behind it (cargo run -- demo-code)\n");
    for part in demo::list_present(app).await? {
        println!(
            "  {:<6} {:<13} {}",
            part.name,
            part.role.as_str(),
            part.district.unwrap_or("全市")
        );
    }
    println!();
    Ok(())
}

/// `seed`: the demo world in an empty database of the operator's choice, under the demo's keys, without serving it; only
/// `demo` opens it afterwards.
pub async fn seed() -> Done {
    let (app, _lock) = offline_demo().await?;
    let is_planted = demo::plant(&app).await?;
    app.stop(None).await;
    if is_planted {
        Ok(())
    } else {
        Err("the demo world is in this database already".into())
    }
}

/// `seed --size`: an invented agency instead of the demo world, in the same kind of database.
pub async fn seed_agency(scale: Scale, seed: u64) -> Done {
    let (app, _lock) = offline_demo().await?;
    let planted = agency::plant(&app, scale, seed).await?;
    let Some(planted) = planted else {
        app.stop(None).await;
        return Err("somebody lives in this database already; an agency is planted in an empty one".into());
    };
    println!(
        "Planted an invented agency in {:?}: {} people, {} sessions. It is for measurements and tests: its sign-ins are public.\n",
        app.db.backend(),
        planted.people,
        planted.sessions
    );
    print_sign_ins(&app).await?;
    println!("`tongxing demo` with the same TONGXING_DATABASE_URL serves it on this machine.");
    app.stop(None).await;
    Ok(())
}

/// Builds the application on a database that is, or becomes, the demo's.
async fn offline_demo() -> Result<(Application, ServerLock), Box<dyn std::error::Error>> {
    let parts = demo_parts()?;
    let url = parts.config.database_url.clone();
    super::database::make_folder(&url)?;
    let lock = ServerLock::take(&url)?;
    migrate::migrate(&url)?;
    let app = Application::build(parts).await?;
    api::open_as(&app.db, Deployment::Demo).await?;
    Ok((app, lock))
}

pub async fn first_card() -> Done {
    let (app, _lock) = offline(config()?).await?;
    let code = api::make_first_card(&app.accounts).await?;
    app.stop(None).await;
    match code {
        Some(code) => {
            println!("One-time code for the first headquarters person, good for two days: {code}");
            println!("Open {}/join and enter it.", app.config.public_url);
            Ok(())
        }
        None => Err("somebody has the headquarters role already; they invite the others".into()),
    }
}

pub async fn import(kind: &str, file: &Path, month: Option<&str>, is_dry_run: bool, skips_refused: bool) -> Done {
    let month = match month {
        Some(text) => Some(Month::parse(text).ok_or("--month is written 2026-12")?),
        None => None,
    };
    let bytes = std::fs::read(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let (app, _lock) = offline(config()?).await?;
    let kind = app.imports.find(kind)?;
    let choices = Choices {
        is_dry_run,
        skips_refused,
        month,
    };
    let report = import_file(&app.db, kind, bytes, Importer::Operator, choices).await?;
    app.stop(None).await;
    for line in report
        .lines
        .iter()
        .filter(|line| line.verdict != "ok" && line.verdict != "unchanged")
    {
        println!("line {}: {} {}", line.line, line.verdict, line.detail);
    }
    for column in &report.unread {
        println!(
            "nobody reads the column {:?}, for instance {:?}",
            column.heading, column.example
        );
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

/// `retention`: says what is past its time, and without `--dry-run` deletes it.
pub async fn retention(is_dry_run: bool) -> Done {
    let settings = config()?;
    let now = Clock::system().now();
    migrate::check(&settings.database_url)?;
    if is_dry_run {
        let db = tongxing::db::Db::open(&settings.database_url).await?;
        let kept = db.read(move |conn| retention::views::report(conn, now)).await?;
        db.close().await;
        for line in kept {
            println!("{:>8} {}", line.due, line.what);
        }
        return Ok(());
    }
    let (app, _lock) = offline(settings).await?;
    let forgotten = retention::actions::forget(&app.db).await?;
    app.stop(None).await;
    for (what, count) in forgotten {
        println!("{count:>8} {what}");
    }
    Ok(())
}
