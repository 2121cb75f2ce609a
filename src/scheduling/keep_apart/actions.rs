//! Sets and ends it, and reads it; each leaves a line in the audit.

use super::access::{looks_after, must_look_after};
use super::store;
use super::views::{KeptApart, kept_apart, sessions_of_both};
use crate::accounts::Context;
use crate::audit::{AuditSubject, AuditVerb};
use crate::error::{Error, Result};
use crate::ids::PersonId;
use crate::scheduling::calendar::line::SessionBrief;
use serde_json::json;

/// From now on the two are not planned together. Hands back the sessions ahead on which both are: nothing is moved by itself.
pub(crate) async fn keep_apart(ctx: &Context, person: PersonId, other: PersonId) -> Result<Vec<SessionBrief>> {
    ctx.write(move |tx, who| {
        must_look_after(tx.conn(), who, &person)?;
        if person == other || !looks_after(tx.conn(), who, &other)? {
            return Err(Error::not_found());
        }
        let now = tx.now();
        if store::insert_pair(tx.conn(), &person, &other, &who.person, now)? {
            let entry = who.entry(AuditVerb::KeepApart, AuditSubject::Person, &person);
            tx.audit(&entry.detail(json!({ "other": other })))?;
        }
        sessions_of_both(tx.conn(), who, &person, &other, now)
    })
    .await
}

/// They may be planned together again.
pub(crate) async fn end_keep_apart(ctx: &Context, person: PersonId, other: PersonId) -> Result<()> {
    ctx.write(move |tx, who| {
        must_look_after(tx.conn(), who, &person)?;
        let is_known = looks_after(tx.conn(), who, &other)?;
        if !is_known || !store::delete_pair(tx.conn(), &person, &other)? {
            return Err(Error::not_found());
        }
        let entry = who.entry(AuditVerb::EndKeepApart, AuditSubject::Person, &person);
        Ok(tx.audit(&entry.detail(json!({ "other": other })))?)
    })
    .await
}

/// From whom somebody is kept apart, of those whom the caller looks after too.
pub(crate) async fn read_kept_apart(ctx: &Context, person: PersonId) -> Result<KeptApart> {
    ctx.write(move |tx, who| {
        must_look_after(tx.conn(), who, &person)?;
        let entry = who.entry(AuditVerb::KeepApartRead, AuditSubject::Person, &person);
        tx.audit(&entry)?;
        kept_apart(tx.conn(), who, &person)
    })
    .await
}
