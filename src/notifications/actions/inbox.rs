//! What people do with their inbox and their preferences.

use crate::accounts::Context;
use crate::accounts::api::has_consent;
use crate::accounts::model::Purpose;
use crate::audit::{AuditSubject, AuditVerb};
use crate::clock::MINUTE;
use crate::error::{Code, Error, Result};
use crate::ids::{LetterId, NoticeId};
use crate::mail::Template;
use crate::notifications::model::{EmailState, Preferences};
use crate::notifications::outbox::{enqueue_email, queue_email};
use crate::notifications::store::{self, PreferencesRow};

/// Marks some or all of the caller's notices as read; how many are left.
pub async fn mark_read(ctx: &Context, ids: Option<Vec<NoticeId>>) -> Result<i64> {
    let person = ctx.caller.person.clone();
    ctx.db
        .write(move |tx| {
            let now = tx.now();
            store::update_read(tx.conn(), &person, ids.as_deref(), now)?;
            store::count_unread(tx.conn(), &person)
        })
        .await
}

/// Sets how the caller wants to be told. Emails need an address and the consent (safety 14, 50).
pub async fn save_preferences(ctx: &Context, wanted: Preferences) -> Result<()> {
    let person = ctx.caller.person.clone();
    let seal = |email: &String| ctx.keys.seal("notice_preferences", person.as_str(), email.as_bytes());
    let sealed = wanted.email.as_ref().map(seal).transpose()?;
    let row = PreferencesRow {
        email: sealed,
        is_email_on: wanted.is_email_on,
        is_mention_on: wanted.is_mention_on,
        quiet_from: wanted.quiet.from,
        quiet_to: wanted.quiet.to,
    };
    ctx.db
        .write(move |tx| {
            if row.is_email_on && !has_consent(tx.conn(), &person, Purpose::ContactNotices)? {
                return Err(Code::ConsentNeeded.into());
            }
            let now = tx.now();
            store::save_preferences(tx.conn(), &person, &row, now)
        })
        .await
}

/// Sends the caller an email that shows how emails look.
pub async fn send_test_email(ctx: &Context) -> Result<()> {
    let person = ctx.caller.person.clone();
    ctx.db
        .write(move |tx| {
            let now = tx.now();
            let recipient = store::find_recipient(tx.conn(), &person)?.ok_or_else(Error::not_found)?;
            if recipient.sealed_email.is_none() {
                return Err(Error::field("email", "required"));
            }
            if !recipient.consents {
                return Err(Code::ConsentNeeded.into());
            }
            let last = store::last_asked(tx.conn(), &person, Template::Test)?;
            if let Some(wait) = last.map(|last| last + MINUTE - now).filter(|wait| *wait > 0) {
                return Err(Error::from(Code::Throttled).retry_after(wait));
            }
            queue_email(tx, (&person, Template::Test), now)
        })
        .await
}

/// Headquarters lets a dead email try again from the start.
pub async fn retry_dead_email(ctx: &Context, id: LetterId) -> Result<()> {
    ctx.write(move |tx, who| {
        who.must_be_headquarters()?;
        let row = store::find_email(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        if row.state != EmailState::Dead {
            return Err(Code::WrongState.into());
        }
        let now = tx.now();
        let entry = who.entry(AuditVerb::RetryLetter, AuditSubject::Letter, &row.id);
        tx.audit(&entry)?;
        if store::has_other_waiting(tx.conn(), &row)? {
            return store::update_finished(tx.conn(), &row.id, EmailState::Dropped, row.tries, None, now);
        }
        store::update_waiting(tx.conn(), &row, now, 0, None)?;
        enqueue_email(tx, &row.id, now)
    })
    .await
}
