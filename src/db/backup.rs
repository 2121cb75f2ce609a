//! Makes an encrypted copy of a SQLite database while the server runs, and restores it.
//!
//! The copy is one transaction's view (`VACUUM INTO`), encrypted with age to a passphrase (scrypt), so that it may lie
//! on a disk that others can read (safety 61). PostgreSQL has `pg_dump`; see `docs/OPERATING.md`.

use super::conn::{Address, Conn, Role};
use super::error::Error;
use super::statement_observer::StatementObserver;
use age::secrecy::SecretString;
use diesel::prelude::*;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Why a copy was not made or not read.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("this database is not SQLite; use pg_dump and encrypt its output")]
    NotSqlite,
    #[error("{0}")]
    Database(#[from] Error),
    #[error("{0}: {1}")]
    File(String, io::Error),
    /// The passphrase or the file is not right.
    #[error("the copy does not open: the passphrase is wrong, or the file is damaged")]
    Sealed,
}

/// Writes an encrypted copy of the database at `url` to `file`, which must not exist; how many bytes it has.
pub fn write(url: &str, file: &Path, passphrase: &str) -> Result<u64, BackupError> {
    let at = Address::parse(url)?;
    let Address::Sqlite(database) = &at else {
        return Err(BackupError::NotSqlite);
    };
    let workplace = Workplace::open(database)?;
    let out = create(file)?;
    let result = copy_out(&at, &workplace.plain()).and_then(|()| encrypt(workplace.take()?, &out, passphrase));
    if result.is_err() {
        let _ = std::fs::remove_file(file);
    }
    result
}

/// The folder for the plain copy. Only the owner can enter it, it lies beside the database, which is not encrypted either, and what a
/// killed command left there is deleted when the next one, or the server, starts.
struct Workplace {
    folder: PathBuf,
    /// Locked while a command works there.
    _lock: File,
}

impl Workplace {
    fn of(database: &Path) -> PathBuf {
        let mut name = database.as_os_str().to_owned();
        name.push(".copying");
        name.into()
    }

    fn open(database: &Path) -> Result<Workplace, BackupError> {
        clear_up(database);
        let folder = Workplace::of(database);
        let made = std::fs::DirBuilder::new().mode(0o700).create(&folder);
        made.map_err(|error| failed(&folder, error))?;
        let lock = File::open(&folder).map_err(|error| failed(&folder, error))?;
        lock.lock().map_err(|error| failed(&folder, error))?;
        Ok(Workplace { folder, _lock: lock })
    }

    fn plain(&self) -> PathBuf {
        self.folder.join("plain.db")
    }

    /// The plain copy, which has no name any more: it ends with the process, however that ends.
    fn take(&self) -> Result<File, BackupError> {
        let plain = self.plain();
        let file = File::open(&plain).map_err(|error| failed(&plain, error))?;
        std::fs::remove_file(&plain).map_err(|error| failed(&plain, error))?;
        Ok(file)
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Removes what a killed `backup` of this database left behind; one that is at work is left alone.
pub(super) fn clear_up(database: &Path) {
    let folder = Workplace::of(database);
    let Ok(open) = File::open(&folder) else { return };
    if open.try_lock().is_err() {
        return;
    }
    match std::fs::remove_dir_all(&folder) {
        Ok(()) => tracing::warn!(folder = %folder.display(), "a copy that was broken off has been removed"),
        Err(why) => {
            tracing::error!(folder = %folder.display(), %why, "a copy that was broken off could not be removed")
        }
    }
}

/// Reads an encrypted copy into a new database file, which must not exist.
pub fn read(file: &Path, to: &Path, passphrase: &str) -> Result<(), BackupError> {
    let sealed = File::open(file).map_err(|error| failed(file, error))?;
    let opener = age::Decryptor::new(io::BufReader::new(sealed)).map_err(|_| BackupError::Sealed)?;
    let identity = age::scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    let mut plain = opener
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .map_err(|_| BackupError::Sealed)?;
    let mut out = create(to)?;
    let done = io::copy(&mut plain, &mut out).and_then(|_| out.sync_all());
    if done.is_err() {
        let _ = std::fs::remove_file(to); // half a database is worse than none
        return Err(BackupError::Sealed);
    }
    Ok(())
}

fn copy_out(at: &Address, plain: &Path) -> Result<(), BackupError> {
    // A connection of its own that may write: VACUUM INTO fails on a `query_only` one.
    let mut conn = Conn::open(at, Role::Migrator, &StatementObserver::new(Duration::ZERO))?;
    diesel::sql_query("VACUUM INTO ?")
        .bind::<diesel::sql_types::Text, _>(plain.to_string_lossy().into_owned())
        .execute(&mut conn)
        .map_err(Error::from)?;
    Ok(())
}

fn encrypt(mut plain: File, out: &File, passphrase: &str) -> Result<u64, BackupError> {
    let sealer = age::Encryptor::with_user_passphrase(SecretString::from(passphrase.to_owned()));
    let written = (|| {
        let mut sealed = sealer.wrap_output(io::BufWriter::new(out))?;
        io::copy(&mut plain, &mut sealed)?;
        sealed
            .finish()?
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all()?;
        out.metadata().map(|data| data.len())
    })();
    written.map_err(|error| BackupError::File("the copy".into(), error))
}

fn create(path: &Path) -> Result<File, BackupError> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(|error| failed(path, error))
}

fn failed(path: &Path, error: io::Error) -> BackupError {
    BackupError::File(path.display().to_string(), error)
}
