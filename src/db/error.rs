//! Errors of the database, and what each means for the caller.

use super::sql_error;
use crate::error::Code;
use diesel::ConnectionError;
use diesel::result::Error as SqlError;

/// A failure of the database itself, not of what a room wanted from it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The queue is full, or the database is locked by another process: nothing was done.
    #[error("the queue of the database is full")]
    Busy,
    /// There is no space left: nothing was done.
    #[error("there is no space left for the database")]
    Full,
    /// The connection was lost during COMMIT: the change may or may not have been made.
    #[error("the connection was lost during the commit")]
    Unconfirmed,
    /// The closure panicked: nothing was done.
    #[error("a database closure panicked")]
    Panicked,
    /// The closure swallowed a database error outside of `Tx::attempt`: nothing was done.
    #[error("a database error was swallowed outside of an attempt")]
    Swallowed,
    /// The database cannot be reached: nothing was done.
    #[error("{0}")]
    Down(ConnectionError),
    /// A statement failed: nothing was done.
    #[error("{0}")]
    Sql(#[source] SqlError),
}

impl Error {
    pub(crate) fn down(why: impl Into<String>) -> Self {
        Error::Down(ConnectionError::BadConnection(why.into()))
    }
}

impl From<ConnectionError> for Error {
    fn from(cause: ConnectionError) -> Self {
        Error::Down(cause)
    }
}

impl From<SqlError> for Error {
    fn from(cause: SqlError) -> Self {
        Error::Sql(cause)
    }
}

impl From<Error> for crate::error::Error {
    fn from(cause: Error) -> Self {
        match cause {
            Error::Busy => busy(),
            Error::Full => full(),
            Error::Unconfirmed => crate::error::Error::from(Code::Unconfirmed).retry_after(1_000),
            Error::Down(_) => down().because(cause),
            Error::Sql(cause) => cause.into(),
            Error::Panicked | Error::Swallowed => crate::error::Error::internal(cause),
        }
    }
}

impl From<SqlError> for crate::error::Error {
    fn from(cause: SqlError) -> Self {
        if sql_error::is_full(&cause) {
            full().because(cause)
        } else if sql_error::is_lost(&cause) {
            down().because(cause)
        } else if sql_error::is_retryable(&cause) || sql_error::is_locked(&cause) {
            busy().because(cause)
        } else {
            crate::error::Error::internal(cause)
        }
    }
}

fn busy() -> crate::error::Error {
    crate::error::Error::from(Code::Busy).retry_after(1_000)
}

fn full() -> crate::error::Error {
    crate::error::Error::from(Code::DiskFull).retry_after(30_000)
}

fn down() -> crate::error::Error {
    crate::error::Error::from(Code::DatabaseDown).retry_after(5_000)
}
