//! One process at a time owns a SQLite file: the server, or a command that writes.

use super::backup;
use super::conn::Address;
use super::error::Error;
use crate::files;
use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// Held for as long as this process may write to the database. On PostgreSQL there is nothing to hold.
#[derive(Debug)]
pub struct ServerLock {
    _file: Option<File>,
}

impl ServerLock {
    /// Takes the lock, or refuses with a sentence while another process holds it.
    pub fn take(url: &str) -> Result<ServerLock, Error> {
        let Address::Sqlite(path) = Address::parse(url)? else {
            return Ok(ServerLock { _file: None });
        };
        let lock = lock_path(&path);
        for file in ["", "-wal", "-shm", ".lock"] {
            let mut name = path.clone().into_os_string();
            name.push(file);
            files::make_private(Path::new(&name));
        }
        let cannot =
            |why: std::io::Error| Error::down(format!("the lock file {} cannot be opened: {why}", lock.display()));
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&lock)
            .map_err(cannot)?;
        match file.try_lock() {
            Ok(()) => {
                backup::clear_up(&path);
                Ok(ServerLock { _file: Some(file) })
            }
            Err(TryLockError::WouldBlock) => Err(Error::down(format!(
                "another Tongxing process is using {}; stop it first",
                path.display()
            ))),
            Err(TryLockError::Error(why)) => Err(cannot(why)),
        }
    }
}

/// Beside the database; it stays behind empty, since removing a lock file is a race.
fn lock_path(database: &Path) -> PathBuf {
    let mut name = OsString::from(database);
    name.push(".lock");
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_process_is_refused_with_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("a.db").display());
        let held = ServerLock::take(&url).unwrap();
        let refused = ServerLock::take(&url).unwrap_err();
        assert!(refused.to_string().contains("stop it first"), "{refused}");
        drop(held);
        ServerLock::take(&url).unwrap();
    }
}
