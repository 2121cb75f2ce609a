//! Tells failures of a statement apart by what they mean for the caller: lost, retryable, locked, full or unclear.

use diesel::result::{DatabaseErrorKind as Kind, Error as SqlError};

/// The other side of the connection is gone.
pub(super) fn is_lost(error: &SqlError) -> bool {
    match error {
        SqlError::DatabaseError(Kind::ClosedConnection, _) | SqlError::BrokenTransactionManager => true,
        SqlError::RollbackErrorOnCommit { commit_error, .. } => is_lost(commit_error),
        SqlError::DatabaseError(_, info) => {
            // An administrator ended the connection, or the server is going down or coming up.
            let message = info.message();
            message.starts_with("terminating connection") || message.starts_with("the database system is ")
        }
        _ => false,
    }
}

/// Running the same closure again from the start may well succeed.
pub(super) fn is_retryable(error: &SqlError) -> bool {
    match error {
        SqlError::DatabaseError(Kind::SerializationFailure, _) => true,
        SqlError::DatabaseError(_, info) => info.message().starts_with("deadlock detected") || is_lost(error),
        SqlError::RollbackErrorOnCommit { commit_error, .. } => is_retryable(commit_error),
        _ => false,
    }
}

/// A lock was not free in time.
pub(super) fn is_locked(error: &SqlError) -> bool {
    matches!(error, SqlError::DatabaseError(_, info) if {
        let message = info.message();
        message.starts_with("database is locked")
            || message.starts_with("database table is locked")
            || message.starts_with("canceling statement due to")
    })
}

/// The disk of the database is full, or the database has as many pages as it may.
pub(super) fn is_full(error: &SqlError) -> bool {
    match error {
        SqlError::RollbackErrorOnCommit { commit_error, .. } => is_full(commit_error),
        SqlError::DatabaseError(_, info) => {
            let message = info.message();
            message.starts_with("database or disk is full")
                || message.starts_with("could not extend file")
                || message.contains("No space left on device")
        }
        _ => false,
    }
}

/// A failed COMMIT after which it is unknown whether the change was made.
pub(super) fn is_unclear(error: &SqlError) -> bool {
    match error {
        SqlError::RollbackErrorOnCommit { commit_error, .. } => is_unclear(commit_error),
        SqlError::DatabaseError(_, info) => is_lost(error) || info.message().starts_with("disk I/O error"),
        _ => is_lost(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(message: &str) -> SqlError {
        SqlError::DatabaseError(Kind::Unknown, Box::new(message.to_owned()))
    }

    #[test]
    fn a_full_disk_is_told_from_other_failures() {
        for message in [
            "database or disk is full",
            "could not extend file \"base/16384/2619\": No space left on device",
            "could not write to file \"base/pgsql_tmp/pgsql_tmp1.0\": No space left on device",
        ] {
            assert!(is_full(&error(message)), "{message}");
        }
        for message in ["database is locked", "disk I/O error", "UNIQUE constraint failed: a.b"] {
            assert!(!is_full(&error(message)), "{message}");
        }
    }
}
