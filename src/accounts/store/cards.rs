//! Invitations and recovery cards.

use crate::accounts::access::Scope;
use crate::accounts::model::{CardKind, Role};
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{cohorts, invitations as cards};
use crate::ids::{CohortId, DistrictId, InvitationId, PersonId};
use diesel::prelude::*;

/// One printed card.
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

pub fn find_invitation(conn: &mut Conn, id: &InvitationId) -> QueryResult<Option<CardRow>> {
    cards::table
        .find(id)
        .filter(cards::kind.eq(CardKind::Invitation))
        .select(CardRow::as_select())
        .first(conn)
        .optional()
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

/// Invitations for these districts, the latest first.
pub fn page_invitations(
    conn: &mut Conn,
    scope: &Scope,
    before: Option<&InvitationId>,
    limit: i64,
) -> QueryResult<Vec<CardRow>> {
    let mut query = cards::table
        .filter(cards::kind.eq(CardKind::Invitation))
        .select(CardRow::as_select())
        .order(cards::id.desc())
        .limit(limit)
        .into_boxed();
    if let Some(districts) = scope.districts() {
        query = query.filter(cards::district_id.eq_any(districts));
    }
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
