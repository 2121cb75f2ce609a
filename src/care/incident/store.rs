//! Incidents and who was involved.

use crate::care::model::{Incident, IncidentState, Involved};
use crate::care::row_lock::lock_row;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{incident_people, incidents};
use crate::ids::{DistrictId, IncidentId, PersonId};
use crate::native;
use diesel::prelude::*;

/// Writes an incident, unless its client id is known.
pub(in crate::care) fn insert_incident(conn: &mut Conn, row: &Incident) -> QueryResult<bool> {
    let insert = diesel::insert_into(incidents::table)
        .values(row)
        .on_conflict_do_nothing();
    Ok(native!(conn, |conn| insert.execute(conn))? == 1)
}

/// The incident of a client id.
pub(in crate::care) fn find_incident_by_cid(
    conn: &mut Conn,
    reporter: &PersonId,
    cid: &str,
) -> QueryResult<Option<Incident>> {
    incidents::table
        .filter(incidents::reporter_id.eq(reporter).and(incidents::cid.eq(cid)))
        .select(Incident::as_select())
        .first(conn)
        .optional()
}

pub(in crate::care) fn find_incident(conn: &mut Conn, id: &IncidentId) -> QueryResult<Option<Incident>> {
    incidents::table
        .find(id)
        .select(Incident::as_select())
        .first(conn)
        .optional()
}

/// An incident, locked until the commit.
pub(in crate::care) fn lock_incident(conn: &mut Conn, id: &IncidentId) -> QueryResult<Option<Incident>> {
    lock_row(conn, "incidents", id.as_str())?;
    find_incident(conn, id)
}

/// Writes what can change of an incident.
pub(in crate::care) fn update_incident(conn: &mut Conn, row: &Incident) -> QueryResult<usize> {
    diesel::update(incidents::table.find(&row.id))
        .set((
            incidents::assigned_to.eq(&row.assigned_to),
            incidents::category.eq(row.category),
            incidents::severity.eq(row.severity),
            incidents::state.eq(row.state),
            incidents::closed_at.eq(row.closed_at),
            incidents::closed_by.eq(&row.closed_by),
            incidents::row_version.eq(row.row_version),
        ))
        .execute(conn)
}

/// Which incidents somebody knows of.
pub(in crate::care) struct KnownIncidents<'a> {
    pub person: &'a PersonId,
    /// All of these districts: coordinated, or on duty there.
    pub districts: &'a [DistrictId],
    /// On duty at headquarters, whose incidents have no district.
    pub is_without_district: bool,
    /// Severity 1 and 2 everywhere.
    pub is_headquarters: bool,
    /// Only in this state.
    pub state: Option<IncidentState>,
    /// Only in this district.
    pub district: Option<&'a DistrictId>,
}

/// What somebody knows of, in any state.
macro_rules! known_to {
    ($conn:expr, $known:expr) => {{
        let involved: Vec<IncidentId> = incident_people::table
            .filter(incident_people::person_id.eq($known.person))
            .select(incident_people::incident_id)
            .order(incident_people::incident_id.desc())
            .limit(500)
            .load($conn)?;
        let everywhere = if $known.is_headquarters { 2_i64 } else { 0 };
        let of_headquarters = if $known.is_without_district { 3_i64 } else { 0 };
        incidents::table.filter(
            incidents::reporter_id
                .eq($known.person)
                .or(incidents::assigned_to.eq($known.person))
                .or(incidents::id.eq_any(involved))
                .or(incidents::district_id.eq_any($known.districts))
                .or(incidents::severity.le(everywhere))
                .or(incidents::district_id
                    .is_null()
                    .and(incidents::severity.le(of_headquarters))),
        )
    }};
}

/// How many open ones somebody knows of.
pub(in crate::care) fn count_open_incidents(conn: &mut Conn, known: &KnownIncidents<'_>) -> QueryResult<i64> {
    known_to!(conn, known)
        .filter(incidents::state.eq(IncidentState::Open))
        .count()
        .get_result(conn)
}

/// A page of what somebody knows of, the newest first.
pub(in crate::care) fn page_incidents(
    conn: &mut Conn,
    known: &KnownIncidents<'_>,
    after: Option<&(Millis, String)>,
    limit: i64,
) -> QueryResult<Vec<Incident>> {
    let mut query = known_to!(conn, known)
        .select(Incident::as_select())
        .order((incidents::recorded_at.desc(), incidents::id.desc()))
        .limit(limit)
        .into_boxed();
    if let Some(state) = known.state {
        query = query.filter(incidents::state.eq(state));
    }
    if let Some(district) = known.district {
        query = query.filter(incidents::district_id.eq(district));
    }
    if let Some((at, id)) = after {
        query = query.filter(
            incidents::recorded_at
                .lt(*at)
                .or(incidents::recorded_at.eq(*at).and(incidents::id.lt(id.clone()))),
        );
    }
    query.load(conn)
}

/// Adds somebody who was involved, once.
pub(in crate::care) fn insert_involved(conn: &mut Conn, row: &Involved) -> QueryResult<()> {
    let insert = diesel::insert_into(incident_people::table)
        .values(row)
        .on_conflict_do_nothing();
    native!(conn, |conn| insert.execute(conn)).map(drop)
}

/// Everybody who was involved.
pub(in crate::care) fn list_involved(conn: &mut Conn, id: &IncidentId) -> QueryResult<Vec<Involved>> {
    incident_people::table
        .filter(incident_people::incident_id.eq(id))
        .select(Involved::as_select())
        .order(incident_people::person_id)
        .load(conn)
}

/// Somebody who was involved.
pub(in crate::care) fn find_involved(
    conn: &mut Conn,
    id: &IncidentId,
    person: &PersonId,
) -> QueryResult<Option<Involved>> {
    incident_people::table
        .find((id, person))
        .select(Involved::as_select())
        .first(conn)
        .optional()
}

/// Writes what can change of somebody's part.
pub(in crate::care) fn update_involved(conn: &mut Conn, row: &Involved) -> QueryResult<usize> {
    diesel::update(incident_people::table.find((&row.incident_id, &row.person_id)))
        .set((
            incident_people::offered_at.eq(row.offered_at),
            incident_people::offer_due_at.eq(row.offer_due_at),
            incident_people::wants_supervision.eq(row.wants_supervision),
            incident_people::answered_at.eq(row.answered_at),
            incident_people::debriefed_at.eq(row.debriefed_at),
            incident_people::debriefed_by.eq(&row.debriefed_by),
            incident_people::checked_at.eq(row.checked_at),
            incident_people::checked_by.eq(&row.checked_by),
        ))
        .execute(conn)
}

/// How many incidents of these districts wait for a check of somebody's next sessions.
pub(in crate::care) fn count_unchecked(conn: &mut Conn, districts: &[DistrictId]) -> QueryResult<i64> {
    incident_people::table
        .inner_join(incidents::table.on(incidents::id.eq(incident_people::incident_id)))
        .filter(incidents::district_id.eq_any(districts))
        .filter(
            incident_people::offer_due_at
                .is_not_null()
                .and(incident_people::checked_at.is_null()),
        )
        .count()
        .get_result(conn)
}

/// Takes the texts of incidents that were closed long ago away; how many.
pub(in crate::care) fn update_texts_forgotten(conn: &mut Conn, closed_before: Millis) -> QueryResult<usize> {
    diesel::update(
        incidents::table
            .filter(incidents::closed_at.lt(closed_before))
            .filter(incidents::text.is_not_null()),
    )
    .set(incidents::text.eq(None::<Vec<u8>>))
    .execute(conn)
}
