//! How people want to be told, and who they are for an email.

use crate::accounts::api::has_consent;
use crate::accounts::model::{Language, Purpose};
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{districts, notice_preferences as preferences, people};
use crate::error::Result;
use crate::ids::PersonId;
use crate::local_time::DEFAULT_ZONE;
use crate::mail::Tongue;
use crate::notifications::model::{QuietHours, Recipient};
use diesel::prelude::*;

/// A person's preferences as they are stored.
#[derive(Clone, Debug, Queryable)]
pub struct PreferencesRow {
    pub email: Option<Vec<u8>>,
    /// Whether emails are wanted.
    pub is_email_on: bool,
    /// Minutes since midnight: nothing is sent from here until `quiet_to`, not included.
    pub quiet_from: i64,
    pub quiet_to: i64,
    /// Whether emails may tell of mentions too.
    pub is_mention_on: bool,
}

/// What a person has set, if anything.
pub fn find_preferences(conn: &mut Conn, person: &PersonId) -> Result<Option<PreferencesRow>> {
    let columns = (
        preferences::email,
        preferences::is_email_on,
        preferences::quiet_from,
        preferences::quiet_to,
        preferences::is_mention_on,
    );
    Ok(preferences::table.find(person).select(columns).first(conn).optional()?)
}

/// Sets a person's preferences.
pub fn save_preferences(conn: &mut Conn, person: &PersonId, row: &PreferencesRow, now: Millis) -> Result<()> {
    diesel::delete(preferences::table.find(person)).execute(conn)?;
    diesel::insert_into(preferences::table)
        .values((
            preferences::person_id.eq(person),
            preferences::email.eq(&row.email),
            preferences::is_email_on.eq(row.is_email_on),
            preferences::quiet_from.eq(row.quiet_from),
            preferences::quiet_to.eq(row.quiet_to),
            preferences::updated_at.eq(now),
            preferences::is_mention_on.eq(row.is_mention_on),
        ))
        .execute(conn)?;
    Ok(())
}

/// An active person as the one who gets an email.
pub fn find_recipient(conn: &mut Conn, person: &PersonId) -> Result<Option<Recipient>> {
    let row: Option<(Language, Option<String>)> = people::table
        .left_join(districts::table.on(people::home_district_id.eq(districts::id.nullable())))
        .filter(people::id.eq(person).and(people::is_active.eq(true)))
        .select((people::language, districts::zone.nullable()))
        .first(conn)
        .optional()?;
    let Some((language, zone)) = row else { return Ok(None) };
    let set = find_preferences(conn, person)?;
    let consents =
        set.as_ref().is_some_and(|set| set.email.is_some()) && has_consent(conn, person, Purpose::ContactNotices)?;
    let quiet = set.as_ref().map_or_else(QuietHours::default, |set| QuietHours {
        from: set.quiet_from,
        to: set.quiet_to,
    });
    Ok(Some(Recipient {
        tongue: match language {
            Language::Zh => Tongue::Chinese,
            Language::En => Tongue::English,
        },
        zone: zone.unwrap_or_else(|| DEFAULT_ZONE.into()),
        consents,
        is_email_on: set.as_ref().is_some_and(|set| set.is_email_on),
        is_mention_on: set.as_ref().is_some_and(|set| set.is_mention_on),
        sealed_email: set.and_then(|set| set.email),
        quiet,
    }))
}
