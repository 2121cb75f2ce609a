//! `migrate`, `backup`, `restore`, `audit verify`, `keys reseal`, `keys status`.

use super::{Done, any_keys, config};
use std::path::Path;
use std::time::Duration;
use tongxing::audit::{self, Kept, KeptHead};
use tongxing::clock::Clock;
use tongxing::config::Config;
use tongxing::db::lock::ServerLock;
use tongxing::db::{Address, Db, backup, migrate, reseal};
use tongxing::error::Error;

/// Makes the folder of a SQLite file.
pub fn make_folder(url: &str) -> Done {
    if let Address::Sqlite(path) = Address::parse(url)?
        && let Some(folder) = path.parent()
    {
        tongxing::files::make_folder(folder)?;
    }
    Ok(())
}

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

/// A database that is looked at and not served.
async fn look(config: &Config) -> Result<Db, Box<dyn std::error::Error>> {
    migrate::check(&config.database_url)?;
    Ok(Db::open(&config.database_url).await?)
}

pub async fn verify_audit(head: Option<&str>) -> Done {
    let config = config()?;
    let kept = match head {
        Some(head) => Some(KeptHead::parse(head).ok_or("a head is a number, a - and 64 hexadecimal digits")?),
        None => None,
    };
    let keys = any_keys(&config)?;
    let db = look(&config).await?;
    let now = Clock::system().now();
    let report = db
        .read(move |conn| audit::verify(conn, &keys, now, kept.as_ref()).map_err(Error::from))
        .await?;
    db.close().await;
    println!(
        "Sound up to line {} (head {}-{}); {} lines are not sealed yet.",
        report.sound, report.sound, report.head, report.unsealed
    );
    if let Some(broken) = report.broken {
        return Err(format!(
            "the audit does not fit its chain at line {}: {}",
            broken.seq, broken.why
        )
        .into());
    }
    match report.kept {
        None => {}
        Some(Kept::Held) => println!("It still contains the head that was kept."),
        Some(Kept::Cut) => return Err("the audit is shorter than when the head was kept: its end was cut off".into()),
        Some(Kept::Other) => {
            return Err("another line stands where the head was kept: the audit was written anew".into());
        }
    }
    Ok(())
}

/// `keys reseal`: small transactions; on SQLite the server does it by itself.
pub async fn reseal() -> Done {
    let config = config()?;
    let keys = any_keys(&config)?;
    let lock = ServerLock::take(&config.database_url);
    let _lock = lock.map_err(|why| format!("{why}; or wait: a running server seals anew by itself"))?;
    let db = look(&config).await?;
    let rows = reseal::reseal(&db, &keys, Duration::MAX).await?;
    db.close().await;
    println!("{rows} rows were sealed anew with key {}.", keys.sealing_number());
    Ok(())
}

/// `keys status`: what still needs an earlier key.
pub async fn key_status() -> Done {
    let config = config()?;
    let keys = any_keys(&config)?;
    let db = look(&config).await?;
    let own = keys.clone();
    let counts = db.read(move |conn| Ok((reseal::count_old(conn, &own)?, reseal::count_old_codes(conn, &own)?)));
    let (rows, codes) = counts.await?;
    db.close().await;
    let old: i64 = rows.iter().map(|(_, count)| count).sum();
    println!(
        "fields: key {} seals; {old} rows are sealed with earlier ones",
        keys.sealing_number()
    );
    for (sealed, count) in rows.iter().filter(|(_, count)| *count > 0) {
        println!("{count:>8} {}.{}", sealed.table, sealed.column);
    }
    println!(
        "hashing: key {} makes; {codes} unused codes and cards need earlier ones",
        keys.hashing_number()
    );
    println!(
        "signing: {} keys are accepted; earlier ones are needed for 5 minutes",
        keys.signing_accepted().len()
    );
    println!(
        "audit: key {} closes; earlier ones are needed as long as the audit is kept",
        keys.audit_number()
    );
    Ok(())
}
