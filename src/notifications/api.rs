//! What other rooms may ask of this one.

use super::model::QuietHours;
pub use super::model::{NewNotice, NoticeKind};
use super::{outbox, store};
use crate::accounts::access_change::{AccessChange, AccessChangeHook};
use crate::accounts::api as accounts;
use crate::clock::{HOUR, Millis};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::event::Event;
use crate::ids::{NoticeId, PersonId};
use crate::mail::Template;
use std::sync::Arc;

/// Calls a person who is on duty: a notice in the inbox and a neutral email at once, also in
/// quiet hours and if they want no other emails (safety 50). It says nothing of what has happened (safety 47 to 49).
pub fn call_in(tx: &mut Tx<'_>, new: NewNotice) -> Result<()> {
    insert_in(tx, &new)?;
    let recipient = store::find_recipient(tx.conn(), &new.person)?;
    if !recipient.is_some_and(|recipient| recipient.wants(Template::Call)) {
        return Ok(());
    }
    outbox::queue_email(tx, (&new.person, Template::Call), tx.now())
}

/// The notice itself; open pages of the person look at their inbox.
fn insert_in(tx: &mut Tx<'_>, new: &NewNotice) -> Result<()> {
    let now = tx.now();
    let id = tx.mint::<NoticeId>();
    store::insert_notice(tx.conn(), &id, new, now)?;
    tx.after_commit(Event::hint(&new.person, "inbox"));
    Ok(())
}

/// What these people were asked for is done: their notices of it are read, so that no inbox asks for what somebody has given.
pub fn settle_in(tx: &mut Tx<'_>, people: &[PersonId], kinds: &[NoticeKind], link: &str) -> Result<()> {
    let now = tx.now();
    store::update_settled(tx.conn(), people, kinds, link, now)
}

/// Tells a person something, in the caller's transaction: a notice in the inbox, and a neutral email if they want one.
pub fn notify_in(tx: &mut Tx<'_>, new: NewNotice) -> Result<()> {
    let now = tx.now();
    insert_in(tx, &new)?;
    let Some(recipient) = store::find_recipient(tx.conn(), &new.person)? else {
        return Ok(());
    };
    if !recipient.wants(Template::Update) {
        return Ok(());
    }
    let last = store::last_sent(tx.conn(), &new.person, Template::Update)?;
    let not_before = last.map_or(now, |last| now.max(last + HOUR));
    let due_at = recipient.earliest(Template::Update, not_before);
    outbox::queue_email(tx, (&new.person, Template::Update), due_at)
}

/// `at`, or the end of the quiet hours that everybody has who set none (safety 50).
pub fn after_quiet_hours(zone: &str, at: Millis) -> Millis {
    QuietHours::default().next_time(zone, at)
}

/// A notice in the inbox and no email: for what somebody need not learn before they look.
pub fn notify_quietly_in(tx: &mut Tx<'_>, new: &NewNotice) -> Result<()> {
    insert_in(tx, new)
}

/// Whether somebody asked for emails that tell of mentions too.
pub fn wants_mentions(conn: &mut Conn, person: &PersonId) -> Result<bool> {
    let recipient = store::find_recipient(conn, person)?;
    Ok(recipient.is_some_and(|recipient| recipient.wants_mentions()))
}

/// A neutral email because of a mention of that time, if the person wants one and no email has gone since: it reads like
/// every other, and tells of all that waits. In quiet hours and within an hour of another it is not written; then this is
/// when to ask again.
pub fn mention_in(tx: &mut Tx<'_>, person: &PersonId, at: Millis) -> Result<Option<Millis>> {
    let now = tx.now();
    let recipient = store::find_recipient(tx.conn(), person)?;
    let Some(recipient) = recipient.filter(|recipient| recipient.wants_mentions()) else {
        return Ok(None);
    };
    let asked = store::last_asked(tx.conn(), person, Template::Update)?;
    let sent = store::last_sent(tx.conn(), person, Template::Update)?;
    if asked.max(sent).is_some_and(|last| last >= at) {
        return Ok(None);
    }
    let not_before = sent.map_or(now, |last| now.max(last + HOUR));
    let due_at = recipient.earliest(Template::Update, not_before);
    if due_at > now {
        return Ok(Some(due_at));
    }
    outbox::queue_email(tx, (person, Template::Update), now)?;
    Ok(None)
}

/// What this room does in the transaction in which somebody's access changes: every privacy officer learns when there is
/// another one, one fewer, or a new way into the account of one.
pub fn access_change_hook() -> AccessChangeHook {
    Arc::new(move |tx, _, change| {
        if *change != AccessChange::OfficerChanged {
            return Ok(());
        }
        for officer in accounts::officers(tx.conn())? {
            let notice = NewNotice {
                person: officer,
                kind: NoticeKind::OfficersChanged,
                params: serde_json::json!({}),
                link: "/audit".into(),
            };
            notify_in(tx, notice)?;
        }
        Ok(())
    })
}
