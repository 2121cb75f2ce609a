//! The texts of the statements that a database runs, while somebody records them: for tests that ask how they are planned.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

/// Off until [`StatementLog::start`]; then each text once, without its values. Cloning shares it.
#[derive(Clone, Default)]
pub(super) struct StatementLog(Arc<Inner>);

#[derive(Default)]
struct Inner {
    is_on: AtomicBool,
    texts: Mutex<BTreeSet<String>>,
}

impl StatementLog {
    pub(super) fn start(&self) {
        self.0.is_on.store(true, Relaxed);
    }

    /// Ends the recording; the statements since its start.
    pub(super) fn end(&self) -> Vec<String> {
        self.0.is_on.store(false, Relaxed);
        let texts = std::mem::take(&mut *self.0.texts.lock().unwrap_or_else(PoisonError::into_inner));
        texts.into_iter().collect()
    }

    pub(super) fn record(&self, query: impl FnOnce() -> String) {
        if self.0.is_on.load(Relaxed) {
            let text = query();
            let text = text.split(" -- binds").next().unwrap_or_default().trim().to_owned();
            self.0.texts.lock().unwrap_or_else(PoisonError::into_inner).insert(text);
        }
    }
}
