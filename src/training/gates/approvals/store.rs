//! What became of approvals: exceptions, and what is missing afterwards.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{cohorts, enrolments, people, phase_overrides, undermined_phases};
use crate::error::Result;
use crate::ids::{DistrictId, EnrolmentId, OverrideId, PersonId};
use crate::training::gates::approvals::model::{Override, Undermined};
use diesel::prelude::*;

type OverrideRow = (
    OverrideId,
    EnrolmentId,
    i64,
    String,
    String,
    PersonId,
    Millis,
    Option<PersonId>,
);

const OVERRIDE: (
    phase_overrides::id,
    phase_overrides::enrolment_id,
    phase_overrides::phase,
    phase_overrides::missing,
    phase_overrides::reason,
    phase_overrides::asked_by,
    phase_overrides::asked_at,
    phase_overrides::confirmed_by,
) = (
    phase_overrides::id,
    phase_overrides::enrolment_id,
    phase_overrides::phase,
    phase_overrides::missing,
    phase_overrides::reason,
    phase_overrides::asked_by,
    phase_overrides::asked_at,
    phase_overrides::confirmed_by,
);

fn read((id, enrolment_id, phase, missing, reason, asked_by, asked_at, confirmed_by): OverrideRow) -> Result<Override> {
    Ok(Override {
        id,
        enrolment_id,
        phase,
        missing: serde_json::from_str(&missing)?,
        reason,
        asked_by,
        asked_at,
        confirmed_by,
    })
}

/// The exceptions of an enrolment, the oldest first; those that wait for a second person too.
pub fn list_overrides(conn: &mut Conn, id: &EnrolmentId) -> Result<Vec<Override>> {
    let rows: Vec<OverrideRow> = phase_overrides::table
        .filter(phase_overrides::enrolment_id.eq(id))
        .order((phase_overrides::asked_at, phase_overrides::id))
        .select(OVERRIDE)
        .load(conn)?;
    rows.into_iter().map(read).collect()
}

pub fn find_override(conn: &mut Conn, id: &OverrideId) -> Result<Option<Override>> {
    let row: Option<OverrideRow> = phase_overrides::table
        .find(id)
        .select(OVERRIDE)
        .first(conn)
        .optional()?;
    row.map(read).transpose()
}

/// Writes an exception that waits.
pub fn insert_override(conn: &mut Conn, new: &Override) -> Result<()> {
    diesel::insert_into(phase_overrides::table)
        .values((
            phase_overrides::id.eq(&new.id),
            phase_overrides::enrolment_id.eq(&new.enrolment_id),
            phase_overrides::phase.eq(new.phase),
            phase_overrides::missing.eq(serde_json::to_string(&new.missing)?),
            phase_overrides::reason.eq(&new.reason),
            phase_overrides::asked_by.eq(&new.asked_by),
            phase_overrides::asked_at.eq(new.asked_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Confirms an exception that waits; how many rows.
pub fn update_override_confirmed(conn: &mut Conn, id: &OverrideId, by: &PersonId, now: Millis) -> Result<usize> {
    Ok(diesel::update(phase_overrides::table.find(id))
        .filter(phase_overrides::confirmed_at.is_null())
        .set((
            phase_overrides::confirmed_by.eq(Some(by)),
            phase_overrides::confirmed_at.eq(Some(now)),
        ))
        .execute(conn)?)
}

type UnderminedRow = (EnrolmentId, i64, String, Millis);

fn undermined((enrolment_id, phase, missing, since): UnderminedRow) -> Result<Undermined> {
    Ok(Undermined {
        enrolment_id,
        phase,
        missing: serde_json::from_str(&missing)?,
        since,
    })
}

const UNDERMINED: (
    undermined_phases::enrolment_id,
    undermined_phases::phase,
    undermined_phases::missing,
    undermined_phases::since,
) = (
    undermined_phases::enrolment_id,
    undermined_phases::phase,
    undermined_phases::missing,
    undermined_phases::since,
);

/// What is noted of one enrolment.
pub fn list_undermined_of(conn: &mut Conn, id: &EnrolmentId) -> Result<Vec<Undermined>> {
    let rows: Vec<UnderminedRow> = undermined_phases::table
        .filter(undermined_phases::enrolment_id.eq(id))
        .select(UNDERMINED)
        .load(conn)?;
    rows.into_iter().map(undermined).collect()
}

/// Approved phases of which something is missing, of people of these districts (none: of all), the oldest first, behind `after`.
pub fn page_undermined(
    conn: &mut Conn,
    districts: Option<&[DistrictId]>,
    after: Option<&(Millis, EnrolmentId, i64)>,
    limit: i64,
) -> Result<Vec<Undermined>> {
    let mut query = undermined_phases::table
        .inner_join(enrolments::table.on(enrolments::id.eq(undermined_phases::enrolment_id)))
        .inner_join(cohorts::table.on(cohorts::id.eq(enrolments::cohort_id)))
        .inner_join(people::table.on(people::id.eq(enrolments::person_id)))
        .order((
            undermined_phases::since,
            undermined_phases::enrolment_id,
            undermined_phases::phase,
        ))
        .limit(limit)
        .select(UNDERMINED)
        .into_boxed();
    if let Some(districts) = districts {
        let of_home = cohorts::district_id
            .is_null()
            .and(people::home_district_id.eq_any(districts));
        query = query.filter(cohorts::district_id.eq_any(districts).or(of_home));
    }
    if let Some((since, id, phase)) = after {
        let same_time = undermined_phases::since.eq(*since);
        let same = same_time.and(undermined_phases::enrolment_id.eq(id.clone()));
        let later = undermined_phases::since
            .gt(*since)
            .or(same_time.and(undermined_phases::enrolment_id.gt(id.clone())))
            .or(same.and(undermined_phases::phase.gt(*phase)));
        query = query.filter(later);
    }
    let rows: Vec<UnderminedRow> = query.load(conn)?;
    rows.into_iter().map(undermined).collect()
}

/// Writes what is missing now in place of what was noted.
pub fn replace_undermined(conn: &mut Conn, id: &EnrolmentId, all: &[Undermined]) -> Result<()> {
    diesel::delete(undermined_phases::table.filter(undermined_phases::enrolment_id.eq(id))).execute(conn)?;
    for row in all {
        diesel::insert_into(undermined_phases::table)
            .values((
                undermined_phases::enrolment_id.eq(id),
                undermined_phases::phase.eq(row.phase),
                undermined_phases::missing.eq(serde_json::to_string(&row.missing)?),
                undermined_phases::since.eq(row.since),
            ))
            .execute(conn)?;
    }
    Ok(())
}
