//! Invitations and recovery cards.

use crate::accounts::model::{CardKind, Role};
use crate::accounts::scope::Scope;
use crate::clock::Millis;
use crate::db::schema::{cohorts, invitations as cards, role_grants as grants};
use crate::db::{Conn, dialect};
use crate::ids::{CohortId, DistrictId, InvitationId, PersonId};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel::sql_types::Text;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = cards)]
pub struct CardRow {
    pub id: InvitationId,
    pub kind: CardKind,
    pub code_hash: String,
    pub role: Option<Role>,
    pub district_id: Option<DistrictId>,
    pub cohort_id: Option<CohortId>,
    pub person_id: Option<PersonId>,
    pub resets_second_factor: bool,
    pub created_by: Option<PersonId>,
    pub created_at: Millis,
    pub expires_at: Millis,
    pub used_at: Option<Millis>,
    pub withdrawn_at: Option<Millis>,
}

pub fn insert_card(conn: &mut Conn, row: &CardRow) -> QueryResult<usize> {
    diesel::insert_into(cards::table).values(row).execute(conn)
}

/// A card that can be used now, by the keyed hashes of its code under every key that is accepted.
pub fn find_open_by_hash(
    conn: &mut Conn,
    kind: CardKind,
    hashes: &[String],
    now: Millis,
) -> QueryResult<Option<CardRow>> {
    cards::table
        .filter(cards::code_hash.eq_any(hashes.to_vec()).and(cards::kind.eq(kind)))
        .filter(cards::used_at.is_null().and(cards::withdrawn_at.is_null()))
        .filter(cards::expires_at.gt(now))
        .select(CardRow::as_select())
        .first(conn)
        .optional()
}

/// Uses up a card; 0 if somebody else did or it was taken back.
pub fn update_used(conn: &mut Conn, id: &InvitationId, person: &PersonId, now: Millis) -> QueryResult<usize> {
    diesel::update(
        cards::table
            .find(id)
            .filter(cards::used_at.is_null().and(cards::withdrawn_at.is_null())),
    )
    .set((cards::used_at.eq(now), cards::person_id.eq(person)))
    .execute(conn)
}

/// One card of either kind.
pub fn find_card(conn: &mut Conn, id: &InvitationId) -> QueryResult<Option<CardRow>> {
    cards::table
        .find(id)
        .select(CardRow::as_select())
        .first(conn)
        .optional()
}

/// The open cards that somebody made, and those that give them their account back.
pub fn list_open_concerning(conn: &mut Conn, person: &PersonId, now: Millis) -> QueryResult<Vec<CardRow>> {
    let is_for_them = cards::kind.eq(CardKind::Recovery).and(cards::person_id.eq(person));
    cards::table
        .filter(cards::created_by.eq(person).or(is_for_them))
        .filter(cards::used_at.is_null().and(cards::withdrawn_at.is_null()))
        .filter(cards::expires_at.gt(now))
        .select(CardRow::as_select())
        .order(cards::id)
        .load(conn)
}

/// Holds every unused card that nobody made until the commit: of two first cards only one can be used.
pub fn lock_first_cards(conn: &mut Conn) -> QueryResult<()> {
    let wait = dialect::for_no_key_update(conn);
    if wait.is_empty() {
        return Ok(());
    }
    let first = "SELECT id FROM invitations WHERE created_by IS NULL AND kind = $1 AND used_at IS NULL ORDER BY id";
    diesel::sql_query(format!("{first}{wait}"))
        .bind::<Text, _>(CardKind::Invitation)
        .execute(conn)
        .map(drop)
}

/// Takes back every unused invitation that nobody made.
pub fn update_first_withdrawn(conn: &mut Conn, now: Millis) -> QueryResult<usize> {
    diesel::update(
        cards::table
            .filter(cards::created_by.is_null().and(cards::kind.eq(CardKind::Invitation)))
            .filter(cards::used_at.is_null().and(cards::withdrawn_at.is_null())),
    )
    .set(cards::withdrawn_at.eq(now))
    .execute(conn)
}

/// Takes an unused card back.
pub fn update_withdrawn(conn: &mut Conn, id: &InvitationId, now: Millis) -> QueryResult<usize> {
    diesel::update(
        cards::table
            .find(id)
            .filter(cards::used_at.is_null().and(cards::withdrawn_at.is_null())),
    )
    .set(cards::withdrawn_at.eq(now))
    .execute(conn)
}

/// Takes back every recovery card of a person that is not used.
pub fn update_recovery_withdrawn(conn: &mut Conn, person: &PersonId, now: Millis) -> QueryResult<usize> {
    diesel::update(
        cards::table
            .filter(cards::person_id.eq(person).and(cards::kind.eq(CardKind::Recovery)))
            .filter(cards::used_at.is_null().and(cards::withdrawn_at.is_null())),
    )
    .set(cards::withdrawn_at.eq(now))
    .execute(conn)
}

/// Invitations for these districts, and cards of people who hold a role there, the latest first. A card of somebody who is
/// nothing but a member is for `members_of` only (safety 8).
pub fn page_cards(
    conn: &mut Conn,
    scope: &Scope,
    members_of: &Scope,
    before: Option<&InvitationId>,
    limit: i64,
) -> QueryResult<Vec<CardRow>> {
    let mut query = cards::table
        .select(CardRow::as_select())
        .order(cards::id.desc())
        .limit(limit)
        .into_boxed();
    let (is_all, places) = (scope.districts().is_none(), scope.districts().unwrap_or_default());
    let workers = grants::table
        .filter(grants::ended_at.is_null().and(grants::role.ne(Role::Member)))
        .filter(
            grants::district_id
                .eq_any(places.to_vec())
                .assume_not_null()
                .or(is_all.into_sql::<Bool>()),
        )
        .select(grants::person_id.nullable());
    // only headquarters has no list of districts, and it coordinates no members
    let members = grants::table
        .filter(grants::ended_at.is_null().and(grants::role.eq(Role::Member)))
        .filter(grants::district_id.eq_any(members_of.districts().unwrap_or_default().to_vec()))
        .select(grants::person_id.nullable());
    let is_theirs = cards::person_id.eq_any(workers).or(cards::person_id.eq_any(members));
    let is_recovery = cards::kind.eq(CardKind::Recovery).and(is_theirs.assume_not_null());
    query = match scope.districts() {
        Some(districts) => {
            let is_here = cards::kind
                .eq(CardKind::Invitation)
                .and(cards::district_id.eq_any(districts).assume_not_null());
            query.filter(is_here.or(is_recovery))
        }
        None => query.filter(cards::kind.eq(CardKind::Invitation).or(is_recovery)),
    };
    if let Some(before) = before {
        query = query.filter(cards::id.lt(before));
    }
    query.load(conn)
}

/// The district of a cohort, if there is such a cohort.
pub fn find_cohort_district(conn: &mut Conn, cohort: &CohortId) -> QueryResult<Option<Option<DistrictId>>> {
    cohorts::table
        .find(cohort)
        .select(cohorts::district_id)
        .first(conn)
        .optional()
}

/// Deletes cards that expired before `then`.
pub fn delete_expired_before(conn: &mut Conn, then: Millis) -> QueryResult<usize> {
    diesel::delete(cards::table.filter(cards::expires_at.lt(then))).execute(conn)
}

/// Whether any card was ever made.
pub fn has_any(conn: &mut Conn) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(cards::table.select(cards::id))).get_result(conn)
}
