//! `migrate`, `backup`, `restore`, `audit verify`.

use super::{Done, config};
use std::path::Path;
use tongxing::db::lock::ServerLock;
use tongxing::db::{Address, backup, migrate};

/// Makes the folder of a SQLite file.
pub fn make_folder(url: &str) -> Done {
    if let Address::Sqlite(path) = Address::parse(url)?
        && let Some(folder) = path.parent()
    {
        tongxing::files::make_folder(folder)?;
    }
    Ok(())
}

/// `migrate`
pub fn migrate() -> Done {
    let config = config()?;
    make_folder(&config.database_url)?;
    let _lock = ServerLock::take(&config.database_url)?;
    let done = migrate::migrate(&config.database_url)?;
    println!("{} migrations were run.", done.len());
    Ok(())
}

/// `backup`: online, consistent, encrypted to a passphrase.
pub fn backup(file: &Path) -> Done {
    let config = config()?;
    let passphrase = config
        .backup_passphrase
        .as_ref()
        .ok_or("set TONGXING_BACKUP_PASSPHRASE")?;
    let bytes = backup::write(&config.database_url, file, passphrase.expose())?;
    println!(
        "Wrote {} ({bytes} bytes). The key file is not in it; keep both, apart.",
        file.display()
    );
    Ok(())
}

/// `restore`
pub fn restore(file: &Path, to: &Path) -> Done {
    let config = config()?;
    let passphrase = config
        .backup_passphrase
        .as_ref()
        .ok_or("set TONGXING_BACKUP_PASSPHRASE")?;
    backup::read(file, to, passphrase.expose())?;
    println!(
        "Wrote {}. Serve it with TONGXING_DATABASE_URL=sqlite:{}",
        to.display(),
        to.display()
    );
    Ok(())
}

/// `audit verify`
pub async fn verify_audit() -> Done {
    let config = config()?;
    migrate::check(&config.database_url)?;
    let (events, _committed) = tokio::sync::mpsc::unbounded_channel();
    let db = tongxing::db::Db::start(&config.database_url, tongxing::db::Limits::default(), events).await?;
    let report = db
        .read(|conn| tongxing::audit::verify(conn).map_err(tongxing::error::Error::from))
        .await?;
    db.close().await;
    println!(
        "Sound up to line {} (hash {}); {} lines are not sealed yet.",
        report.sound, report.head, report.unsealed
    );
    match report.broken {
        None => Ok(()),
        Some(broken) => Err(format!(
            "the audit does not fit its chain at line {}: {}",
            broken.seq, broken.why
        )
        .into()),
    }
}
