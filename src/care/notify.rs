//! How this room tells people something and leaves work for later, inside its transactions.

use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::PersonId;
use crate::jobs::{self, NewJob};
use crate::notifications::api::{NewNotice, NoticeKind, call_in, notify_in};
use serde_json::{Value, json};

fn notice(person: &PersonId, kind: NoticeKind, link: &str) -> NewNotice {
    NewNotice {
        person: person.clone(),
        kind,
        params: json!({}),
        link: link.to_owned(),
    }
}

/// A notice, and an email if the person wants one.
pub(super) fn notify(tx: &mut Tx<'_>, person: &PersonId, kind: NoticeKind, link: &str) -> Result<()> {
    notify_in(tx, notice(person, kind, link))
}

/// A notice and an email at once, also in quiet hours: for those on duty (safety 50).
pub(super) fn notify_at_once(tx: &mut Tx<'_>, person: &PersonId, kind: NoticeKind, link: &str) -> Result<()> {
    call_in(tx, notice(person, kind, link))
}

/// Leaves a job for `at`; of one key there is only one.
pub(super) fn enqueue_once(tx: &mut Tx<'_>, kind: &'static str, payload: Value, at: Millis, key: String) -> Result<()> {
    jobs::enqueue(tx, &NewJob::new(kind, payload).at(at).once(key))?;
    Ok(())
}
