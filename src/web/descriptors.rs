//! How many files and connections this process may have open.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Descriptors that the process needs for itself: the database, the log, the mail, the threads.
const OURS: u64 = 256;
/// More than this no node has use for.
const MOST: u64 = 1_048_576;

/// Raises the limit to what the system allows, and logs the result.
pub fn raise() {
    let before = getrlimit(Resource::Nofile);
    let wanted = before.maximum.unwrap_or(MOST).min(MOST);
    let current = before.current.unwrap_or(MOST);
    if current < wanted {
        let limit = Rlimit {
            current: Some(wanted),
            maximum: before.maximum,
        };
        if let Err(why) = setrlimit(Resource::Nofile, limit) {
            tracing::warn!(%why, descriptors = current, "the limit of open files could not be raised");
            return;
        }
    }
    tracing::info!(before = current, descriptors = current.max(wanted), "open files");
}

/// The number of connections that the limit of open files leaves.
pub fn for_connections() -> usize {
    let current = getrlimit(Resource::Nofile).current.unwrap_or(MOST).min(MOST);
    usize::try_from(current.saturating_sub(OURS).max(OURS / 2)).unwrap_or(usize::MAX)
}
