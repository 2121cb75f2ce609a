//! People.

use crate::accounts::model::{Language, Role};
use crate::accounts::scope::Scope;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::dialect;
use crate::db::schema::{people, role_grants as grants};
use crate::ids::{DistrictId, PersonId};
use diesel::prelude::*;
use diesel::sql_types::Text;

/// What a person proves themselves with.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = people)]
pub struct Credentials {
    pub id: PersonId,
    pub nickname: String,
    pub passphrase: Option<String>,
    pub is_totp_on: bool,
    pub totp_secret: Option<Vec<u8>>,
}

/// What a person's own page shows.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = people)]
pub struct Profile {
    pub id: PersonId,
    pub nickname: String,
    pub language: Language,
    pub is_active: bool,
}

#[derive(Insertable)]
#[diesel(table_name = people)]
pub struct NewPersonRow<'a> {
    pub id: &'a PersonId,
    pub nickname: &'a str,
    pub nickname_key: &'a str,
    pub nickname_look: &'a str,
    pub language: Language,
    pub home_district_id: Option<&'a DistrictId>,
    pub intake_no: Option<i64>,
    pub available: &'a str,
    pub is_active: bool,
    pub passphrase: Option<&'a str>,
    pub passphrase_changed_at: Option<Millis>,
    pub created_at: Millis,
    pub created_by: Option<&'a PersonId>,
}

/// The head row of a person, locked until the commit without standing in the way of rows that only point to it.
pub fn lock_person(conn: &mut Conn, person: &PersonId) -> QueryResult<()> {
    let wait = dialect::for_no_key_update(conn);
    if wait.is_empty() {
        return Ok(());
    }
    diesel::sql_query(format!("SELECT id FROM people WHERE id = $1{wait}"))
        .bind::<Text, _>(person)
        .execute(conn)
        .map(drop)
}

/// Whether an active person has a second factor; none if there is no such person or they are not active.
pub fn find_active_second_factor(conn: &mut Conn, person: &PersonId) -> QueryResult<Option<bool>> {
    people::table
        .filter(people::id.eq(person).and(people::is_active.eq(true)))
        .select(people::is_totp_on)
        .first(conn)
        .optional()
}

/// An active person by what makes nicknames the same.
pub fn find_credentials_by_key(conn: &mut Conn, key: &str) -> QueryResult<Option<Credentials>> {
    people::table
        .filter(people::nickname_key.eq(key).and(people::is_active.eq(true)))
        .select(Credentials::as_select())
        .first(conn)
        .optional()
}

pub fn find_credentials(conn: &mut Conn, person: &PersonId) -> QueryResult<Option<Credentials>> {
    people::table
        .filter(people::id.eq(person).and(people::is_active.eq(true)))
        .select(Credentials::as_select())
        .first(conn)
        .optional()
}

pub fn find_profile(conn: &mut Conn, person: &PersonId) -> QueryResult<Option<Profile>> {
    people::table
        .find(person)
        .select(Profile::as_select())
        .first(conn)
        .optional()
}

/// Profiles in no order.
pub fn list_profiles(conn: &mut Conn, ids: &[PersonId]) -> QueryResult<Vec<Profile>> {
    people::table
        .filter(people::id.eq_any(ids))
        .select(Profile::as_select())
        .load(conn)
}

pub fn find_id_by_key(conn: &mut Conn, key: &str) -> QueryResult<Option<PersonId>> {
    people::table
        .filter(people::nickname_key.eq(key))
        .select(people::id)
        .first(conn)
        .optional()
}

/// Whether there is anybody at all.
pub fn has_any(conn: &mut Conn) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(people::table.select(people::id))).get_result(conn)
}

/// Which of these looks somebody has.
pub fn list_taken_looks(conn: &mut Conn, looks: &[String]) -> QueryResult<Vec<String>> {
    people::table
        .filter(people::nickname_look.eq_any(looks))
        .select(people::nickname_look)
        .load(conn)
}

/// Whether an active person who works in `district`, or for all of them, has a nickname that looks so; anywhere, without one.
pub fn is_look_of_staff(
    conn: &mut Conn,
    look: &str,
    district: Option<&DistrictId>,
    but: &PersonId,
) -> QueryResult<bool> {
    let query = people::table
        .inner_join(grants::table.on(grants::person_id.eq(people::id)))
        .filter(people::nickname_look.eq(look).and(people::is_active.eq(true)))
        .filter(people::id.ne(but))
        .filter(grants::ended_at.is_null().and(grants::role.eq_any(Role::KNOWN_BY_NAME)));
    let here: Vec<Option<DistrictId>> = query.select(grants::district_id).load(conn)?;
    let is_here = |place: &Option<DistrictId>| match (place, district) {
        (Some(place), Some(district)) => place == district,
        _ => true,
    };
    Ok(here.iter().any(is_here))
}

pub fn list_nicknames(conn: &mut Conn, ids: &[PersonId]) -> QueryResult<Vec<(PersonId, String)>> {
    people::table
        .filter(people::id.eq_any(ids))
        .select((people::id, people::nickname))
        .load(conn)
}

pub fn insert_person(conn: &mut Conn, row: &NewPersonRow<'_>) -> QueryResult<usize> {
    diesel::insert_into(people::table).values(row).execute(conn)
}

pub fn update_available(conn: &mut Conn, person: &PersonId, available: &str) -> QueryResult<usize> {
    diesel::update(people::table.find(person))
        .set(people::available.eq(available))
        .execute(conn)
}

pub fn update_language(conn: &mut Conn, person: &PersonId, language: Language) -> QueryResult<usize> {
    diesel::update(people::table.find(person))
        .set(people::language.eq(language))
        .execute(conn)
}

/// Whether somebody may sign in and be planned.
pub fn update_active(conn: &mut Conn, person: &PersonId, is_active: bool) -> QueryResult<usize> {
    diesel::update(people::table.find(person))
        .set(people::is_active.eq(is_active))
        .execute(conn)
}

pub fn update_passphrase(conn: &mut Conn, person: &PersonId, hash: &str, now: Millis) -> QueryResult<usize> {
    diesel::update(people::table.find(person))
        .set((people::passphrase.eq(hash), people::passphrase_changed_at.eq(now)))
        .execute(conn)
}

/// Keeps a secret that is not yet confirmed.
pub fn update_totp_secret(conn: &mut Conn, person: &PersonId, sealed: &[u8]) -> QueryResult<usize> {
    diesel::update(people::table.find(person).filter(people::is_totp_on.eq(false)))
        .set(people::totp_secret.eq(sealed))
        .execute(conn)
}

/// Switches the second factor on, if `step` has not been used yet.
pub fn update_totp_on(conn: &mut Conn, person: &PersonId, step: i64) -> QueryResult<usize> {
    diesel::update(
        people::table
            .find(person)
            .filter(people::is_totp_on.eq(false).and(people::totp_secret.is_not_null())),
    )
    .set((people::is_totp_on.eq(true), people::totp_step.eq(step)))
    .execute(conn)
}

/// Removes the second factor.
pub fn update_totp_off(conn: &mut Conn, person: &PersonId) -> QueryResult<usize> {
    diesel::update(people::table.find(person))
        .set((people::is_totp_on.eq(false), people::totp_secret.eq(None::<Vec<u8>>)))
        .execute(conn)
}

/// Uses up a step; 0 if it, or a later one, was used before.
pub fn update_totp_step(conn: &mut Conn, person: &PersonId, step: i64) -> QueryResult<usize> {
    diesel::update(people::table.find(person).filter(people::totp_step.lt(step)))
        .set(people::totp_step.eq(step))
        .execute(conn)
}

/// Which people a list is about.
pub struct Which<'a> {
    /// Only in these districts.
    pub scope: &'a Scope,
    /// Holding one of these roles there.
    pub roles: &'a [Role],
    /// With this in the key of the nickname.
    pub part_of_key: Option<&'a str>,
    /// After this person, by nickname.
    pub after: Option<&'a PersonId>,
    pub limit: i64,
}

/// People by nickname, as (key, id).
pub fn page_people(conn: &mut Conn, which: &Which<'_>) -> QueryResult<Vec<(String, PersonId)>> {
    let mut query = people::table
        .inner_join(grants::table.on(grants::person_id.eq(people::id)))
        .filter(grants::ended_at.is_null().and(grants::role.eq_any(which.roles)))
        .select((people::nickname_key, people::id))
        .distinct()
        .order((people::nickname_key, people::id))
        .limit(which.limit)
        .into_boxed();
    if let Some(districts) = which.scope.districts() {
        query = query.filter(grants::district_id.eq_any(districts));
    }
    if let Some(part) = which.part_of_key {
        query = query.filter(people::nickname_key.like(contains(part)).escape('\\'));
    }
    if let Some(after) = which.after {
        let key: Option<String> = people::table
            .find(after)
            .select(people::nickname_key)
            .first(conn)
            .optional()?;
        query = query.filter(people::nickname_key.gt(key.unwrap_or_default()));
    }
    query.load(conn)
}

fn contains(part: &str) -> String {
    let mut pattern = String::with_capacity(part.len() + 2);
    pattern.push('%');
    for c in part.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
