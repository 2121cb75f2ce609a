//! What is done by hand: credit and waivers.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{cohorts, enrolments, manual_credits, people};
use crate::error::Result;
use crate::ids::{CreditId, DistrictId, EnrolmentId, PersonId, RequirementId, SessionId};
use crate::training::ledger::manual::model::{Closed, Manual, ManualKind};
use diesel::prelude::*;

/// Requirements for which prior learning stands, confirmed by two people.
pub fn list_waived(conn: &mut Conn, ids: &[EnrolmentId]) -> Result<Vec<(EnrolmentId, RequirementId)>> {
    Ok(manual_credits::table
        .filter(manual_credits::enrolment_id.eq_any(ids))
        .filter(manual_credits::kind.eq(ManualKind::Waiver))
        .filter(manual_credits::confirmed_at.is_not_null())
        .filter(manual_credits::closed_at.is_null())
        .select((manual_credits::enrolment_id, manual_credits::requirement_id))
        .load(conn)?)
}

const MANUAL: (
    manual_credits::id,
    manual_credits::enrolment_id,
    manual_credits::requirement_id,
    manual_credits::kind,
    manual_credits::amount,
    manual_credits::reason,
    manual_credits::asked_by,
    manual_credits::asked_at,
    manual_credits::confirmed_by,
    manual_credits::session_id,
    manual_credits::confirm_cid,
    manual_credits::closed_how,
) = (
    manual_credits::id,
    manual_credits::enrolment_id,
    manual_credits::requirement_id,
    manual_credits::kind,
    manual_credits::amount,
    manual_credits::reason,
    manual_credits::asked_by,
    manual_credits::asked_at,
    manual_credits::confirmed_by,
    manual_credits::session_id,
    manual_credits::confirm_cid,
    manual_credits::closed_how,
);

pub fn find_manual(conn: &mut Conn, id: &CreditId) -> Result<Option<Manual>> {
    Ok(manual_credits::table.find(id).select(MANUAL).first(conn).optional()?)
}

/// Manual credits that wait for the second person, of people of these districts (none: of all), the oldest first, after `after`.
pub fn page_waiting_manual(
    conn: &mut Conn,
    districts: Option<&[DistrictId]>,
    after: Option<&CreditId>,
    limit: i64,
) -> Result<Vec<Manual>> {
    let mut query = manual_credits::table
        .inner_join(enrolments::table.on(enrolments::id.eq(manual_credits::enrolment_id)))
        .inner_join(cohorts::table.on(cohorts::id.eq(enrolments::cohort_id)))
        .inner_join(people::table.on(people::id.eq(enrolments::person_id)))
        .filter(manual_credits::confirmed_at.is_null())
        .filter(manual_credits::closed_at.is_null())
        .order(manual_credits::id)
        .limit(limit)
        .select(MANUAL)
        .into_boxed();
    if let Some(districts) = districts {
        let of_home = cohorts::district_id
            .is_null()
            .and(people::home_district_id.eq_any(districts));
        query = query.filter(cohorts::district_id.eq_any(districts).or(of_home));
    }
    if let Some(after) = after {
        query = query.filter(manual_credits::id.gt(after));
    }
    Ok(query.load(conn)?)
}

/// Writes a manual credit that waits.
pub fn insert_manual(conn: &mut Conn, manual: &Manual) -> Result<()> {
    diesel::insert_into(manual_credits::table)
        .values((
            manual_credits::id.eq(&manual.id),
            manual_credits::enrolment_id.eq(&manual.enrolment_id),
            manual_credits::requirement_id.eq(&manual.requirement_id),
            manual_credits::kind.eq(manual.kind),
            manual_credits::amount.eq(manual.amount),
            manual_credits::reason.eq(&manual.reason),
            manual_credits::asked_by.eq(&manual.asked_by),
            manual_credits::asked_at.eq(manual.asked_at),
            manual_credits::session_id.eq(&manual.session_id),
        ))
        .execute(conn)?;
    Ok(())
}

/// Confirms a manual credit that waits; how many rows.
pub fn update_manual_confirmed(
    conn: &mut Conn,
    id: &CreditId,
    by: &PersonId,
    cid: Option<&str>,
    now: Millis,
) -> Result<usize> {
    Ok(diesel::update(manual_credits::table.find(id))
        .filter(manual_credits::confirmed_at.is_null())
        .filter(manual_credits::closed_at.is_null())
        .set((
            manual_credits::confirmed_by.eq(Some(by)),
            manual_credits::confirmed_at.eq(Some(now)),
            manual_credits::confirm_cid.eq(cid),
        ))
        .execute(conn)?)
}

/// Ends something by hand.
pub fn update_manual_closed(
    conn: &mut Conn,
    id: &CreditId,
    how: Closed,
    by: Option<&PersonId>,
    because: Option<&str>,
    now: Millis,
) -> Result<()> {
    diesel::update(manual_credits::table.find(id))
        .set((
            manual_credits::closed_how.eq(Some(how)),
            manual_credits::closed_by.eq(by),
            manual_credits::closed_because.eq(because),
            manual_credits::closed_at.eq(Some(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Credit by hand that stands for the sheet of these sessions and is in force.
pub fn list_manual_for(conn: &mut Conn, enrolments: &[EnrolmentId], sessions: &[SessionId]) -> Result<Vec<Manual>> {
    Ok(manual_credits::table
        .filter(manual_credits::enrolment_id.eq_any(enrolments))
        .filter(manual_credits::session_id.eq_any(sessions))
        .filter(manual_credits::confirmed_at.is_not_null())
        .filter(manual_credits::closed_at.is_null())
        .order(manual_credits::id)
        .select(MANUAL)
        .load(conn)?)
}
