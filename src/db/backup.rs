//! An encrypted copy of a SQLite database, taken while the server runs, and the way back.
//!
//! The copy is one transaction's view (`VACUUM INTO`), encrypted with age to a passphrase (scrypt), so that it may lie
//! on a disk that others can read (safety 61). PostgreSQL has `pg_dump`; see `docs/OPERATING.md`.

use super::conn::{Address, Conn, Role};
use super::error::Error;
use super::pulse::Pulse;
use age::secrecy::SecretString;
use diesel::prelude::*;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::time::Duration;

/// Why a copy was not made or not read.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Not SQLite.
    #[error("this database is not SQLite; use pg_dump and encrypt its output")]
    NotSqlite,
    /// The database.
    #[error("{0}")]
    Database(#[from] Error),
    /// The disk.
    #[error("{0}: {1}")]
    File(String, io::Error),
    /// The passphrase or the file is not right.
    #[error("the copy does not open: the passphrase is wrong, or the file is damaged")]
    Sealed,
}

/// Writes an encrypted copy of the database at `url` to `file`, which must not exist; how many bytes it has.
pub fn write(url: &str, file: &Path, passphrase: &str) -> Result<u64, BackupError> {
    let at = Address::parse(url)?;
    if !matches!(at, Address::Sqlite(_)) {
        return Err(BackupError::NotSqlite);
    }
    let out = create(file)?;
    let plain = beside(file);
    let result = copy_out(&at, &plain).and_then(|()| encrypt(&plain, &out, passphrase));
    let _ = std::fs::remove_file(&plain); // the plain copy never outlives the command
    if result.is_err() {
        let _ = std::fs::remove_file(file);
    }
    result
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
    let mut conn = Conn::open(at, Role::Migrator, &Pulse::new(Duration::ZERO))?;
    diesel::sql_query("VACUUM INTO ?")
        .bind::<diesel::sql_types::Text, _>(plain.to_string_lossy().into_owned())
        .execute(&mut conn)
        .map_err(Error::from)?;
    Ok(())
}

fn encrypt(plain: &Path, out: &File, passphrase: &str) -> Result<u64, BackupError> {
    let mut input = File::open(plain).map_err(|error| failed(plain, error))?;
    let sealer = age::Encryptor::with_user_passphrase(SecretString::from(passphrase.to_owned()));
    let written = (|| {
        let mut sealed = sealer.wrap_output(io::BufWriter::new(out))?;
        io::copy(&mut input, &mut sealed)?;
        sealed
            .finish()?
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all()?;
        out.metadata().map(|data| data.len())
    })();
    written.map_err(|error| failed(plain, error))
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

fn beside(file: &Path) -> std::path::PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".plain");
    name.into()
}

fn failed(path: &Path, error: io::Error) -> BackupError {
    BackupError::File(path.display().to_string(), error)
}
