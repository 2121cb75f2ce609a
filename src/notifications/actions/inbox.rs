//! What people do with their inbox and their preferences.

use crate::accounts::access::{Caller, Permissions};
use crate::accounts::api::has_consent;
use crate::accounts::model::Purpose;
use crate::audit::{self, AuditSubject, AuditVerb};
use crate::clock::MINUTE;
use crate::error::{Code, Error, Result};
use crate::ids::{LetterId, NoticeId};
use crate::mail::Template;
use crate::notifications::jobs::{Post, enqueue_letter, queue_letter};
use crate::notifications::model::{LetterState, Preferences};
use crate::notifications::store::{self, PreferencesRow};

/// Marks some or all of the caller's notices as read; how many are left.
pub async fn mark_read(post: &Post, caller: Caller, ids: Option<Vec<NoticeId>>) -> Result<i64> {
    let now = post.clock.now();
    post.db
        .write(move |tx| {
            store::update_read(tx.conn(), &caller.person, ids.as_deref(), now)?;
            store::count_unread(tx.conn(), &caller.person)
        })
        .await
}

/// Sets how the caller wants to be told. Letters need an address and the consent (safety 14, 50).
pub async fn save_preferences(post: &Post, caller: Caller, wanted: Preferences) -> Result<()> {
    let now = post.clock.now();
    let sealed = match &wanted.email {
        Some(email) => Some(
            post.keys
                .seal("notice_preferences", caller.person.as_str(), email.as_bytes())?,
        ),
        None => None,
    };
    let row = PreferencesRow {
        email: sealed,
        is_email_on: wanted.is_email_on,
        is_mention_on: wanted.is_mention_on,
        quiet_from: wanted.quiet.from,
        quiet_to: wanted.quiet.to,
    };
    post.db
        .write(move |tx| {
            if row.is_email_on && !has_consent(tx.conn(), &caller.person, Purpose::ContactNotices)? {
                return Err(Code::ConsentNeeded.into());
            }
            store::save_preferences(tx.conn(), &caller.person, &row, now)
        })
        .await
}

/// Sends the caller a letter that shows how letters look.
pub async fn send_test_letter(post: &Post, caller: Caller) -> Result<()> {
    let _own = post.clone();
    post.db
        .write(move |tx| {
            let now = tx.now();
            let recipient = store::find_recipient(tx.conn(), &caller.person)?.ok_or_else(Error::not_found)?;
            if recipient.sealed_email.is_none() {
                return Err(Error::field("email", "required"));
            }
            if !recipient.consents {
                return Err(Code::ConsentNeeded.into());
            }
            let last = store::last_asked(tx.conn(), &caller.person, Template::Test)?;
            if let Some(wait) = last.map(|last| last + MINUTE - now).filter(|wait| *wait > 0) {
                return Err(Error::from(Code::Throttled).retry_after(wait));
            }
            queue_letter(tx, (&caller.person, Template::Test), now)
        })
        .await
}

/// Headquarters lets a dead letter try again from the start.
pub async fn retry_dead_letter(post: &Post, caller: Caller, id: LetterId) -> Result<()> {
    let _own = post.clone();
    post.db
        .write(move |tx| {
            Permissions::load(tx.conn(), &caller)?.must_be_headquarters()?;
            let row = store::find_letter(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
            if row.state != LetterState::Dead {
                return Err(Code::WrongState.into());
            }
            let now = tx.now();
            let entry = audit::Entry::new(
                Some(&caller.person),
                AuditVerb::RetryLetter,
                AuditSubject::Letter,
                &row.id,
            );
            tx.audit(&entry)?;
            if store::has_other_waiting(tx.conn(), &row)? {
                return store::update_finished(tx.conn(), &row.id, LetterState::Dropped, row.tries, None, now);
            }
            store::update_waiting(tx.conn(), &row, now, 0, None)?;
            enqueue_letter(tx, &row.id, now)
        })
        .await
}
